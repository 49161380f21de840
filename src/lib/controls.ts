/**
 * Control characters, which a terminal interprets instead of displaying: C0 and C1 controls, DEL, and Unicode
 * marks that reorder or break lines. External text (a command line, a label, a file) is shown with them
 * escaped.
 */

/** All control characters except newline and tab. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
/** All control characters, for text within a line. */
const IN_LINE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Escapes a C0 control as `\\x1b`, any other as `\\u009b`, which JSON reads too. */
function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Escapes control characters in text of one or more lines. */
export const visible = (text: string): string => text.replace(CONTROL, escaped);

/** Escapes control characters, including newlines and tabs, in a name or word. */
export const visibleWord = (word: string): string => word.replace(IN_LINE, escaped);

/** Removes control characters, for formats that cannot represent them (XML 1.0). */
export const withoutControls = (text: string): string => text.replace(CONTROL, '');

/** Splits a text into runs of control characters and of other characters, in order. */
export const splitControls = (text: string): { text: string; controls: boolean }[] =>
  [...text.matchAll(new RegExp(`(${CONTROL.source}+)|[^]+?(?=${CONTROL.source}|$)`, 'g'))].map(
    ([found, controls]) => ({ text: found, controls: controls !== undefined }),
  );
