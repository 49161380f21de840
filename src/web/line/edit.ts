/** Edits of a line. */

/** The text on both sides of the cursor. */
export interface Line {
  before: string;
  after: string;
}

export const EMPTY: Line = { before: '', after: '' };

/** The whole line. */
export const textOf = ({ before, after }: Line): string => before + after;

const lastWord = (text: string): string => /\S*\s*$/.exec(text)![0];
const nextWord = (text: string): string => /^\s*\S*/.exec(text)![0];
const lastCharacter = (text: string): string => [...text].at(-1) ?? '';
const nextCharacter = (text: string): string => [...text][0] ?? '';

function left({ before, after }: Line, part: string): Line {
  return { before: before.slice(0, before.length - part.length), after: part + after };
}

function right({ before, after }: Line, part: string): Line {
  return { before: before + part, after: after.slice(part.length) };
}

/** Edits by the names of their keys. */
export const EDITS: Record<string, (line: Line) => Line> = {
  left: (line) => left(line, lastCharacter(line.before)),
  right: (line) => right(line, nextCharacter(line.after)),
  'word-left': (line) => left(line, lastWord(line.before)),
  'word-right': (line) => right(line, nextWord(line.after)),
  home: (line) => left(line, line.before),
  end: (line) => right(line, line.after),
  backspace: (line) => ({ ...line, before: left(line, lastCharacter(line.before)).before }),
  delete: (line) => ({ ...line, after: right(line, nextCharacter(line.after)).after }),
  'kill-left': (line) => ({ ...line, before: '' }),
  'kill-right': (line) => ({ ...line, after: '' }),
  'kill-word-left': (line) => ({ ...line, before: left(line, lastWord(line.before)).before }),
  'kill-word-right': (line) => ({ ...line, after: right(line, nextWord(line.after)).after }),
};

/** The line with a text at the cursor. */
export const inserted = ({ before, after }: Line, text: string): Line => ({ before: before + text, after });
