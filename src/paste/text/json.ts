/** JSON lists in a paste: their extent, and the complete part of one that was cut. */
import type { Line } from './lines.ts';

/** Levels of a list; those of ndctl and cxl have about ten. */
const MAX_LEVELS = 64;
const START = /^\s*[[{]\s*(?:$|["{[\]}])/;
/** A line that a list printed over many lines may contain. */
const PART =
  /^\s*(?:[\]}[{][\]}[{,\s]*|"(?:[^"\\]|\\.)*"?\s*:?.*|-?\d[\d.eE+-]*,?|(?:true|false|null),?)\s*$/;
const CUT = /^\s*(?:\.\.+|\u2026|\[?(?:snip|cut|truncated|\.{2,})\b.*)\s*$/i;

interface JsonBlock {
  lines: Line[];
  /** Undefined if nothing of it could be parsed. */
  value: unknown;
  /** The list ends before its last bracket. */
  truncated: boolean;
}

/** Tests whether a line may begin a JSON value. */
export const startsJson = ({ text }: Line): boolean => START.test(text);

interface Scan {
  /** Closing brackets that are missing, innermost last. */
  open: string[];
  inString: boolean;
  /** Offset after the last bracket or comma outside of strings. */
  safe: number;
  deep: boolean;
  wrong: boolean;
}

const newScan = (): Scan => ({
  open: [],
  inString: false,
  safe: 0,
  deep: false,
  wrong: false,
});

/** Follows brackets and strings through a text; returns the offset after the last bracket, or -1. */
function advance(scan: Scan, text: string, base: number): number {
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (scan.inString) {
      if (char === '\\') at++;
      else if (char === '"') scan.inString = false;
      continue;
    }
    if (char === '"') scan.inString = true;
    else if (char === '[' || char === '{') scan.open.push(char === '[' ? ']' : '}');
    else if (char === ']' || char === '}') scan.wrong ||= scan.open.pop() !== char;
    else if (char !== ',') continue;
    if (char === '"') continue;
    scan.deep ||= scan.open.length > MAX_LEVELS;
    if (scan.deep || scan.wrong) return -1;
    scan.safe = base + at + 1;
    if (scan.open.length === 0) return at + 1;
  }
  return -1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The part before the cut that is complete: a member without its value or a cut number is left out. */
function completed(text: string, { safe }: Scan): unknown {
  const complete = text.slice(0, safe);
  const scan = newScan();
  for (const line of complete.split('\n')) {
    scan.inString = false;
    advance(scan, line, 0);
  }
  return parsed(complete.replace(/,\s*$/, '') + scan.open.reverse().join(''));
}

/**
 * Reads the list that begins at a line.
 *
 * @param rest all lines of the text, read on from `from`
 */
export function readJson(rest: readonly Line[], from: number): JsonBlock {
  const scan = newScan();
  const lines: Line[] = [];
  const pieces: string[] = [];
  let length = 0;
  for (let at = from; at < rest.length; at++) {
    const line = rest[at]!;
    const first = at === from;
    if (!first && (line.file !== rest[from]!.file || CUT.test(line.text) || !PART.test(line.text))) break;
    const end = advance(scan, line.text, length);
    lines.push(line);
    pieces.push(end < 0 ? line.text : line.text.slice(0, end));
    if (end >= 0) return finished(lines, pieces, scan);
    if (scan.deep || scan.wrong) return { lines, value: undefined, truncated: true };
    // A string ends with its line.
    scan.inString = false;
    length += line.text.length + 1;
  }
  return { lines, value: completed(pieces.join('\n'), scan), truncated: true };
}

function finished(lines: Line[], pieces: string[], scan: Scan): JsonBlock {
  const text = pieces.join('\n');
  const value = parsed(text) ?? parsed(text.replace(/,(\s*[\]}])/g, '$1'));
  return { lines, value: value ?? completed(text, scan), truncated: value === undefined };
}
