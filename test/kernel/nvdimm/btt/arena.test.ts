import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { create_arenas } from '../../../../src/kernel/nvdimm/btt/btt.ts';
import { GiB, isAligned, KiB, MiB } from '../../../../src/lib/units.ts';

const capacity = (size: number, sectorSize: number, version: '1.1' | '2.0' = '1.1'): number => {
  const rawsize = size - (version === '1.1' ? 4 * KiB : 0);
  const arenas = create_arenas({ lbasize: sectorSize, version }, rawsize);
  return arenas.reduce((sum, arena) => sum + arena.externalNlba, 0) * (sectorSize >= 4096 ? 4096 : 512);
};

describe('the size of a sector mode namespace', () => {
  test.each([
    [16 * MiB + 4 * KiB, 15683584, 16487424],
    [64 * MiB, 65961984, 66424832],
    [1 * GiB, 1071611904, 1065254400],
    [4 * GiB, 4289695744, 4261509120],
    [16 * GiB, 17162027008, 17046528000],
  ])('%d bytes', (size, large, small) => {
    expect(capacity(size, 4096)).toBe(large);
    expect(capacity(size, 512)).toBe(small);
  });

  test('version 2.0 has 4 KiB more', () => expect(capacity(16 * MiB, 4096, '2.0')).toBe(15683584));
  test('less than 16 MiB has no capacity', () =>
    expect(create_arenas({ lbasize: 512, version: '2.0' }, MiB)).toEqual([]));
});

describe('arenas', () => {
  test('hold at most 512 GiB; a remainder of 16 MiB gets its own, a smaller one stays unused', () => {
    const sizes = (rawsize: number) =>
      create_arenas({ lbasize: 4096, version: '2.0' }, rawsize).map(({ size, nextoff }) => [size, nextoff]);
    expect(sizes(512 * GiB + 16 * MiB)).toEqual([
      [512 * GiB, 512 * GiB],
      [16 * MiB, 0],
    ]);
    expect(sizes(512 * GiB + 15 * MiB)).toEqual([[512 * GiB, 0]]);
  });

  test('consist of consecutive parts without overlap for any size', () => {
    const any = fc.record({
      size: fc.integer({ min: 4096, max: 2 ** 26 }).map((pages) => pages * 4 * KiB + 3),
      lbasize: fc.constantFrom(512, 520, 528, 4096, 4104, 4160, 4224),
    });
    fc.assert(
      fc.property(any, ({ size, lbasize }) => {
        let end = 0;
        let lba = 0;
        for (const arena of create_arenas({ lbasize, version: '1.1' }, size)) {
          const { infooff, dataoff, mapoff, logoff, info2off, internalNlba, externalNlba } = arena;
          const parts = [infooff, dataoff, mapoff, logoff, info2off];
          if (infooff !== end || arena.externalLbaStart !== lba) return false;
          if (!parts.every((at) => isAligned(at, 4 * KiB))) return false;
          if (dataoff + internalNlba * arena.internalLbasize > mapoff) return false;
          if (mapoff + externalNlba * 4 > logoff || logoff + 16 * KiB !== info2off) return false;
          if (info2off + 4 * KiB > infooff + arena.size || internalNlba - externalNlba !== 256) return false;
          end += arena.size;
          lba += externalNlba;
        }
        return end <= size && size - end < 16 * MiB;
      }),
    );
  });
});
