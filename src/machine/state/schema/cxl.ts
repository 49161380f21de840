/** src/kernel/cxl/state.ts as it is saved. */
import type {
  CxlDaxRegion,
  CxlDecoder,
  CxlDport,
  CxlEndpointDecoder,
  CxlEp,
  CxlMemdev,
  CxlNvdimm,
  CxlNvdimmBridge,
  CxlPmemRegion,
  CxlPort,
  CxlRegion,
  CxlRegionRef,
  CxlRootDecoder,
  CxlState,
  HdmRegisters,
} from '../../../kernel/cxl/state.ts';
import { core, ida } from './nvdimm.ts';
import { flag, integer, list, maybe, name, oneOf, orNull, record, table, whole, word } from './parts.ts';

const extent = { start: whole, size: whole };
const addresses = record<CxlDecoder['hpa']>()(extent);

const port = record<CxlPort>()({
  name,
  id: whole,
  kind: oneOf('root', 'switch', 'endpoint'),
  core,
  parent: orNull(name),
  uport: name,
  component: name,
  hostBridge: orNull(name),
  depth: whole,
  registers: orNull(whole),
  dports: list(record<CxlDport>()({ device: name, id: whole })),
  endpoints: table(record<CxlEp>()({ memdev: name, dport: name, next: orNull(name) })),
  regions: table(
    record<CxlRegionRef>()({
      region: name,
      decoder: name,
      endpoints: list(name),
      nrEps: integer,
      nrTargets: integer,
      nrTargetsSet: integer,
    }),
  ),
  decoders: list(name),
  decoderIda: ida,
  hdmEnd: integer,
  commitEnd: integer,
  dead: flag,
});

const decoder = record<CxlDecoder>()({
  name,
  id: whole,
  port: name,
  kind: oneOf('root', 'switch', 'endpoint'),
  core,
  hpa: addresses,
  ways: whole,
  granularity: whole,
  enabled: flag,
  locked: flag,
  targetType: oneOf('expander', 'accelerator'),
  region: orNull(name),
  programmable: flag,
  nrTargets: whole,
  targets: list(name),
  root: maybe(
    record<CxlRootDecoder>()({
      window: whole,
      capabilities: list(word),
      resource: orNull(whole),
      regionId: integer,
    }),
  ),
  ep: maybe(
    record<CxlEndpointDecoder>()({
      mode: oneOf('none', 'ram', 'pmem', 'mixed', 'dead'),
      dpa: orNull(addresses),
      skip: whole,
      pos: integer,
    }),
  ),
});

const memdev = record<CxlMemdev>()({
  name,
  id: whole,
  core,
  pci: name,
  ram: whole,
  pmem: whole,
  endpoint: orNull(name),
});

const nvdimm = record<CxlNvdimm>()({
  name,
  memdev: name,
  core,
  nvdimm: orNull(name),
  regions: list(name),
});

const bridge = record<CxlNvdimmBridge>()({ name, id: whole, port: name, core, bus: orNull(name) });

const region = record<CxlRegion>()({
  name,
  id: whole,
  decoder: name,
  core,
  mode: oneOf('pmem', 'ram'),
  state: oneOf('idle', 'interleave-active', 'active', 'reset-pending', 'commit'),
  auto: flag,
  locked: flag,
  uuid: word,
  ways: whole,
  granularity: whole,
  resource: orNull(whole),
  targets: list(orNull(name)),
  nrTargets: integer,
});

const pmemRegion = record<CxlPmemRegion>()({
  name,
  region: name,
  core,
  hpa: addresses,
  mappings: list(record<CxlPmemRegion['mappings'][number]>()({ memdev: name, ...extent })),
  ndRegion: orNull(name),
});

const daxRegion = record<CxlDaxRegion>()({ name, region: name, core, hpa: addresses });

const registers = record<HdmRegisters>()({
  base: whole,
  size: whole,
  committed: flag,
  locked: flag,
  ways: whole,
  granularity: whole,
  targets: list(whole),
  skip: whole,
});

export const cxl = record<CxlState>()({
  ports: table(port),
  decoders: table(decoder),
  memdevs: table(memdev),
  nvdimms: table(nvdimm),
  bridges: table(bridge),
  regions: table(region),
  pmemRegions: table(pmemRegion),
  daxRegions: table(daxRegion),
  portIda: ida,
  memdevIda: ida,
  bridgeIda: ida,
  detach: list(name),
  hardware: table(list(registers)),
  functions: table(core),
  acpi: core,
});
