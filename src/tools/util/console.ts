/**
 * The two output streams of a tool, and the reports on them that every command shares (util/usage.c).
 */

/** What a running tool has printed so far. */
export interface Console {
  stdout: (string | Uint8Array)[];
  stderr: string[];
}

/** Two streams with nothing on them yet. */
export const newConsole = (): Console => ({ stdout: [], stderr: [] });

/** Prints on standard output as it is. */
export function print(con: Console, text: string | Uint8Array): void {
  con.stdout.push(text);
}

/** Prints on standard error as it is. */
export function eprint(con: Console, text: string): void {
  con.stderr.push(text);
}

/** `1 namespace`, `2 namespaces`, as closing lines count. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** report() formats into a buffer of this size. */
const REPORT_SIZE = 1024;

const report = (con: Console, prefix: string, text: string): void =>
  eprint(con, ` ${prefix}${text.slice(0, REPORT_SIZE - 1)}\n`);

/**
 * `  Error: TEXT` and a newline. Most texts end in a newline of their own, hence the blank line that
 * follows them in the real output.
 */
export const error = (con: Console, text: string): void => report(con, ' Error: ', text);

/** `  Warning: TEXT` and a newline. */
export const warning = (con: Console, text: string): void => report(con, ' Warning: ', text);
