/** Comparison of shown output with printed output. */
import type { Shown } from './examples.ts';

/** A pattern for shown output: a line `..` matches any lines, `..` in a line any part of it. */
export function pattern(output: string): RegExp {
  const lines = output.split('\n').map((line) => {
    if (/^ *\.\.$/.test(line)) return '(?:.*\n)*?';
    const text = line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\\.\\.', '.*');
    return `${text}\n`;
  });
  return new RegExp(`^${lines.slice(0, -1).join('')}$`);
}

/**
 * Compares the printed texts with what is shown below the first command. The output may contain prompts, so
 * that commands after the first are a part of it.
 *
 * @returns the number of commands that are output of the first; undefined if no text matches
 */
export function matched([first, ...rest]: Shown[], printed: readonly string[]): number | undefined {
  const texts = rest.map(({ command, output }) => `$ ${command}\n${output}`);
  for (let count = rest.length; count >= 0; count--) {
    const shown = pattern([first!.output, ...texts.slice(0, count)].join(''));
    if (printed.some((text) => shown.test(text))) return count;
  }
  // A command without output shown may print anything.
  return first!.output.trim() === '' ? 0 : undefined;
}
