/** Bytes that are read when they are needed: those of a file, or of a buffer. */

export interface Source {
  /** The bytes of a range; they may change with the next call for any source. */
  view(at: number, length: number): Buffer;
  /** Copies the bytes of a range into a buffer. */
  copy(at: number, length: number, into: Buffer, start: number): void;
}

/** A range of a source. */
export interface ByteRange {
  source: Source;
  at: number;
  length: number;
}

export const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** The source of bytes in memory, which do not change. */
export function sourceOf(data: Uint8Array): Source {
  const bytes = bufferOf(data);
  return {
    view: (at, length) => bytes.subarray(at, at + length),
    copy(at, length, into, start) {
      bytes.copy(into, start, at, at + length);
    },
  };
}

/** All of some bytes as a range. */
export const rangeOf = (bytes: Uint8Array): ByteRange => ({
  source: sourceOf(bytes),
  at: 0,
  length: bytes.length,
});

/** Neighbours of one source as one range: a file of thousands of pieces is copied in a few runs. */
export function* runsOf(ranges: Iterable<ByteRange>): Generator<ByteRange> {
  let run: ByteRange | undefined;
  for (const { source, at, length } of ranges) {
    if (run?.source === source && run.at + run.length === at) {
      run.length += length;
      continue;
    }
    if (run !== undefined) yield run;
    run = { source, at, length };
  }
  if (run !== undefined) yield run;
}

/** The bytes of ranges, one after another. */
export function joined(ranges: readonly ByteRange[]): Buffer {
  const bytes = Buffer.allocUnsafe(ranges.reduce((total, { length }) => total + length, 0));
  let start = 0;
  for (const { source, at, length } of runsOf(ranges)) {
    source.copy(at, length, bytes, start);
    start += length;
  }
  return bytes;
}
