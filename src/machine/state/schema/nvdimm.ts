/** src/kernel/nvdimm/state.ts and the driver data of DIMMs as they are saved. */
import * as z from 'zod/mini';
import type { DeviceCore, Devres } from '../../../kernel/base/device.ts';
import type { BadBlocks } from '../../../kernel/block/badblocks.ts';
import type { Ida } from '../../../kernel/lib/ida.ts';
import type { BttArena } from '../../../kernel/nvdimm/btt/arena.ts';
import type {
  DpaBusy,
  DpaExtent,
  DpaSpace,
  LabelIndex,
  NamespaceLabel,
  NvdimmDrvdata,
} from '../../../kernel/nvdimm/dimm_devs/state.ts';
import type {
  Badrange,
  InterleaveSet,
  MappingLabels,
  NdBtt,
  NdBus,
  NdMapping,
  NdNamespace,
  NdPfn,
  NdRegion,
  NdState,
  NdWork,
  NsioWindow,
  Nvdimm,
} from '../../../kernel/nvdimm/state.ts';
import { ranges } from './mm.ts';
import { testDimm } from './nfit-test.ts';
import {
  fields,
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
  whole,
  word,
} from './parts.ts';

export const ida = record<Ida>()({ next: whole, free: list(whole) });
export const badblocks = record<BadBlocks>()({ ranges });

type Held<K extends Devres['kind']> = Extract<Devres, { kind: K }>;

const devres: z.ZodMiniType<Devres> = z.union([
  record<Held<'mem-region'>>()({ kind: z.literal('mem-region'), resource: whole }),
  record<Held<'pagemap'>>()({ kind: z.literal('pagemap'), id: whole }),
  record<Held<'disk'>>()({ kind: z.literal('disk'), name }),
  record<Held<'dax-region'>>()({ kind: z.literal('dax-region'), name }),
  record<Held<'pfn-sb'>>()({ kind: z.literal('pfn-sb') }),
  record<Held<'nsio'>>()({ kind: z.literal('nsio'), namespace: name }),
  record<Held<'dax-device'>>()({ kind: z.literal('dax-device'), name }),
  record<Held<'labels'>>()({ kind: z.literal('labels') }),
  record<Held<'cxl-port'>>()({ kind: z.literal('cxl-port'), port: name }),
  record<Held<'cxl-decoder'>>()({ kind: z.literal('cxl-decoder'), decoder: name }),
  record<Held<'cxl-dport'>>()({ kind: z.literal('cxl-dport'), port: name, device: name }),
  record<Held<'cxl-memdev'>>()({ kind: z.literal('cxl-memdev'), memdev: name }),
  record<Held<'cxl-endpoint'>>()({ kind: z.literal('cxl-endpoint'), port: name }),
  record<Held<'cxl-region'>>()({ kind: z.literal('cxl-region'), region: name }),
  record<Held<'cxl-bridge'>>()({ kind: z.literal('cxl-bridge'), name }),
  record<Held<'cxl-nvdimm'>>()({ kind: z.literal('cxl-nvdimm'), name }),
  record<Held<'cxl-pmem-region'>>()({ kind: z.literal('cxl-pmem-region'), name }),
  record<Held<'cxl-dax-region'>>()({ kind: z.literal('cxl-dax-region'), name }),
  record<Held<'cxl-dpa'>>()({ kind: z.literal('cxl-dpa'), decoder: name }),
  record<Held<'cxl-detach-ep'>>()({ kind: z.literal('cxl-detach-ep'), memdev: name }),
  record<Held<'cxl-detach-memdev'>>()({ kind: z.literal('cxl-detach-memdev'), memdev: name }),
  record<Held<'cxl-resource'>>()({ kind: z.literal('cxl-resource'), resource: whole }),
  record<Held<'cxl-dimm'>>()({ kind: z.literal('cxl-dimm'), nvdimm: name }),
  record<Held<'cxl-nd-region'>>()({ kind: z.literal('cxl-nd-region'), region: name }),
  record<Held<'cxl-mappings'>>()({ kind: z.literal('cxl-mappings') }),
  record<Held<'cxl-nd-bus'>>()({ kind: z.literal('cxl-nd-bus'), bus: name }),
]);

export const core = record<DeviceCore>()({ driver: orNull(name), devres: list(devres) });

const badrange = maybe(list(record<Badrange>()({ start: whole, length: whole })));

const bus = record<NdBus>()({
  name,
  id: whole,
  provider: name,
  parent: maybe(word),
  firmware: orNull(whole),
  core,
  regions: list(name),
  dimms: list(name),
  uuids: table(whole),
  scrubCount: whole,
  scrubbed: orNull(record<NonNullable<NdBus['scrubbed']>>()(range)),
  hwErrorScrub: flag,
  badrange,
  poison: badrange,
  scrubRequested: maybe(flag),
});

const dpa = record<DpaSpace>()({
  count: whole,
  extents: table(record<DpaExtent>()({ start: whole, size: whole, label: name })),
  byLabel: table(list(whole)),
  gaps: list(record<DpaSpace['gaps'][number]>()(range)),
  busy: table(record<DpaBusy>()({ ...range, align: whole, bytes: integer, astray: whole })),
});

