import { describe, expect, it, test } from 'vitest';
import { memmap_in_ram, memmap_room } from '../../../../../src/kernel/arch/x86/init_64/vmemmap.ts';
import type { Kernel } from '../../../../../src/kernel/kernel.ts';
import { memunmap_pages } from '../../../../../src/kernel/mm/memremap/memremap.ts';
import type { VmemAltmap } from '../../../../../src/kernel/mm/state.ts';
import { ERRNO } from '../../../../../src/lib/errno.ts';
import { GiB, MiB, PAGE_SIZE, TiB } from '../../../../../src/lib/units.ts';
import { bootMachine } from '../../../../helpers/boot.ts';
import { mapDevice as map } from '../../../../helpers/device.ts';

/** An altmap with exactly the space for the struct pages of `size` bytes at `start`. */
const altmapFor = (start: number, size: number): VmemAltmap => ({
  ...{ basePfn: start / PAGE_SIZE, endPfn: (start + size) / PAGE_SIZE - 1 },
  ...{ reserve: 2, free: size / PAGE_SIZE / 64 + 510, align: 0, alloc: 0 },
});

const state = ({ state: { mm, resources } }: Kernel): string =>
  JSON.stringify([mm.sections, mm.pagemaps, mm.pagemapFrames, mm.pagemapSections, mm.zones, resources]);

describe('RAM for struct pages', () => {
  it('is the RAM after boot minus 64 bytes for each page of a device', () => {
    const k = bootMachine();
    const [taken, room] = [memmap_in_ram(k), memmap_room(k)];
    expect(taken).toBe(7 * 16 * MiB);
    const id = map(k, 8 * GiB, 64 * GiB);
    expect(memmap_in_ram(k)).toBe(taken + GiB);
    expect(memmap_room(k)).toBe(room - GiB);
    memunmap_pages(k, id);
    expect(memmap_room(k)).toBe(room);
  });

  it('counts parts of sections by sub-sections and excludes sections of boot', () => {
    const k = bootMachine();
    const taken = memmap_in_ram(k);
    map(k, 8 * GiB, 10 * MiB);
    expect(memmap_in_ram(k)).toBe(taken + 5 * 32 * 1024);
  });

  test.each([
    ['6.1', 2 * MiB, 8 * 1024],
    ['5.19', GiB, 16],
    ['5.18', GiB, 32 * 1024],
    ['6.1', undefined, 32 * 1024],
  ])('%s: compound pages of %s bytes take %s bytes for each sub-section', (kernel, compound, each) => {
    const k = bootMachine({ kernel });
    const taken = memmap_in_ram(k);
    const id = map(k, 8 * GiB, 4 * GiB, { compound });
    expect(memmap_in_ram(k) - taken).toBe(4 * 512 * each);
    memunmap_pages(k, id);
    expect(memmap_in_ram(k)).toBe(taken);
  });

  it('lets a large device in whose compound pages share theirs', () => {
    const k = bootMachine();
    expect(map(k, 512 * GiB, 512 * GiB)).toBe(-ERRNO.ENOMEM);
    expect(map(k, 512 * GiB, 512 * GiB, { compound: 2 * MiB })).toBeGreaterThan(0);
  });

  it('is shared by compound pages in no device that holds its own', () => {
    const k = bootMachine();
    const taken = memmap_in_ram(k);
    map(k, 512 * GiB, 512 * GiB, { altmap: altmapFor(512 * GiB, 512 * GiB), compound: 2 * MiB });
    expect(memmap_in_ram(k)).toBe(taken);
    expect(k.state.mm.sections.at(-1)).toMatchObject({ memmap: 'altmap' });
    expect(k.state.mm.sections.at(-1)).not.toHaveProperty('compound');
  });

  test.each(['4.9.35', '4.14.67', '4.19', '5.2', '5.3', '6.1', '6.15'])(
    '%s: when it is short nothing is mapped and nothing remains',
    (kernel) => {
      const k = bootMachine({ kernel });
      const before = state(k);
      expect(map(k, 512 * GiB, 512 * GiB)).toBe(-ERRNO.ENOMEM);
      expect(state(k)).toBe(before);
      expect(k.state.log.lines.at(-1)?.warning?.function).toMatch(/^(add_pages|arch_add_memory)$/);
      expect(map(k, 512 * GiB, 384 * GiB)).toBeGreaterThan(0);
    },
  );

  it('is not needed when the device holds its struct pages', () => {
    const k = bootMachine();
    const room = memmap_room(k);
    expect(map(k, 512 * GiB, 512 * GiB, { altmap: altmapFor(512 * GiB, 512 * GiB) })).toBeGreaterThan(0);
    expect(memmap_room(k)).toBe(room);
    expect(Object.values(k.state.mm.pagemaps)[0]!.altmap).toMatchObject({
      alloc: TiB / 2 / PAGE_SIZE / 64,
      align: 510,
    });
  });

  it('does not replace an exhausted altmap', () => {
    const k = bootMachine();
    expect(map(k, 512 * GiB, 2 * GiB, { altmap: altmapFor(512 * GiB, GiB) })).toBe(-ERRNO.ENOMEM);
    expect(k.state.mm.pagemaps).toEqual({});
    expect(k.state.mm.pagemapFrames).toEqual([]);
  });

  it('grows with onlined RAM', () => {
    const k = bootMachine({ config: { ARCH_MEMORY_PROBE: true } });
    const room = memmap_room(k);
    k.state.mm.autoOnline = 'online';
    k.state.mm.blocks.push({ first: 64, last: 64, state: 'online', nid: 0, zone: 'Normal', early: false });
    expect(memmap_room(k)).toBe(room + 128 * MiB);
  });
});
