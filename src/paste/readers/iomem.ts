/** /proc/iomem, in the form of the kernel or of `memsim iomem`. */
import { type Iomem, placeOf } from '../facts.ts';
import type { Line } from '../text/lines.ts';
import { type LineReader, type Reading, rangeOf } from './reader.ts';

const ROW = /^(\s*)([0-9a-f]{8,16})-([0-9a-f]{8,16}) : (\S.*)$/i;
/** The table of `memsim iomem`: range, name, size. */
const TABLE_ROW =
  /^(\s*)([0-9a-f]{8,16})-([0-9a-f]{8,16})\s{2,}(\S.*?)\s{2,}[\d.]+ (?:B|[KMGT]iB)(?:\s+busy)?$/i;
/** Rows that are kept of one reading; machines with many devices have some thousand. */
const MAX_ROWS = 8192;
const HEADER = /^range\s+name\s+size$/;

/** A new reading begins in another file, after a command, and where addresses at the top go down. */
function readingOf({ facts, source }: Reading, line: Line, start: number, indent: number): Iomem {
  const last = facts.iomem.at(-1);
  const before = last?.rows.at(-1);
  const top = last?.rows.findLast(({ depth }) => depth === last.rows[0]!.depth);
  const isPartial =
    last !== undefined &&
    before?.file === line.file &&
    source === '/proc/iomem' &&
    (start >= top!.start || indent > top!.depth);
  if (isPartial) return last;
  const next: Iomem = { rows: [], hidden: true };
  facts.iomem.push(next);
  return next;
}

/** Width of a tab in a paste that turned blanks into tabs. */
const indentOf = (blanks: string): number => blanks.replace(/\t/g, '  ').length;

export const iomemReader: LineReader = {
  source: '/proc/iomem',
  files: /(?:^|\/)(?:proc\/)?iomem(?:\.txt)?$/,
  read(line, reading) {
    const [, blanks = '', from = '', to = '', name = ''] =
      ROW.exec(line.text) ?? TABLE_ROW.exec(line.text) ?? [];
    if (from === '') return HEADER.test(line.text);
    const range = rangeOf(from, to);
    if (range === undefined) return false;
    const indent = indentOf(blanks);
    const iomem = readingOf(reading, line, range.start, indent);
    if (range.end > 0) iomem.hidden = false;
    if (iomem.rows.length < MAX_ROWS)
      iomem.rows.push({ ...placeOf(line), ...range, depth: indent, name: name.trim() });
    return true;
  },
};

/** Rows with their level: indentation counted from the least indented one, in steps of two blanks. */
export function levels({ rows }: Iomem): Iomem['rows'] {
  const least = rows.reduce((min, { depth }) => Math.min(min, depth), Number.MAX_SAFE_INTEGER);
  return rows.map((row) => ({ ...row, depth: Math.ceil((row.depth - least) / 2) }));
}
