/** Output structures of device-specific methods. */
import type { IoctlReply } from '../../../lib/uapi.ts';

/** A structure of `size` bytes, little-endian, zero where `fill` does not write. */
export function layout(size: number, fill: (at: DataView) => void): Uint8Array {
  const at = new DataView(new ArrayBuffer(size));
  fill(at);
  return new Uint8Array(at.buffer);
}

/** The reply of a method whose only output is its status. */
export const status_only = (status: number): IoctlReply => ({
  status: 0,
  data: layout(4, (at) => at.setUint32(0, status, true)),
});
