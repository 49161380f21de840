/** src/kernel/mm/state.ts as it is saved. */
import * as z from 'zod/mini';
import type {
  DevPagemap,
  MemmapHome,
  MemoryBlockRun,
  MemoryGroup,
  MhpPolicy,
  MmState,
  NodeRange,
  NumaEmulation,
  PagemapEntry,
  PagemapSection,
  PagemapType,
  SectionRun,
  VmemAltmap,
  Zone,
  ZoneName,
} from '../../../kernel/mm/state.ts';
import { ONLINE_POLICIES } from '../../../kernel/mm/state.ts';
import type { Bitmap64 } from '../../../lib/bitmap64.ts';
import type { Range } from '../../../lib/range.ts';
import {
  flag,
  integer,
  list,
  maybe,
  name,
  oneOf,
  orNull,
  range,
  record,
  span,
  table,
  whole,
  word,
  wordsOf,
} from './parts.ts';

export const ranges = list(record<Range>()(range));

export const altmap = record<VmemAltmap>()({
  basePfn: whole,
  endPfn: whole,
  reserve: whole,
  free: whole,
  align: whole,
  alloc: whole,
});

const bits = z.int().check(z.gte(0), z.lte(0xffffffff));
const zoneName = wordsOf<ZoneName>({ DMA: true, DMA32: true, Normal: true, Movable: true, Device: true });

const section = record<SectionRun>()({
  ...span,
  early: flag,
  online: flag,
  taint: flag,
  nid: integer,
  map: record<Bitmap64>()({ lo: bits, hi: bits }),
  memmap: wordsOf<MemmapHome>({
    boot: true,
    'ram-pmd': true,
    'ram-base': true,
    altmap: true,
    'self-hosted': true,
  }),
  compound: maybe(whole),
  mapper: maybe(whole),
  altmapOf: maybe(whole),
  headless: maybe(flag),
});

const zone = record<Zone>()({
  nid: integer,
  name: zoneName,
  startPfn: whole,
  spanned: whole,
  present: integer,
});

const pagemap = record<DevPagemap>()({
  id: whole,
  owner: name,
  driver: word,
  type: wordsOf<PagemapType>({ private: true, 'fs-dax': true, generic: true, 'pci-p2pdma': true }),
  ranges,
  nid: integer,
  altmap: maybe(altmap),
  compound: maybe(whole),
});

const emulation = record<NumaEmulation>()({
  physical: list(integer),
  distances: list(orNull(whole)),
});

const nodeRanges = list(record<NodeRange>()({ ...range, nid: integer }));

const block = record<MemoryBlockRun>()({
  ...span,
  state: oneOf('online', 'offline'),
  nid: integer,
  zone: orNull(zoneName),
  early: flag,
  group: maybe(whole),
});

export const mm = record<MmState>()({
  maxPfn: whole,
  physBits: whole,
  blockSize: whole,
  autoOnline: oneOf(...ONLINE_POLICIES),
  sections: list(section),
  zones: list(zone),
  nodes: list(integer),
  possible: list(integer),
  cpus: list(record<MmState['cpus'][number]>()({ cpu: whole, node: integer })),
  numaOff: z.optional(z.literal(true)),
  pxm: table(integer),
  emulation: maybe(emulation),
  memoryTypes: table(record<MmState['memoryTypes'][number]>()({ distance: whole, count: integer })),
  memory: nodeRanges,
  numa: nodeRanges,
  numaReserved: nodeRanges,
  pagemaps: table(pagemap),
  nextPagemap: whole,
  pagemapFrames: list(record<PagemapEntry>()({ ...span, id: whole })),
  pagemapSections: list(record<PagemapSection>()({ ...span, id: whole, owner: name })),
  gigapages: list(record<MmState['gigapages'][number]>()({ ...span, large: z.literal(true) })),
  blocks: list(block),
  groups: maybe(list(record<MemoryGroup>()({ id: whole, maxPages: whole }))),
  policy: maybe(
    record<MhpPolicy>()({ policy: oneOf('contig-zones', 'auto-movable'), ratio: whole, numaAware: flag }),
  ),
  chunks: maybe(list(record<NonNullable<MmState['chunks']>[number]>()({ pagemap: whole, resource: whole }))),
  unmapped: maybe(ranges),
});
