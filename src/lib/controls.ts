/**
 * Characters that a terminal obeys instead of showing them: C0 and C1 controls, DEL, and the marks that
 * reorder or break lines. Text from outside (a command line, a label, a file) is shown with them escaped.
 */

/** All of them but newline and tab, which lay text out. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
/** Newline and tab too: the text is part of a line. */
const IN_LINE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** `\\x1b` for one of the first 256, `\\u202e` for the others. */
function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}

/** A text of one or more lines with its controls escaped. */
export const visible = (text: string): string => text.replace(CONTROL, escaped);

/** A name or word with its controls escaped, newlines and tabs too: it stays within its line. */
export const visibleWord = (word: string): string => word.replace(IN_LINE, escaped);

/** A text without its controls, for formats that have no place for them (XML 1.0). */
export const withoutControls = (text: string): string => text.replace(CONTROL, '');

/** Stretches of controls, and of anything else, in order. */
export const splitControls = (text: string): { text: string; controls: boolean }[] =>
  [...text.matchAll(new RegExp(`(${CONTROL.source}+)|[^]+?(?=${CONTROL.source}|$)`, 'g'))].map(
    ([found, controls]) => ({ text: found, controls: controls !== undefined }),
  );
