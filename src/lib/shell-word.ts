/** Quoting of words for a POSIX shell. */
import { splitControls } from './controls.ts';

/** Words that need no quoting. */
const PLAIN = /^[\w@%+=:,./-]+$/;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A printf(1) substitution that produces the bytes of a text from printable characters. */
const printed = (text: string): string =>
  `"$(printf '${[...new TextEncoder().encode(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}')"`;

/**
 * Quotes a word for a POSIX shell, with single quotes where needed. Control characters become octal escapes
 * of printf(1), so that the result is safe to display.
 */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  if (word === '') return "''";
  return splitControls(word)
    .map(({ text, controls }) => (controls ? printed(text) : quoted(text)))
    .join('');
}
