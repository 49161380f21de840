import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { altmap_alloc_block_buf, vmem_altmap_free } from '../../../../src/kernel/mm/memremap/vmem-altmap.ts';
import type { VmemAltmap } from '../../../../src/kernel/mm/state.ts';

const altmap = (base: number, reserve: number, free: number): VmemAltmap => ({
  basePfn: base,
  endPfn: base + 0x1000000,
  reserve,
  free,
  align: 0,
  alloc: 0,
});

/** Allocates one block at a time, as the kernel does. */
function oneByOne(map: VmemAltmap, count: number): number {
  for (let done = 0; done < count; done++) {
    const next = map.basePfn + map.reserve + map.alloc + map.align;
    const padding = (512 - (next % 512)) % 512;
    if (512 + padding > Math.max(0, map.free - map.alloc - map.align)) return done;
    map.alloc += 512;
    map.align += padding;
  }
  return count;
}

describe('struct pages inside the device', () => {
  test('1 GiB with 18 MiB reserved takes exactly eight blocks', () => {
    const map = altmap(0x100000, 2, 4606);
    expect(altmap_alloc_block_buf(map, 8)).toBe(8);
    expect(map).toMatchObject({ alloc: 4096, align: 510 });
    expect(altmap_alloc_block_buf(map, 1)).toBe(0);
  });

  test('allocating many blocks at once equals allocating them one by one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5000 }),
        fc.nat(600),
        fc.nat(20_000),
        fc.array(fc.nat(12), { maxLength: 5 }),
        (base, reserve, free, batches) => {
          const batched = altmap(base, reserve, free);
          const single = altmap(base, reserve, free);
          for (const count of batches)
            expect(altmap_alloc_block_buf(batched, count)).toBe(oneByOne(single, count));
          expect(batched).toEqual(single);
        },
      ),
    );
  });

  test('freeing returns the blocks but not the alignment padding', () => {
    const map = altmap(0x100000, 2, 4606);
    altmap_alloc_block_buf(map, 8);
    vmem_altmap_free(map, 8);
    expect(map).toMatchObject({ alloc: 0, align: 510 });
  });
});
