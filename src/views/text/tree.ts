/** Trees in the summary: a line for each branch, its children indented below. */
import { visibleWidth, wrapWords } from '../base/text.ts';
import type { Terminal } from '../base/theme.ts';

export interface Branch {
  text: string;
  children: Branch[];
}

/** The lines of a branch and of all below it, broken at blanks if they are wider than the terminal. */
export function drawTree(
  { text, children }: Branch,
  terminal: Pick<Terminal, 'unicode' | 'width'>,
  indent = '',
  below = '',
): string[] {
  const [tee, corner, bar] = terminal.unicode ? ['├─ ', '└─ ', '│  '] : ['|- ', '`- ', '|  '];
  const beside = below + (children.length > 0 ? bar : '   ');
  const parts =
    indent.length + visibleWidth(text) <= terminal.width
      ? [text]
      : wrapWords(text, terminal.width - beside.length);
  const lines = parts.map((part, i) => (i === 0 ? indent : beside) + part);
  children.forEach((child, index) => {
    const last = index === children.length - 1;
    lines.push(...drawTree(child, terminal, below + (last ? corner : tee), below + (last ? '   ' : bar)));
  });
  return lines;
}

/** The first branches, and the number of the others. */
export const most = (branches: Branch[], number: number, others: (hidden: number) => string): Branch[] =>
  branches.length <= number
    ? branches
    : [...branches.slice(0, number), { text: others(branches.length - number), children: [] }];