const label = record<NamespaceLabel>()({
  uuid: word,
  name: word,
  flags: whole,
  nlabel: whole,
  position: whole,
  isetcookie: word,
  lbasize: whole,
  dpa: whole,
  rawsize: whole,
  slot: whole,
  typeGuid: orNull(word),
  abstractionGuid: orNull(word),
});

const index = record<LabelIndex>()({
  seq: whole,
  nslot: whole,
  labelOffset: whole,
  minor: whole,
  free: list(whole),
  nfree: whole,
  hint: whole,
});

const drvdata = record<NvdimmDrvdata>()({
  configSize: whole,
  labelSize: whole,
  current: integer,
  next: integer,
  index: orNull(index),
  labels: table(label),
  dpa,
});

const dimm = record<Nvdimm>()({
  name,
  id: whole,
  bus: name,
  firmware: whole,
  core,
  labeling: flag,
  locked: flag,
  unarmed: flag,
  numFlush: whole,
  security: orNull(z.literal('disabled')),
  busy: integer,
  drvdata: orNull(drvdata),
  cxl: maybe(name),
  test: maybe(testDimm),
});

const mapping = record<NdMapping>()({
  dimm: name,
  start: whole,
  size: whole,
  position: whole,
  held: flag,
  labels: record<MappingLabels>()({
    byUuid: table(list(whole)),
    entries: whole,
    active: integer,
    reap: list(whole),
  }),
});

const children = fields<Pick<NdRegion, 'namespaces' | 'btts' | 'pfns' | 'daxes'>>({
  namespaces: list(name),
  btts: list(name),
  pfns: list(name),
  daxes: list(name),
});

const region = record<NdRegion>()({
  name,
  id: whole,
  bus: name,
  core,
  start: whole,
  size: whole,
  kind: oneOf('pmem', 'volatile'),
  readOnly: flag,
  pagemap: flag,
  persistenceDomain: orNull(oneOf('cpu_cache', 'memory_controller')),
  rangeIndex: orNull(whole),
  align: whole,
  numaNode: integer,
  targetNode: integer,
  mappings: list(mapping),
  interleave: orNull(
    record<InterleaveSet>()({ typeGuid: word, cookie1: word, cookie2: word, altcookie: word }),
  ),
  namespaceSeed: orNull(name),
  bttSeed: orNull(name),
  pfnSeed: orNull(name),
  daxSeed: orNull(name),
  initNamespaces: orNull(word),
  nsIda: ida,
  bttIda: ida,
  pfnIda: ida,
  daxIda: ida,
  ...children,
  badblocks: maybe(badblocks),
  cxl: maybe(flag),
});

const namespace = record<NdNamespace>()({
  name,
  id: whole,
  region: name,
  core,
  kind: oneOf('io', 'pmem'),
  start: whole,
  size: whole,
  forceRaw: flag,
  claim: orNull(name),
  claimClass: oneOf('none', 'btt', 'btt2', 'pfn', 'dax', 'unknown'),
  uuid: orNull(name),
  altName: word,
  lbasize: whole,
  io: maybe(record<NsioWindow>()({ size: whole, resource: orNull(whole), badblocks })),
});

const pfn = record<NdPfn>()({
  name,
  kind: oneOf('pfn', 'dax'),
  id: whole,
  region: name,
  core,
  uuid: orNull(name),
  mode: oneOf('none', 'ram', 'pmem'),
  align: whole,
  namespace: orNull(name),
  sb: orNull(
    record<NonNullable<NdPfn['sb']>>()({ dataoff: whole, npfns: whole, startPad: whole, endTrunc: whole }),
  ),
  data: orNull(record<NonNullable<NdPfn['data']>>()({ start: whole, size: whole })),
});

const arena = record<BttArena>()({
  size: whole,
  externalLbaStart: whole,
  internalNlba: whole,
  internalLbasize: whole,
  externalNlba: integer,
  externalLbasize: whole,
  nfree: whole,
  versionMajor: whole,
  versionMinor: whole,
  nextoff: whole,
  infooff: whole,
  dataoff: whole,
  mapoff: whole,
  logoff: whole,
  info2off: whole,
  flags: whole,
  logIndex: z.tuple([whole, whole]),
});

const btt = record<NdBtt>()({
  name,
  id: whole,
  region: name,
  core,
  uuid: orNull(name),
  lbasize: whole,
  namespace: orNull(name),
  size: whole,
  version: oneOf('1.1', '2.0'),
  arenas: list(arena),
});

export const nd = record<NdState>()({
  buses: table(bus),
  dimms: table(dimm),
  regions: table(region),
  namespaces: table(namespace),
  pfns: table(pfn),
  btts: table(btt),
  busIda: ida,
  regionIda: ida,
  dimmIda: ida,
  namespaceDrivers: flag,
  unloaded: maybe(list(name)),
  work: list(record<NdWork>()({ op: oneOf('register', 'unregister'), device: name })),
});
