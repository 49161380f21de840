import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fletcher64 } from '../../../src/lib/bytes/fletcher64.ts';

it('sums little-endian words modulo 2^32 twice', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 64 }), (words) => {
      let lo = 0n;
      let hi = 0n;
      for (const word of words) {
        lo = (lo + BigInt(word)) % 2n ** 32n;
        hi = (hi + lo) % 2n ** 32n;
      }
      const data = new Uint8Array(Uint32Array.from(words).buffer);
      expect(fletcher64(data)).toBe((hi << 32n) | lo);
    }),
  );
});

it('yields the set cookie of one DIMM with serial 0x123456', () => {
  const record = new DataView(new ArrayBuffer(16));
  record.setUint32(8, 0x123456, true);
  expect(fletcher64(new Uint8Array(record.buffer))).toBe(0x2468ac00123456n);
});
