import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ida_alloc, ida_free, ida_init } from '../../../src/kernel/lib/ida.ts';

test('allocates the lowest freed id first', () => {
  const ida = ida_init();
  for (let i = 0; i < 5; i++) ida_alloc(ida);
  ida_free(ida, 3);
  ida_free(ida, 1);
  expect([ida_alloc(ida), ida_alloc(ida), ida_alloc(ida)]).toEqual([1, 3, 5]);
});

test('ignores freeing an id that is not allocated', () => {
  const ida = ida_init();
  ida_alloc(ida);
  ida_free(ida, 0);
  ida_free(ida, 0);
  ida_free(ida, 7);
  expect([ida_alloc(ida), ida_alloc(ida)]).toEqual([0, 1]);
});

test('always allocates the lowest free id', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(12)), { maxLength: 60 }), (steps) => {
      const ida = ida_init();
      const used = new Set<number>();
      for (const free of steps) {
        if (free === null) {
          const lowest = Array.from({ length: 100 }, (_, i) => i).find((i) => !used.has(i))!;
          expect(ida_alloc(ida)).toBe(lowest);
          used.add(lowest);
        } else {
          ida_free(ida, free);
          used.delete(free);
        }
      }
    }),
  );
});
