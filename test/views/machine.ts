/** Literal machines for the tests of the views: the minimal state of a picture, with realistic numbers. */

import type { Resource, ResourceDesc } from '../../src/kernel/kernel/resource/state.ts';
import type { MemoryBlockRun, SectionRun } from '../../src/kernel/mm/state.ts';
import { type Bitmap64, fullBitmap, maskBits } from '../../src/lib/bitmap64.ts';
import { GiB, MiB } from '../../src/lib/units.ts';
import type { Terminal } from '../../src/views/base/theme.ts';
import type { Machine, NdPlaces } from '../../src/views/model/layout.ts';

export const SECTION = 128 * MiB;
export const plain = (width: number): Terminal => ({ width, color: 0, unicode: true });
export const ascii = (width: number): Terminal => ({ width, color: 0, unicode: false });

export function section(
  first: number,
  last: number,
  how: Partial<SectionRun> = {},
  map: Bitmap64 = fullBitmap(),
): SectionRun {
  return { first, last, early: true, online: true, taint: false, nid: 0, memmap: 'boot', map, ...how };
}

export const device = (memmap: 'ram-pmd' | 'ram-base' | 'altmap'): Partial<SectionRun> => ({
  early: false,
  online: false,
  taint: true,
  memmap,
});

export function mm(parts: Partial<Machine['mm']>): Machine['mm'] {
  return { blockSize: SECTION, sections: [], memory: [], pagemaps: {}, blocks: [], ...parts };
}

/** A resource tree of one level: [start, inclusive end, name, description]. */
export function resources(list: [number, number, string, ResourceDesc?][]): Machine['resources'] {
  const byId: Record<number, Resource> = {};
  const node = (id: number, start: number, end: number, name: string): Resource => ({
    id,
    name,
    start,
    end,
    busy: false,
    systemRam: name === 'System RAM',
    desc: 'none',
    parent: id === 0 ? null : 0,
    children: [],
  });
  byId[0] = node(0, 0, 2 ** 52 - 1, 'PCI mem');
  list.forEach(([start, end, name, desc], index) => {
    byId[index + 1] = { ...node(index + 1, start, end, name), desc: desc ?? 'none' };
    byId[0]!.children.push(index + 1);
  });
  return { byId };
}

/** One region from `start`, with a namespace of the same size; `dataoff` bytes of it are info block and memmap. */
export function nd(start: number, size: number, dataoff = 0): NdPlaces {
  const claimed = dataoff > 0;
  const data = { start: start + dataoff, size: size - dataoff };
  const place = { start, size };
  return {
    regions: { region0: { name: 'region0', ...place } },
    namespaces: { 'namespace0.0': { name: 'namespace0.0', ...place, claim: claimed ? 'pfn0.0' : null } },
    pfns: claimed ? { 'pfn0.0': { namespace: 'namespace0.0', data } } : {},
    btts: {},
  };
}

export const machine = (parts: Partial<Machine>): Machine => ({
  resources: resources([]),
  mm: mm({}),
  nd: { regions: {}, namespaces: {}, pfns: {}, btts: {} },
  dax: { devices: {}, regions: {} },
  ...parts,
});

export const ram = (...ranges: [number, number][]): Machine['mm']['memory'] =>
  ranges.map(([start, end]) => ({ start, end, nid: 0 }));

export const bootBlocks = (first: number, last: number): MemoryBlockRun => ({
  first,
  last,
  state: 'online',
  nid: 0,
  zone: 'Normal',
  early: true,
});

/**
 * `memmap=0xfc000000!8G` on 14 GiB of RAM: the pmem range ends at 0x2fc000000, 64 MiB into section 95, whose
 * other half is RAM.
 */
export function seedExample(): Machine {
  const start = 8 * GiB;
  const size = 0xfc000000;
  const end = start + size - 1;
  return machine({
    resources: resources([
      [0x1000, 0xbfffffff, 'System RAM'],
      [0xfffc0000, 0xffffffff, 'Reserved', 'reserved'],
      [4 * GiB, start - 1, 'System RAM'],
      [start, end, 'Persistent Memory (legacy)', 'pmem-legacy'],
      [end + 1, 0x3bfffffff, 'System RAM'],
    ]),
    mm: mm({
      memory: ram([0x1000, 0xbfffffff], [4 * GiB, start - 1], [end + 1, 0x3bfffffff]),
      sections: [
        section(0, 23),
        section(32, 63),
        section(64, 94, device('ram-pmd')),
        section(95, 95, { taint: true }),
        section(96, 119),
      ],
      pagemaps: { 1: { owner: 'namespace0.0', ranges: [{ start, end }] } },
      blocks: [bootBlocks(0, 23), bootBlocks(32, 63), bootBlocks(95, 119)],
    }),
    nd: nd(start, size),
  });
}

/** The seed example before its namespace was bound: section 95 is RAM in its upper half only. */
export function seedExampleUnbound(): Machine {
  const bound = seedExample();
  const sections = bound.mm.sections
    .filter(({ first }) => first !== 64)
    .map((run) => (run.first === 95 ? section(95, 95, {}, maskBits(32, 63)) : run));
  return { ...bound, mm: { ...bound.mm, sections, pagemaps: {} } };
}

/** The seed example with namespace0.0 as fsdax with struct pages in the device (66 MiB at its start). */
export function seedExampleFsdax(): Machine {
  const raw = seedExample();
  const start = 8 * GiB;
  const dataoff = 66 * MiB;
  const { mm: memory } = raw;
  const sections = memory.sections.map((run) => (run.first === 64 ? { ...run, ...device('altmap') } : run));
  const pagemaps = { 1: { ...memory.pagemaps[1]!, owner: 'pfn0.0' } };
  return {
    ...raw,
    mm: { ...memory, sections, pagemaps },
    nd: nd(start, 0xfc000000, dataoff),
  };
}
