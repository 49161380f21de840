/** A kernel's records as they are saved: src/kernel/state.ts. */
import * as z from 'zod/mini';
import type { AcpiMemoryDevice, AcpiState } from '../../../kernel/acpi/state.ts';
import type { E820Entry, E820State } from '../../../kernel/arch/x86/e820/state.ts';
import type { BusName } from '../../../kernel/base/dd.ts';
import type { BlockState, Disk } from '../../../kernel/block/state.ts';
import type {
  DaxDevice,
  DaxPagemap,
  DaxRegion,
  DaxState,
  DynamicRegion,
  HmemDevice,
} from '../../../kernel/dax/state.ts';
import type { LogLine, LogState, Warning } from '../../../kernel/kernel/printk.ts';
import type { Resource, ResourceDesc, ResourceState } from '../../../kernel/kernel/resource/state.ts';
import { ONLINE_POLICIES } from '../../../kernel/mm/state.ts';
import type { PciDev, PciState } from '../../../kernel/pci/state.ts';
import type { KernelState } from '../../../kernel/state.ts';
import type { Range } from '../../../lib/range.ts';
import type { Rng } from '../../../lib/rng.ts';
import { cxl } from './cxl.ts';
import { altmap, mm, ranges } from './mm.ts';
import { badblocks, core, ida, nd } from './nvdimm.ts';
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
  table,
  text,
  whole,
  word,
  wordsOf,
} from './parts.ts';

const warning = record<Warning>()({
  at: word,
  function: word,
  calls: list(word),
  textBefore: maybe(z.literal(true)),
  textAfter: maybe(z.literal(true)),
  taskMarks: maybe(z.literal(true)),
  placeFirst: maybe(z.literal(true)),
});

/** A 64-bit address in hex. */
const address = z.string().check(z.regex(/^0x[0-9a-f]{1,16}$/));

const log = record<LogState>()({
  lines: list(
    record<LogLine>()({
      time: whole,
      level: oneOf('emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'),
      text,
      warning: maybe(warning),
    }),
  ),
  once: list(word),
  clock: whole,
});

const exact = record<NonNullable<E820Entry['exact']>>()({ start: address, end: address });
const e820Entries = list(record<E820Entry>()({ ...range, type: whole, exact: maybe(exact) }));

const e820 = record<E820State>()({
  firmware: e820Entries,
  table: e820Entries,
  userdef: flag,
  hotplugged: list(record<E820State['hotplugged'][number]>()({ ...range, index: whole })),
  nextIndex: whole,
});

const resource = record<Resource>()({
  ...range,
  id: whole,
  name: word,
  busy: flag,
  systemRam: flag,
  desc: wordsOf<ResourceDesc>({
    none: true,
    'acpi-tables': true,
    'acpi-nvs': true,
    pmem: true,
    'pmem-legacy': true,
    reserved: true,
    'soft-reserved': true,
    private: true,
  }),
  parent: orNull(whole),
  children: list(whole),
});

const resources = record<ResourceState>()({ byId: table(resource), nextId: whole });

const disk = record<Disk>()({
  name,
  kind: oneOf('pmem', 'btt'),
  owner: name,
  size: whole,
  sectorSize: whole,
  physicalBlockSize: whole,
  readOnly: flag,
  dax: flag,
  minor: whole,
  daxMinor: maybe(whole),
  sequence: whole,
  badblocks: maybe(badblocks),
});

const block = record<BlockState>()({ disks: table(disk), nextSequence: whole, minorIda: ida });

const oneRange = record<Range>()(range);

const dynamicRegion = record<DynamicRegion>()({
  bus: wordsOf<BusName>({ nd: true, dax: true, platform: true, cxl: true, pci: true }),
  kmem: flag,
  numaNode: integer,
  seed: orNull(name),
  youngest: orNull(name),
  ids: ida,
});

const daxRegion = record<DaxRegion>()({
  parent: name,
  id: whole,
  range: oneRange,
  align: whole,
  targetNode: integer,
  dynamic: maybe(dynamicRegion),
});

const daxDevice = record<DaxDevice>()({
  name,
  region: name,
  core,
  minor: whole,
  align: whole,
  ranges,
  pagemap: orNull(record<DaxPagemap>()({ range: oneRange, altmap: maybe(altmap) })),
  numaNode: integer,
  targetNode: integer,
  kmem: list(orNull(whole)),
  memmapOnMemory: maybe(flag),
  kmemState: maybe(oneOf('unplugged', ...ONLINE_POLICIES)),
  kmemGroup: maybe(whole),
  stalePagemap: maybe(z.literal(true)),
});

const hmemDevice = record<HmemDevice>()({
  name,
  id: whole,
  core,
  range: oneRange,
  numaNode: integer,
  targetNode: integer,
});

const dax = record<DaxState>()({
  regions: table(daxRegion),
  devices: table(daxDevice),
  hmem: maybe(table(hmemDevice)),
  newId: table(list(word)),
  minorIda: ida,
});

const acpi = record<AcpiState>()({
  memory: list(record<AcpiMemoryDevice>()({ name: word, start: whole, size: whole, enabled: flag })),
});

const pci = record<PciState>()({
  devices: list(record<PciDev>()({ name, controller: name, core })),
});

export const kernel = record<KernelState>()({
  release: word,
  changes: list(word),
  config: table(flag),
  cmdline: text,
  crashed: maybe(text),
  rng: record<Rng>()({ seed: integer }),
  log,
  e820,
  resources,
  mm,
  nd,
  dax,
  block,
  modules: maybe(list(word)),
  unloadedModules: maybe(list(word)),
  acpi: maybe(acpi),
  pci: maybe(pci),
  cxl: maybe(cxl),
});
