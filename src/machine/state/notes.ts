/** The notes of a record as bytes: they have the form of a machine, since the command log may be large. */
import { checksum } from './checksum.ts';
import { INDEXED_NOTES, SCHEMA, SUMMED } from './header.ts';
import type { Kept, KeptNotes } from './kept.ts';
import { type Encoded, indexed } from './lazy/encoded.ts';
import { checkTaken, decodeTaken, encodeTaken, indexLine } from './lazy/layout.ts';
import { type ByteRange, joined, rangeOf } from './lazy/source.ts';
import { sumOf, sumText } from './lazy/sum.ts';
import { openTaken, takeLazily } from './lazy/take.ts';

/** The sum of bytes in a header of a schema. */
export const sumFor =
  (schema: number) =>
  (bytes: Uint8Array): string =>
    schema < SUMMED ? checksum(bytes) : sumText(sumOf(bytes));

/** Notes as bytes in the form of a schema. */
function encoded(notes: KeptNotes, schema: number): Encoded {
  if (schema >= INDEXED_NOTES) return indexed(encodeTaken(takeLazily(notes)));
  const bytes = Buffer.from(JSON.stringify(notes));
  return { ranges: [rangeOf(bytes)], extent: { length: bytes.length, sum: sumFor(schema)(bytes) } };
}

/** The notes of a record as bytes. */
export const encodeNotes = ({ operation, lessons, machine }: Kept): Encoded =>
  encoded({ operation, lessons, commandLog: machine?.commandLog ?? null }, SCHEMA);

/** The bytes that the sum of the notes in a header covers. */
export const summedNotes = (bytes: ByteRange, schema: number): Buffer =>
  schema < INDEXED_NOTES ? joined([bytes]) : indexLine(bytes);

/**
 * The notes from their bytes.
 *
 * @param isChecked the sums of all parts are checked, also of those that are read late
 * @throws a SyntaxError for other bytes; `damaged` for those with a wrong sum
 */
export function decodeNotes(
  bytes: ByteRange,
  schema: number,
  damaged: () => Error,
  isChecked: boolean,
): KeptNotes {
  if (schema < INDEXED_NOTES) return JSON.parse(joined([bytes]).toString()) as KeptNotes;
  const taken = decodeTaken(bytes, damaged);
  if (isChecked) checkTaken(taken);
  return openTaken(taken) as KeptNotes;
}

/** The same notes with another place in the course. */
export function replaceLessons(notes: Encoded, schema: number, lessons: KeptNotes['lessons']): Encoded {
  const decoded = decodeNotes(rangeOf(joined(notes.ranges)), schema, () => new Error('damaged'), false);
  return encoded({ ...decoded, lessons }, schema);
}
