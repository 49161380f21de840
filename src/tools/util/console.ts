/** The two output streams of a tool, and the reports common to all commands (util/usage.c). */

/** Output of a running tool so far. */
export interface Console {
  stdout: (string | Uint8Array)[];
  stderr: string[];
}

/** Two empty streams. */
export const newConsole = (): Console => ({ stdout: [], stderr: [] });

/** Prints on standard output, unchanged. */
export function print(con: Console, text: string | Uint8Array): void {
  con.stdout.push(text);
}

/** Prints on standard error, unchanged. */
export function eprint(con: Console, text: string): void {
  con.stderr.push(text);
}

/** `1 namespace`, `2 namespaces`, as in closing lines. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** report() formats into a buffer of this size. */
const REPORT_SIZE = 1024;

const report = (con: Console, prefix: string, text: string): void =>
  eprint(con, ` ${prefix}${text.slice(0, REPORT_SIZE - 1)}\n`);

/**
 * Prints `  Error: TEXT` and a newline. Most texts end in a newline themselves, hence the blank line after
 * them in the real output.
 */
export const error = (con: Console, text: string): void => report(con, ' Error: ', text);

/** Prints `  Warning: TEXT` and a newline. */
export const warning = (con: Console, text: string): void => report(con, ' Warning: ', text);
