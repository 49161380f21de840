/** What a POSIX shell takes as it is. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word as one types it into a POSIX shell, in single quotes where it needs any. */
export const shellWord = (word: string): string =>
  PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
