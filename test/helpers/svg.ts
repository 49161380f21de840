/** Readers of SVG text for tests: enough for markup without surprises. */

/** Tags that are not closed in order. */
export function unbalanced(markup: string): string[] {
  const open: string[] = [];
  for (const [, slash, name, rest] of markup.matchAll(/<(\/?)([a-zA-Z]+)([^>]*)>/g)) {
    if (slash === '/') {
      if (open.pop() !== name) return [...open, `</${name}>`];
    } else if (!rest!.endsWith('/')) {
      open.push(name!);
    }
  }
  return open;
}

const ANCHORED: Record<string, number> = { start: 0, middle: 0.5, end: 1 };
/** A little more than letters of a sans-serif font need, on the whole; of a monospaced one, what they need. */
const LETTER = { plain: 0.56, mono: 0.61 };

/** Labels that reach out of their drawing, by an estimate of the letters' width. */
export function labelsOutside(svg: string): string[] {
  const stack: { width: number; height: number }[] = [];
  const outside: string[] = [];
  for (const [tag, name, attributes = '', content] of svg.matchAll(
    /<(\/?svg|text)\b([^>]*)>(?:([^<]*)<\/text>)?/g,
  )) {
    const attribute = (key: string): string => new RegExp(` ${key}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    if (tag.startsWith('</')) stack.pop();
    else if (name === 'svg')
      stack.push({ width: Number(attribute('width')), height: Number(attribute('height')) });
    else {
      const { width, height } = stack.at(-1)!;
      const letters = (content ?? '').replace(/&\w+;/g, '.').length;
      const size = Number(attribute('font-size'));
      const length = letters * size * (/\bm\b/.test(attribute('class')) ? LETTER.mono : LETTER.plain);
      const left = Number(attribute('x')) - length * ANCHORED[attribute('text-anchor')]!;
      const y = Number(attribute('y'));
      if (left < 0 || left + length > width || y - size < 0 || y + size / 4 > height)
        outside.push(content ?? '');
    }
  }
  return outside;
}

interface Label {
  content: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The labels of a drawing without drawings in it, with their estimated boxes. */
function labelsOf(svg: string): Label[] {
  return [...svg.matchAll(/<text\b([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = '', content = '']) => {
    const attribute = (key: string): string => new RegExp(` ${key}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    const size = Number(attribute('font-size'));
    const letters = content.replace(/&\w+;/g, '.').length;
    const length = letters * size * (/\bm\b/.test(attribute('class')) ? LETTER.mono : LETTER.plain);
    const left = Number(attribute('x')) - length * ANCHORED[attribute('text-anchor')]!;
    const y = Number(attribute('y'));
    return { content, left, right: left + length, top: y - size * 0.75, bottom: y + size * 0.2 };
  });
}

/** Pairs of labels that overprint each other. */
export function overprinted(svg: string): string[] {
  const labels = labelsOf(svg).sort((a, b) => a.top - b.top);
  const pairs: string[] = [];
  for (const [i, a] of labels.entries())
    for (const b of labels.slice(i + 1)) {
      if (b.top >= a.bottom) break;
      if (a.left < b.right && b.left < a.right) pairs.push(`${a.content} / ${b.content}`);
    }
  return pairs;
}
