/** A view of exactly the bytes of `data`, which may be part of a larger buffer. */
export const dataView = (data: Uint8Array): DataView =>
  new DataView(data.buffer, data.byteOffset, data.byteLength);
