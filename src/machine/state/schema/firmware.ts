/** Firmware and media as they are saved: src/firmware/platform.ts with every field, and sparse bytes. */
import * as z from 'zod/mini';
import type {
  CxlCommitted,
  CxlDevice,
  CxlHostBridge,
  CxlPlatform,
  CxlSlot,
  CxlSwitch,
  CxlWindow,
} from '../../../firmware/cxl.ts';
import type { CxlDeviceMedia, CxlMedia, CxlRoute, CxlRouteTarget } from '../../../firmware/cxl-media.ts';
import { e820TypeOf } from '../../../firmware/e820-types.ts';
import type { DimmMedia, Firmware, Media } from '../../../firmware/media.ts';
import type {
  Cpu,
  E820Range,
  NfitBus,
  NfitDimm,
  NfitMapping,
  NfitRegion,
  NumaRange,
  PciBar,
  PciDevice,
  Platform,
  ReservedRange,
  VirtioPmem,
} from '../../../firmware/platform.ts';
import type { SparseBytes } from '../../../lib/bytes/sparse-bytes.ts';
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
  table,
  whole,
  word,
} from './parts.ts';

const dimm = record<NfitDimm>()({
  handle: whole,
  physId: whole,
  vendorId: whole,
  serial: whole,
  id: word,
  format: orNull(whole),
  labelSize: z.int().check(z.gte(0), z.lte(64 * 1024 * 1024)),
  labels: orNull(oneOf('1.1', '1.2')),
  size: whole,
  commands: list(word),
  flags: list(word),
});

const mapping = record<NfitMapping>()({
  dimm: whole,
  offset: whole,
  size: whole,
  position: whole,
  regionOffset: whole,
});

const region = record<NfitRegion>()({
  address: orNull(whole),
  size: whole,
  readOnly: flag,
  volatile: flag,
  persistenceDomain: orNull(oneOf('cpu_cache', 'memory_controller')),
  mappings: list(mapping),
});

const bus = record<NfitBus>()({
  provider: name,
  commands: list(word),
  dimms: list(dimm),
  regions: list(region),
});

const cxlDevice = record<CxlDevice>()({
  pci: name,
  serial: whole,
  pmem: whole,
  ram: whole,
  labelSize: z.int().check(z.gte(0), z.lte(64 * 1024 * 1024)),
  partitionAlign: whole,
  firmwareVersion: word,
  decoders: whole,
  security: maybe(z.literal(true)),
});

/** A switch has slots, a slot may have a switch. */
const cxlSlot: z.ZodMiniType<CxlSlot> = z.lazy(() =>
  record<CxlSlot>()({
    id: whole,
    pci: name,
    device: maybe(cxlDevice),
    switch: maybe(record<CxlSwitch>()({ pci: name, decoders: whole, ports: list(cxlSlot) })),
  }),
);

const cxl = record<CxlPlatform>()({
  windows: list(
    record<CxlWindow>()({
      start: whole,
      size: whole,
      ways: whole,
      granularity: whole,
      arithmetic: oneOf('modulo', 'xor'),
      targets: list(name),
      restrictions: list(oneOf('type2', 'type3', 'volatile', 'pmem', 'fixed')),
    }),
  ),
  hostBridges: list(
    record<CxlHostBridge>()({
      acpi: name,
      pci: name,
      uid: whole,
      registers: orNull(whole),
      decoders: whole,
      ports: list(cxlSlot),
    }),
  ),
  memdevs: list(name),
  committed: list(
    record<CxlCommitted>()({
      start: whole,
      size: whole,
      granularity: whole,
      devices: list(name),
      locked: flag,
    }),
  ),
});

/** A word that the kernel prints for a type. */
const e820Type = word.check(z.refine((type) => e820TypeOf(type) !== undefined));

export const platform = record<Platform>()({
  e820: list(record<E820Range>()({ ...range, type: e820Type })),
  reserved: list(record<ReservedRange>()({ ...range, name: word })),
  buses: list(bus),
  numa: list(record<NumaRange>()({ ...range, node: whole, hotplug: flag, nonVolatile: flag })),
  cpus: list(record<Cpu>()({ cpu: whole, node: integer })),
  pci: list(
    record<PciDevice>()({
      address: name,
      bars: list(record<PciBar>()({ index: whole, start: whole, size: whole })),
    }),
  ),
  virtioPmem: list(record<VirtioPmem>()({ address: whole, size: whole })),
  kernelImage: maybe(record<Range>()(range)),
  physBits: whole,
  hypervisor: flag,
  efi: flag,
  cxl: maybe(cxl),
});

/** A chunk is 256 bytes in base64. */
const chunk = z.string().check(z.regex(/^[A-Za-z0-9+/]{342}==$/));

const sparseBytes = record<SparseBytes>()({
  chunks: z.record(z.string().check(z.regex(/^\d{1,16}$/)), chunk),
});

const cxlMedia = record<CxlMedia>()({
  devices: table(record<CxlDeviceMedia>()({ label: sparseBytes, data: sparseBytes, nextRam: maybe(whole) })),
  routes: list(
    record<CxlRoute>()({
      start: whole,
      size: whole,
      granularity: whole,
      targets: list(orNull(record<CxlRouteTarget>()({ device: name, dpa: whole }))),
    }),
  ),
});

const media = record<Media>()({
  dimms: table(record<DimmMedia>()({ label: sparseBytes, data: sparseBytes })),
  ram: sparseBytes,
  cxl: maybe(cxlMedia),
});

export const firmware = record<Firmware>()({ platform, media });
