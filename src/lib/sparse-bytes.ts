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

export const sparseBytes = (): SparseBytes => ({ chunks: {} });

function isZero(data: Uint8Array): boolean {
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) return false;
  return true;
}

function loadChunk(store: SparseBytes, index: number): Uint8Array {
  const text = store.chunks[index];
  return text === undefined ? new Uint8Array(CHUNK) : Buffer.from(text, 'base64');
}

function saveChunk(store: SparseBytes, index: number, data: Uint8Array): void {
  if (isZero(data)) delete store.chunks[index];
  else store.chunks[index] = Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64');
}

/** `length` bytes from `offset`; zeroes where nothing was written. */
export function readBytes(store: SparseBytes, offset: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const position = offset + at;
    const inChunk = position % CHUNK;
    const index = (position - inChunk) / CHUNK;
    const take = Math.min(CHUNK - inChunk, length - at);
    if (store.chunks[index] !== undefined)
      out.set(loadChunk(store, index).subarray(inChunk, inChunk + take), at);
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
    const piece = data.subarray(at, at + take);
    if (take < CHUNK) {
      const chunk = loadChunk(store, index);
      chunk.set(piece, inChunk);
      saveChunk(store, index, chunk);
    } else {
      saveChunk(store, index, piece);
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
