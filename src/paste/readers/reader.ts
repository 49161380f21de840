/** A reader of lines: one row of the table of sources. */
import type { Facts } from '../facts.ts';
import type { Line } from '../text/lines.ts';

/** The source of a line, by its usual name. */
export type SourceName =
  | '/proc/iomem'
  | '/proc/cmdline'
  | '/proc/zoneinfo'
  | 'kernel log'
  | 'ndctl list'
  | 'daxctl list'
  | 'cxl list'
  | 'lsmem'
  | 'dmidecode'
  | 'uname'
  | 'NFIT'
  | 'commands';

/** Position of a reader: the command typed last, and the lines since. */
export interface Reading {
  facts: Facts;
  /** The last command, without its prompt; '' in a file without commands, and after another source. */
  command: string;
  /** The source of the line before. */
  source?: SourceName | undefined;
}

export interface LineReader {
  source: SourceName;
  /** The files of a report or of /proc whose whole content belongs to the source. */
  files?: RegExp;
  /** Reads a line into the facts; returns false for a line of another source. */
  read(line: Line, reading: Reading): boolean;
}

/** First address beyond the physical address bits of x86-64. */
const ADDRESS_LIMIT = 2 ** 52;

/** A hexadecimal address, with or without `0x`; undefined beyond 52 bits. */
export function address(text: string): number | undefined {
  const value = Number.parseInt(text.replace(/^0x/i, ''), 16);
  return Number.isFinite(value) && value < ADDRESS_LIMIT ? value : undefined;
}

/** Both ends of a range; undefined if they are no addresses of a machine. */
export function rangeOf(from: string, to: string): { start: number; end: number } | undefined {
  const [start, end] = [address(from), address(to)];
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}
