/**
 * Pasted text as clean lines: without the marks that mail programs, issue trackers, terminals and journals
 * put around the text of a machine. Line numbers are those of the paste.
 */
import { jsonOfPython } from './python.ts';

export interface Line {
  /** The text, with its indentation after quote marks and log prefixes. */
  text: string;
  /** From 1. */
  number: number;
  /** The file or folder entry that it comes from; `-` for standard input. */
  file: string;
  /** The kernel logged it: it had a time stamp or the prefix of a journal. */
  logged: boolean;
}

/** Characters of a line that readers of lines look at; a list in one line may be longer. */
export const LINE_LIMIT = 4096;

const ESCAPE = '\u001b';
/** Control sequences of a terminal: colours, cursor movements, window titles. */
const TERMINAL = new RegExp(
  `${ESCAPE}(?:\\[[0-9;?]{0,32}[ -/]{0,4}[@-~]|\\][^\\u0007${ESCAPE}]{0,200}(?:\\u0007|${ESCAPE}\\\\)|[@-Z\\\\-_])`,
  'g',
);
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const WIDE_BLANK = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
/** Longer runs of blanks than any source prints are shortened: they make patterns slow. */
const MAX_BLANKS = 64;
const LONG_BLANK = new RegExp(`[ \\t]{${MAX_BLANKS + 1},}`, 'g');
const CURLY_QUOTE = /[\u201c-\u201f\u2033\u2036]/g;
const ENTITY = /&(gt|lt|amp|quot|nbsp|#39);/g;
const ENTITIES: Readonly<Record<string, string>> = {
  gt: '>',
  lt: '<',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};

/** Marks of a quotation in a mail, each with one blank after it. */
const QUOTE = /^(?:[ \t]{0,3}>[ ]?)+/;
const FENCE =
  /^\s*(?:```+|~~~+)[\w+-]*\s*$|^\s*\{(?:noformat|code)(?::[^}]{0,80})?\}\s*$|^\s*<\/?(?:pre|code)>\s*$/;

const DATE = String.raw`(?:[A-Z][a-z]{2}\s+\d{1,2}\s(?:\d{4}\s)?\d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)`;
/** A file name and line number, as grep prints them before a kernel's time stamp. */
const GREPPED = /^[^\s:[\]]{1,200}:(?:\d+[:-])?(?=\[ *\d+\.\d{3,})/;
const JOURNAL = new RegExp(`^${DATE}\\s+\\S+\\s+kernel(?:\\[\\d+\\])?:\\s?`);
const MONOTONIC = /^\[ *\d+\.\d+\]\s+\S+\s+kernel:\s?/;
const FACILITY = /^(?:kern|user|daemon)\s*:\s*[a-z]+\s*:\s?/;
const LEVEL = /^<\d{1,3}>/;
const STAMP =
  /^\[(?: *\d+\.\d{3,}|[A-Z][a-z]{2} [A-Z][a-z]{2}\s+\d{1,2} \d\d:\d\d:\d\d \d{4})\](?:\[ *[TC]\d+\])?(?: |$)/;
/** Not the field of an issue form, `kernel: 6.1`. */
const BARE = /^kernel:\s(?!\s*v?\d+\.\d)/;

/** Removes the prefixes that logs add to the kernel's messages. */
function withoutLogPrefix(text: string): string {
  let rest = text.replace(GREPPED, '');
  for (const prefix of [JOURNAL, MONOTONIC, FACILITY, LEVEL, STAMP, BARE]) {
    const next = rest.trimStart();
    if (prefix.test(next)) rest = next.replace(prefix, '');
  }
  return rest;
}

/** Characters of most lines, which need no replacement. */
const PLAIN = /^[\u0020-\u0025\u0027-\u007e]*$/;

/** Removes control sequences and invisible characters, and decodes entities of HTML. */
export const plainText = (raw: string): string =>
  PLAIN.test(raw) ? raw.replace(LONG_BLANK, (run) => run.slice(0, MAX_BLANKS)) : replaced(raw);

const replaced = (raw: string): string =>
  raw
    .replace(TERMINAL, '')
    .replace(WIDE_BLANK, ' ')
    .replace(LONG_BLANK, (run) => run.slice(0, MAX_BLANKS))
    .replace(INVISIBLE, '')
    .replace(CURLY_QUOTE, '"')
    .replace(ENTITY, (_, name: string) => ENTITIES[name]!);

function cleanLine(raw: string, number: number, file: string): Line | undefined {
  const quoted = plainText(raw).replace(QUOTE, '').trimEnd();
  if (quoted === '' || FENCE.test(quoted)) return undefined;
  if (quoted.length > LINE_LIMIT) return { text: jsonOfPython(quoted), number, file, logged: false };
  const text = withoutLogPrefix(quoted);
  return { text: jsonOfPython(text), number, file, logged: text.length !== quoted.length };
}

/** The lines of a text that are not empty, clean. */
export function* linesOf(file: string, text: string): Generator<Line> {
  let number = 0;
  let from = 0;
  while (from <= text.length) {
    const to = nextBreak(text, from);
    number++;
    const line = cleanLine(text.slice(from, to), number, file);
    if (line !== undefined) yield line;
    from = text[to] === '\r' && text[to + 1] === '\n' ? to + 2 : to + 1;
  }
}

/** The place of the next line break, or the length of the text. */
function nextBreak(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029) return at;
  }
  return text.length;
}
