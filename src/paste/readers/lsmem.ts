/** Tables of lsmem; its JSON is read with the other lists. */
import { parseQuantity } from '../../lib/quantity.ts';
import { type Facts, type Lsmem, placeOf } from '../facts.ts';
import { type LineReader, rangeOf } from './reader.ts';

const ROW = /^\s*(0x[0-9a-f]{8,16})-(0x[0-9a-f]{8,16})\s+[\d.]+[BKMGTP]?\s+(online|offline|going-offline)\b/;
const HEADER = /^\s*RANGE\s+SIZE\s+STATE/;
const BLOCK = /^\s*Memory block size:\s+([\d.]+[KMGT]?)/;
const TOTAL = /^\s*Total (?:online|offline) memory:/;

/** The reading that a row belongs to; addresses go up within one. */
export function lsmemReading({ lsmem }: Facts, start: number): Lsmem {
  const last = lsmem.at(-1);
  if (last !== undefined && last.blockSize === undefined && start >= (last.rows.at(-1)?.end ?? 0))
    return last;
  const next: Lsmem = { rows: [] };
  lsmem.push(next);
  return next;
}

export const lsmemReader: LineReader = {
  source: 'lsmem',
  read(line, { facts }) {
    const row = ROW.exec(line.text);
    if (row !== null) {
      const range = rangeOf(row[1]!, row[2]!);
      if (range === undefined) return false;
      lsmemReading(facts, range.start).rows.push({
        ...placeOf(line),
        ...range,
        online: row[3] === 'online',
      });
      return true;
    }
    const block = parseQuantity(BLOCK.exec(line.text)?.[1]);
    const last = facts.lsmem.at(-1);
    if (block !== undefined && last !== undefined) last.blockSize = { ...placeOf(line), value: block };
    return block !== undefined || HEADER.test(line.text) || TOTAL.test(line.text);
  },
};
