/**
 * A byte store of any size that keeps only what is not zero, in chunks of 256 bytes: an info block or a
 * label costs one or two of them. Plain data, so that a snapshot is one JSON.stringify.
 */
export interface SparseBytes {
  /** Chunk number (offset / 256) to its bytes in base64; a chunk of zeroes is absent. */
  chunks: Record<string, string>;
}

const CHUNK = 256;
/** Above this many chunks it is cheaper to look at what is stored than at each chunk. */
const SCAN_LIMIT = 1024;

/** How many chunks of a store are kept as bytes. */
const KEPT = 1024;

export const sparseBytes = (): SparseBytes => ({ chunks: {} });

interface KeptChunk {
  text: string;
  data: Buffer;
}

/**
 * Chunks as bytes, beside their text: a label index is written whole for each bit that changes in it. What
 * is kept counts only while the store has the text that belongs to it.
 */
const kept = new WeakMap<SparseBytes, Map<number, KeptChunk>>();

function keep(store: SparseBytes, index: number, chunk: KeptChunk): void {
  const chunks = kept.get(store) ?? new Map<number, KeptChunk>();
  if (chunks.size === 0) kept.set(store, chunks);
  if (chunks.size >= KEPT) chunks.clear();
  chunks.set(index, chunk);
}

/** The bytes of a chunk, which are not to be changed; undefined for a chunk of zeroes. */
function loadChunk(store: SparseBytes, index: number): Buffer | undefined {
  const text = store.chunks[index];
  if (text === undefined) return undefined;
  const known = kept.get(store)?.get(index);
  if (known !== undefined && known.text === text) return known.data;
  const data = Buffer.from(text, 'base64');
  keep(store, index, { text, data });
  return data;
}

const ZEROES = Buffer.alloc(CHUNK);

/** True when `count` bytes of `a` from `i` on are those of `b` from `j` on. */
const isEqual = (a: Buffer, i: number, b: Uint8Array, j: number, count: number): boolean =>
  a.compare(b, j, j + count, i, i + count) === 0;

/** Stores a whole chunk, whose bytes are not to be changed any more. */
function saveChunk(store: SparseBytes, index: number, data: Buffer): void {
  if (isEqual(data, 0, ZEROES, 0, CHUNK)) {
    delete store.chunks[index];
    return;
  }
  const text = data.toString('base64');
  store.chunks[index] = text;
  keep(store, index, { text, data });
}

/** `length` bytes from `offset`; zeroes where nothing was written. */
export function readBytes(store: SparseBytes, offset: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const position = offset + at;
    const inChunk = position % CHUNK;
    const index = (position - inChunk) / CHUNK;
    const take = Math.min(CHUNK - inChunk, length - at);
    const chunk = loadChunk(store, index);
    if (chunk !== undefined) out.set(chunk.subarray(inChunk, inChunk + take), at);
    at += take;
  }
  return out;
}

/** Writes `data` at `offset`. */
export function writeBytes(store: SparseBytes, offset: number, data: Uint8Array): void {
  for (let at = 0; at < data.length; ) {
    const position = offset + at;
    const inChunk = position % CHUNK;
    const index = (position - inChunk) / CHUNK;
    const take = Math.min(CHUNK - inChunk, data.length - at);
    const before = loadChunk(store, index) ?? ZEROES;
    if (!isEqual(before, inChunk, data, at, take)) {
      const chunk = Buffer.from(before);
      chunk.set(data.subarray(at, at + take), inChunk);
      saveChunk(store, index, chunk);
    }
    at += take;
  }
}

/** Forgets `length` bytes from `offset`: they read as zeroes. Cost follows what is stored, not `length`. */
export function zeroBytes(store: SparseBytes, offset: number, length: number): void {
  const end = offset + length;
  const first = Math.ceil(offset / CHUNK);
  const last = Math.floor(end / CHUNK);
  if (first > last) {
    writeBytes(store, offset, new Uint8Array(length));
    return;
  }
  writeBytes(store, offset, new Uint8Array(first * CHUNK - offset));
  writeBytes(store, last * CHUNK, new Uint8Array(end - last * CHUNK));
  if (last - first <= SCAN_LIMIT) {
    for (let index = first; index < last; index++) delete store.chunks[index];
    return;
  }
  for (const key of Object.keys(store.chunks)) {
    const index = Number(key);
    if (index >= first && index < last) delete store.chunks[key];
  }
}
