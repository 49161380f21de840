/** Options of lsmem of util-linux 2.38, without `--sysroot` and the text of `--help`. */
import { getopt, type OptSpec } from '../util/getopt.ts';
import { COLUMN_NAMES, type ColumnName, DEFAULT_COLUMNS } from './columns.ts';

export interface LsmemOptions {
  format: 'table' | 'json' | 'pairs' | 'raw';
  all: boolean;
  bytes: boolean;
  headings: boolean;
  columns: readonly ColumnName[];
  /** Columns that separate ranges. */
  split: readonly ColumnName[];
  /** Print the ranges. */
  ranges: boolean;
  /** Print the sizes of all blocks together. */
  summary: boolean;
}

/** Letters for options that have only a long name. */
const OUTPUT_ALL = 'output-all';
const SUMMARY = 'summary';

const OPTIONS: readonly OptSpec[] = [
  { letter: 'a', long: ['all'] },
  { letter: 'b', long: ['bytes'] },
  { letter: 'h', long: ['help'] },
  { letter: 'J', long: ['json'] },
  { letter: 'n', long: ['noheadings'] },
  { letter: 'o', long: ['output'], value: 'required' },
  { letter: OUTPUT_ALL, long: ['output-all'] },
  { letter: 'P', long: ['pairs'] },
  { letter: 'r', long: ['raw'] },
  { letter: 's', long: ['sysroot'], value: 'required' },
  { letter: 'S', long: ['split'], value: 'required' },
  { letter: SUMMARY, long: ['summary'], value: 'optional' },
  { letter: 'V', long: ['version'] },
];

const TRY = "Try 'lsmem --help' for more information.\n";
const VERSION = 'lsmem from util-linux 2.38.1\n';

/** Letters of options of which at most one may be given, and their names in the message. */
const EXCLUSIVE: readonly { letters: string; names: string }[] = [
  { letters: 'JPr', names: '--json --pairs --raw' },
  { letters: 'Sa', names: '--split --all' },
];

/** Number of columns that fit into a list. */
const MAX_COLUMNS = 2 * COLUMN_NAMES.length;
const MAX_SPLIT = COLUMN_NAMES.length;

/** A command line that is not run: the message, which may be empty, on standard error. */
interface Refused {
  error: string;
}

/** The columns of a list; refused for the first unknown name, silently for an empty one or too many. */
function columnsOf(list: string, limit: number): ColumnName[] | Refused {
  const names: ColumnName[] = [];
  // A comma at the end belongs to the last name.
  const words = list.split(/,(?!$)/);
  for (const [i, word] of words.entries()) {
    if (word === '' || names.length === limit) return { error: '' };
    const name = COLUMN_NAMES.find((known) => known === word.toUpperCase());
    // The message has the rest of the list.
    if (name === undefined) return { error: `lsmem: unknown column: ${words.slice(i).join(',')}\n` };
    names.push(name);
  }
  return names;
}

/** The columns of `--output`, which after a plus sign are added to those before. */
function outputColumns(list: string, before: readonly ColumnName[]): readonly ColumnName[] | Refused {
  const isAdded = list.startsWith('+');
  const columns = columnsOf(list.replace(/^\+/, ''), MAX_COLUMNS - (isAdded ? before.length : 0));
  return isAdded && !('error' in columns) ? [...before, ...columns] : columns;
}

interface Switches
  extends Pick<LsmemOptions, 'format' | 'all' | 'bytes' | 'headings' | 'ranges' | 'summary'> {
  columns: readonly ColumnName[];
  output?: string | undefined;
  split?: string | undefined;
}

const FORMATS: Readonly<Record<string, LsmemOptions['format']>> = { J: 'json', P: 'pairs', r: 'raw' };

/** Applies the argument of `--summary`; false for an unknown one. */
function applySummary(switches: Switches, when = 'only'): boolean {
  if (when === 'never') switches.summary = false;
  else if (when === 'only') switches.ranges = false;
  else if (when === 'always') switches.summary = true;
  else return false;
  return true;
}

function apply(switches: Switches, letter: string, value: string | undefined): void {
  const format = FORMATS[letter];
  if (format !== undefined) {
    switches.format = format;
    switches.summary = false;
  } else if (letter === 'o') switches.output = value;
  else if (letter === 'S') switches.split = value;
  else if (letter === 'a') switches.all = true;
  else if (letter === 'b') switches.bytes = true;
  else if (letter === 'n') switches.headings = false;
  else if (letter === OUTPUT_ALL) switches.columns = COLUMN_NAMES;
}

/** The names of the set of exclusive options that a letter and one before it belong to. */
const contradicted = (letter: string, before: readonly string[]): string | undefined =>
  EXCLUSIVE.find(
    ({ letters }) =>
      letters.includes(letter) && before.some((one) => one !== letter && letters.includes(one)),
  )?.names;

/** Reads the switches in their order; the text that is printed instead if the program ends with one. */
function switchesOf(
  given: readonly { letter: string; value: string | undefined }[],
): Switches | string | Refused {
  const switches: Switches = {
    format: 'table',
    all: false,
    bytes: false,
    headings: true,
    columns: DEFAULT_COLUMNS,
    ranges: true,
    summary: true,
  };
  const before: string[] = [];
  for (const { letter, value } of given) {
    const names = contradicted(letter, before);
    if (names !== undefined) return { error: `lsmem: mutually exclusive arguments: ${names}\n` };
    if (letter === 'h' || letter === 's') return { error: `lsmem: -${letter} is not emulated\n` };
    if (letter === 'V') return VERSION;
    if (letter !== SUMMARY) apply(switches, letter, value);
    else if (!applySummary(switches, value)) return { error: 'lsmem: unsupported --summary argument\n' };
    before.push(letter);
  }
  return switches;
}

/** Reads a command line: the options, a text to print instead, or a refusal (exit 1). */
export function parseOptions(argv: readonly string[]): LsmemOptions | string | Refused {
  const { given, operands, error } = getopt(OPTIONS, argv);
  const switches = switchesOf(given);
  if (typeof switches === 'string' || 'error' in switches) return switches;
  if (error !== undefined) return { error: `lsmem: ${error}\n${TRY}` };
  if (operands.length > 0) return { error: `lsmem: bad usage\n${TRY}` };
  if (!switches.ranges && !switches.summary)
    return { error: 'lsmem: options --{raw,json,pairs} and --summary=only are mutually exclusive\n' };
  const { output, split: by, ...rest } = switches;
  const columns = output === undefined ? switches.columns : outputColumns(output, switches.columns);
  if ('error' in columns) return columns;
  if (by === undefined) return { ...rest, columns, split: columns };
  const split = by.toUpperCase() === 'NONE' ? [] : columnsOf(by.replace(/^\+/, ''), MAX_SPLIT);
  return 'error' in split ? split : { ...rest, columns, split };
}
