/** Sums that detect damage; they do not prevent forgery. */

const BLOCK = 65536;
const WORD = 4;
/** 2^32 divided by the golden ratio: odd, so that multiplying by it loses nothing. */
const FACTOR = 0x9e3779b1;

/**
 * A sum of 32 bits in eight hexadecimal digits, over all `pieces` as if they were one. Any change within one
 * aligned word of four bytes changes it. It is computed here, since loading node:zlib for a CRC takes a tenth of a short command.
 */
export function checksum(...pieces: readonly Uint8Array[]): string {
  const length = pieces.reduce((total, piece) => total + piece.length, 0);
  const words = new Int32Array(Math.ceil(Math.min(BLOCK, length) / WORD));
  const block = new Uint8Array(words.buffer);
  let sum = length | 0;
  let filled = 0;
  const add = (): void => {
    block.fill(0, filled);
    const count = Math.ceil(filled / WORD);
    for (let i = 0; i < count; i++) {
      const mixed = sum ^ words[i]!;
      sum = Math.imul((mixed << 13) | (mixed >>> 19), FACTOR);
    }
    filled = 0;
  };
  for (const piece of pieces)
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + block.length - filled);
      block.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled === block.length) add();
    }
  add();
  return (sum >>> 0).toString(16).padStart(8, '0');
}
