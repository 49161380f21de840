/** lsmem of util-linux 2.38: ranges of memory blocks with their state. */
import type { Files } from '../../wall/files.ts';
import type { Tool, ToolResult } from '../tool.ts';
import { type BlockRange, blockSize, mergeBlocks, readBlocks, type Split } from './blocks.ts';
import { type ColumnName, cellText, humanSize } from './columns.ts';
import { type LsmemOptions, parseOptions } from './options.ts';

/** Least width of the column SIZE, unless its heading is wider than all sizes. */
const SIZE_WIDTH = 5;

type Cells = Map<ColumnName, string>[];

/** Width of a column that includes its heading, even if that is not printed. */
function widthOf(column: ColumnName, texts: readonly string[]): number {
  const widest = Math.max(0, ...texts.map((text) => text.length));
  if (widest < column.length) return column.length;
  return column === 'SIZE' ? Math.max(SIZE_WIDTH, widest) : widest;
}

/** Aligned columns. Ranges are aligned to the left, which adds nothing to the last column. */
function table({ columns, headings }: LsmemOptions, rows: Cells): string {
  const padded = columns.map((column, i) => {
    const texts = rows.map((row) => row.get(column)!);
    const width = widthOf(column, texts);
    return [column, ...texts].map((text) => {
      if (column !== 'RANGE') return text.padStart(width);
      return i === columns.length - 1 ? text : text.padEnd(width);
    });
  });
  const lines = Array.from({ length: rows.length + 1 }, (_, i) =>
    padded.map((column) => column[i]).join(' '),
  );
  return lines
    .slice(headings ? 0 : 1)
    .map((line) => `${line}\n`)
    .join('');
}

/** A cell as JSON: `removable` is a boolean, `node` and sizes in bytes are numbers. */
function jsonCell(column: ColumnName, text: string, bytes: boolean): string {
  if (column === 'REMOVABLE') return text === 'yes' ? 'true' : 'false';
  if (column === 'NODE' || (column === 'SIZE' && bytes)) return text === '' ? 'null' : text;
  return `"${text}"`;
}

function json({ columns, bytes }: LsmemOptions, rows: Cells): string {
  const objects = rows.map((row) => {
    const fields = columns.map(
      (column) => `         "${column.toLowerCase()}": ${jsonCell(column, row.get(column)!, bytes)}`,
    );
    return `{\n${fields.join(',\n')}\n      }`;
  });
  return `{\n   "memory": [\n      ${objects.join(',')}\n   ]\n}\n`;
}

const pairs = ({ columns }: LsmemOptions, rows: Cells): string =>
  rows.map((row) => `${columns.map((column) => `${column}="${row.get(column)}"`).join(' ')}\n`).join('');

function raw({ columns, headings }: LsmemOptions, rows: Cells): string {
  const lines = rows.map((row) => columns.map((column) => row.get(column)).join(' '));
  return [...(headings ? [columns.join(' ')] : []), ...lines].map((line) => `${line}\n`).join('');
}

const FORMATS = { table, json, pairs, raw } as const;

function summary(blocks: readonly BlockRange[], size: number, bytes: boolean): string {
  const total = (isOnline: boolean): number =>
    blocks.reduce(
      (sum, { state, count }) => ((state === 'online') === isOnline ? sum + count * size : sum),
      0,
    );
  const line = (label: string, amount: number): string =>
    `${label.padEnd(23)} ${bytes ? String(amount).padStart(15) : humanSize(amount).padStart(5)}\n`;
  return [
    line('Memory block size:', size),
    line('Total online memory:', total(true)),
    line('Total offline memory:', total(false)),
  ].join('');
}

function listing(files: Files, options: LsmemOptions, size: number): string {
  const { all, columns, split, bytes } = options;
  const apart: Split = {
    state: split.includes('STATE'),
    removable: split.includes('REMOVABLE'),
    node: split.includes('NODE'),
    zones: split.includes('ZONES'),
  };
  const blocks = readBlocks(files);
  const ranges = all ? blocks : mergeBlocks(blocks, apart);
  const rows = ranges.map(
    (range) => new Map(columns.map((column) => [column, cellText(range, column, size, bytes)])),
  );
  const parts = [
    ...(options.ranges ? [FORMATS[options.format](options, rows)] : []),
    ...(options.summary ? [summary(blocks, size, bytes)] : []),
  ];
  return parts.join('\n');
}

const refused = (stderr: string): ToolResult => ({ rc: 1, stdout: '', stderr });

/** Runs lsmem; exit code 1 and a message for an unknown argument. */
export const lsmem: Tool = async (argv, { files }) => {
  const options = parseOptions(argv);
  if (typeof options === 'string') return { rc: 0, stdout: options, stderr: '' };
  if ('error' in options) return refused(options.error);
  const size = blockSize(files);
  if (size === undefined) return refused('lsmem: This system does not support memory blocks\n');
  return { rc: 0, stdout: listing(files, options, size), stderr: '' };
};
