import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dataView, setU64 } from '../../../src/lib/bytes/data-view.ts';

it('writes the bytes of the number, lowest first', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      const view = dataView(new Uint8Array(16));
      setU64(view, 4, value);
      expect(view.getBigUint64(4, true)).toBe(BigInt(value));
      expect([view.getUint32(0), view.getUint32(12)]).toEqual([0, 0]);
    }),
  );
});
