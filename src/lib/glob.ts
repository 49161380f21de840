/** Shell patterns of `*` and `?`, matched in time that grows with pattern times text at most. */

/** A test for the whole of a text. A `*` stands for any characters, a `?` for one. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const marks = [...pattern.replace(/\*+/g, '*')];
  return (text) => {
    const letters = [...text];
    let mark = 0;
    let at = 0;
    // Position of the last star, and the text matched by it so far.
    let star = -1;
    let taken = 0;
    while (at < letters.length) {
      if (marks[mark] === '*') {
        star = mark++;
        taken = at;
      } else if (mark < marks.length && (marks[mark] === '?' || marks[mark] === letters[at])) {
        mark++;
        at++;
      } else if (star >= 0) {
        mark = star + 1;
        at = ++taken;
      } else {
        return false;
      }
    }
    return mark === marks.length || (mark === marks.length - 1 && marks[mark] === '*');
  };
}
