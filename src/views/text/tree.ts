/** Trees in the summary: a line for each branch, its children indented below. */

export interface Branch {
  text: string;
  children: Branch[];
}

/** The lines of a branch and of all below it. */
export function drawTree({ text, children }: Branch, unicode: boolean, indent = '', below = ''): string[] {
  const [tee, corner, bar] = unicode ? ['├─ ', '└─ ', '│  '] : ['|- ', '`- ', '|  '];
  const lines = [indent + text];
  children.forEach((child, index) => {
    const last = index === children.length - 1;
    lines.push(...drawTree(child, unicode, below + (last ? corner : tee), below + (last ? '   ' : bar)));
  });
  return lines;
}

/** The first branches, and the number of the others. */
export const most = (branches: Branch[], number: number, others: (hidden: number) => string): Branch[] =>
  branches.length <= number
    ? branches
    : [...branches.slice(0, number), { text: others(branches.length - number), children: [] }];
