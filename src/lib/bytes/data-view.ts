/** A view of exactly the bytes of `data`, which may be part of a larger buffer. */
export const dataView = (data: Uint8Array): DataView =>
  new DataView(data.buffer, data.byteOffset, data.byteLength);

/** Writes a whole number of up to 53 bits as a little-endian field of 64 bits. */
export function setU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}
