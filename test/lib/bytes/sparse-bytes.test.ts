import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readBytes, sparseBytes, writeBytes, zeroBytes } from '../../../src/lib/bytes/sparse-bytes.ts';

const SIZE = 4096;
const step = fc.oneof(
  fc.record({
    op: fc.constant('write' as const),
    offset: fc.integer({ min: 0, max: SIZE - 1 }),
    data: fc.uint8Array({ maxLength: 700 }),
  }),
  fc.record({
    op: fc.constant('zero' as const),
    offset: fc.integer({ min: 0, max: SIZE - 1 }),
    length: fc.integer({ min: 0, max: SIZE }),
  }),
);

it('reads back like a plain array', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const store = sparseBytes();
      const plain = new Uint8Array(2 * SIZE);
      for (const s of steps) {
        if (s.op === 'write') {
          writeBytes(store, s.offset, s.data);
          plain.set(s.data, s.offset);
        } else {
          zeroBytes(store, s.offset, s.length);
          plain.fill(0, s.offset, s.offset + s.length);
        }
      }
      // Buffers compare natively; deep equality of thousands of numbers takes seconds.
      expect(Buffer.compare(readBytes(store, 0, 2 * SIZE), plain)).toBe(0);
      expect(Buffer.compare(readBytes(store, 300, 500), plain.subarray(300, 800))).toBe(0);
    }),
  );
});

it('stores nothing for any number of zeroes', () => {
  const store = sparseBytes();
  writeBytes(store, 1000, Uint8Array.of(1, 2, 3));
  writeBytes(store, 2 ** 40, new Uint8Array(1024));
  expect(Object.keys(store.chunks)).toHaveLength(1);
  zeroBytes(store, 0, 2 ** 50);
  expect(store.chunks).toEqual({});
});
