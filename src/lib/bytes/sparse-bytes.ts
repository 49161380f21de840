/**
 * Byte store of any size that keeps only non-zero chunks of 256 bytes; an info block or a label takes one or
 * two of them. It is plain data, so that a snapshot is its JSON.
 */
export interface SparseBytes {
  /** Base64 content by chunk number (offset / 256); a zeroed chunk is absent. */
  chunks: Record<string, string>;
}

const CHUNK = 256;
/** Number of chunks from which iterating over the stored chunks is cheaper than over the range. */
const SCAN_LIMIT = 1024;

/** Maximum number of decoded chunks kept per store. */
const KEPT = 1024;

export const sparseBytes = (): SparseBytes => ({ chunks: {} });

interface KeptChunk {
  text: string;
  data: Buffer;
}

/**
 * Cache of decoded chunks, since a label index is rewritten for each changed bit. An entry is valid only
 * while the store holds the same text.
 */
const kept = new WeakMap<SparseBytes, Map<number, KeptChunk>>();

function keep(store: SparseBytes, index: number, chunk: KeptChunk): void {
  const chunks = kept.get(store) ?? new Map<number, KeptChunk>();
  if (chunks.size === 0) kept.set(store, chunks);
  if (chunks.size >= KEPT) chunks.clear();
  chunks.set(index, chunk);
}

/** Bytes of a chunk, which callers must not change; undefined for a zeroed chunk. */
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

/** Stores a whole chunk; its buffer must not be changed afterwards. */
function saveChunk(store: SparseBytes, index: number, data: Buffer): void {
  if (data.equals(ZEROES)) {
    delete store.chunks[index];
    return;
  }
  const text = data.toString('base64');
  store.chunks[index] = text;
  keep(store, index, { text, data });
}

/** Reads `length` bytes from `offset`; unwritten bytes are zero. */
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

/** Writes `data` at `offset`; chunks that become zero are removed. */
export function writeBytes(store: SparseBytes, offset: number, data: Uint8Array): void {
  for (let at = 0; at < data.length; ) {
    const position = offset + at;
    const inChunk = position % CHUNK;
    const index = (position - inChunk) / CHUNK;
    const take = Math.min(CHUNK - inChunk, data.length - at);
    const before = loadChunk(store, index) ?? ZEROES;
    const chunk = Buffer.allocUnsafe(CHUNK);
    chunk.set(before);
    chunk.set(take === data.length ? data : data.subarray(at, at + take), inChunk);
    if (!chunk.equals(before)) saveChunk(store, index, chunk);
    at += take;
  }
}

/** Zeroes `length` bytes from `offset`; the cost follows the stored chunks, not `length`. */
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
