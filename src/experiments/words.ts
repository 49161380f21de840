/** Splits a line into words as a POSIX shell does: quotes, backslashes and comments, no expansions. */
import { EXIT, isRefusal, refusal } from '../machine/refusal.ts';

const SPACE = /\s/;
/** Characters of a word that stand for themselves. */
const LITERAL = /[^\s'"\\]+/y;

interface Scan {
  line: string;
  at: number;
}

function readSingleQuoted(scan: Scan): string {
  const end = scan.line.indexOf("'", scan.at);
  if (end < 0) throw refusal(`a closing ' is missing in: ${scan.line}`, EXIT.usage);
  const text = scan.line.slice(scan.at, end);
  scan.at = end + 1;
  return text;
}

function readDoubleQuoted(scan: Scan): string {
  let text = '';
  for (; scan.at < scan.line.length; scan.at++) {
    const char = scan.line[scan.at]!;
    if (char === '"') {
      scan.at++;
      return text;
    }
    const next = scan.line[scan.at + 1];
    if (char === '\\' && next !== undefined && '"\\$`'.includes(next)) {
      text += next;
      scan.at++;
    } else {
      text += char;
    }
  }
  throw refusal(`a closing " is missing in: ${scan.line}`, EXIT.usage);
}

/** The characters from the place of `scan` on that stand for themselves. */
function readLiteral(scan: Scan): string {
  LITERAL.lastIndex = scan.at;
  const [text = ''] = LITERAL.exec(scan.line) ?? [];
  scan.at += text.length;
  return text;
}

function readWord(scan: Scan): string {
  let word = readLiteral(scan);
  while (scan.at < scan.line.length) {
    const char = scan.line[scan.at++]!;
    if (SPACE.test(char)) break;
    if (char === "'") word += readSingleQuoted(scan);
    else if (char === '"') word += readDoubleQuoted(scan);
    else if (char === '\\' && scan.at < scan.line.length) word += scan.line[scan.at++];
    else word += char;
    word += readLiteral(scan);
  }
  return word;
}

/** The words of a command; memsim's own name before it may be there or not. */
export function typedWords(line: string): string[] {
  const words = splitWords(line);
  return words[0] === 'memsim' ? words.slice(1) : words;
}

/** The words of a line; none for an empty one or a comment. Throws a refusal for an unclosed quote. */
export function splitWords(line: string): string[] {
  const scan = { line, at: 0 };
  const words: string[] = [];
  for (;;) {
    while (scan.at < line.length && SPACE.test(line[scan.at]!)) scan.at++;
    if (scan.at >= line.length || line[scan.at] === '#') return words;
    words.push(readWord(scan));
  }
}

/** Operators of sh that stand alone between words. */
const OPERATORS = new Set(['|', '||', '&', '&&', ';', '<', '>', '>>', '2>', '2>&1']);
/** A line without these characters has no operator. */
const OPERATOR = /[|&;<>]/;

/** The first word of a line that is an operator of sh, not quoted; undefined without one. */
function operatorIn(line: string): string | undefined {
  if (!OPERATOR.test(line)) return undefined;
  const scan = { line, at: 0 };
  for (;;) {
    while (scan.at < line.length && SPACE.test(line[scan.at]!)) scan.at++;
    if (scan.at >= line.length || line[scan.at] === '#') return undefined;
    const from = scan.at;
    readWord(scan);
    const typed = line.slice(from, scan.at).trimEnd();
    if (OPERATORS.has(typed)) return typed;
  }
}

/** The words of a command that is to be run. Throws a refusal for an unclosed quote and for operators of sh. */
export function commandOf(line: string): string[] {
  const operator = operatorIn(line);
  if (operator !== undefined)
    throw refusal(
      `no pipes, lists and redirections here ('${operator}'); memsim exec -- sh -c '..' has them`,
      EXIT.usage,
    );
  return typedWords(line);
}

/** Tests whether a line can be split into words: all quotes are closed. */
export function isReadable(line: string): boolean {
  try {
    splitWords(line);
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}
