/** Words as a POSIX shell reads them. */
import { splitControls } from './controls.ts';

/** What a POSIX shell takes as it is. */
const PLAIN = /^[\w@%+=:,./-]+$/;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Bytes as printf(1) writes them from a text that a terminal can show. */
const printed = (text: string): string =>
  `"$(printf '${[...new TextEncoder().encode(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}')"`;

/**
 * A word as one types it into a POSIX shell, in single quotes where it needs any. Control characters are
 * named in octal and put there by printf(1), so that the text is safe to show.
 */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  if (word === '') return "''";
  return splitControls(word)
    .map(({ text, controls }) => (controls ? printed(text) : quoted(text)))
    .join('');
}
