/** Options of lsmem of util-linux 2.38, without `--sysroot` and the texts of help and version. */
import { COLUMN_NAMES, type ColumnName, DEFAULT_COLUMNS } from './columns.ts';

export interface LsmemOptions {
  format: 'table' | 'json' | 'pairs' | 'raw';
  all: boolean;
  bytes: boolean;
  headings: boolean;
  columns: ColumnName[];
  /** Columns that separate ranges; undefined for the printed columns. */
  split: ColumnName[] | undefined;
  summary: 'never' | 'always' | 'only';
}

const SHORT: Readonly<Record<string, string>> = {
  ...{ J: 'json', P: 'pairs', a: 'all', b: 'bytes', n: 'noheadings', o: 'output', r: 'raw', S: 'split' },
};
const FLAGS = new Set(['json', 'pairs', 'all', 'bytes', 'noheadings', 'raw', 'output-all', 'summary']);
const WITH_VALUE = new Set(['output', 'split']);
const TRY = "Try 'lsmem --help' for more information.\n";

interface Given {
  name: string;
  value: string | undefined;
}

/** The options of one word, `-ab`, `-oSIZE` or `--split=node`; the message when one is unknown. */
function wordOptions(word: string, next: () => string | undefined): Given[] | string {
  if (word.startsWith('--')) {
    const [name = '', ...rest] = word.slice(2).split('=');
    const value = rest.length === 0 ? undefined : rest.join('=');
    if (WITH_VALUE.has(name)) return [{ name, value: value ?? next() }];
    if (FLAGS.has(name)) return [{ name, value }];
    return `lsmem: unrecognized option '${word}'\n${TRY}`;
  }
  const found: Given[] = [];
  for (let i = 1; i < word.length; i++) {
    const name = SHORT[word[i]!];
    if (name === undefined) return `lsmem: invalid option -- '${word[i]}'\n${TRY}`;
    if (!WITH_VALUE.has(name)) found.push({ name, value: undefined });
    else return [...found, { name, value: word.slice(i + 1) || next() }];
  }
  return found;
}

/** The columns of a list, or the message about the first unknown name. */
function columnsOf(list: string): ColumnName[] | string {
  const names: ColumnName[] = [];
  for (const word of list.split(',')) {
    const name = COLUMN_NAMES.find((known) => known === word.toUpperCase());
    if (name === undefined) return `lsmem: unknown column: ${word}\n`;
    names.push(name);
  }
  return names;
}

function apply(options: LsmemOptions, { name, value = '' }: Given): string | undefined {
  if (name === 'output' || name === 'split') {
    const added = value.startsWith('+') ? [...DEFAULT_COLUMNS] : [];
    const columns = name === 'split' && value === 'none' ? [] : columnsOf(value.replace(/^\+/, ''));
    if (typeof columns === 'string') return columns;
    if (name === 'output') options.columns = [...added, ...columns];
    else options.split = columns;
  } else if (name === 'summary') {
    const when = (['never', 'always', 'only'] as const).find((word) => word === (value || 'only'));
    if (when === undefined) return 'lsmem: unsupported --summary argument\n';
    options.summary = when;
  } else if (name === 'all') options.all = true;
  else if (name === 'bytes') options.bytes = true;
  else if (name === 'noheadings') options.headings = false;
  else if (name === 'output-all') options.columns = [...COLUMN_NAMES];
  else {
    if (options.format !== 'table' && options.format !== name)
      return 'lsmem: mutually exclusive arguments: --json --pairs --raw\n';
    options.format = name as 'json' | 'pairs' | 'raw';
  }
  return undefined;
}

/** Reads a command line; the message on stderr if it is refused. */
export function parseOptions(argv: readonly string[]): LsmemOptions | string {
  const options: LsmemOptions = {
    format: 'table',
    all: false,
    bytes: false,
    headings: true,
    columns: [...DEFAULT_COLUMNS],
    split: undefined,
    summary: 'always',
  };
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!word.startsWith('-') || word === '-') return `lsmem: bad usage\n${TRY}`;
    const given = wordOptions(word, () => words.shift());
    if (typeof given === 'string') return given;
    for (const option of given) {
      const refused = apply(options, option);
      if (refused !== undefined) return refused;
    }
  }
  if (options.format !== 'table') options.summary = 'never';
  return options;
}
