/** Shapes of the views' `--json`. */
import * as z from 'zod';
import type { VmemAltmap } from '../../../src/kernel/mm/state.ts';
import type { Band } from '../../../src/views/model/bands.ts';
import type { Filling } from '../../../src/views/model/contents.ts';
import type { DaxDeviceStatus, DaxRegionStatus } from '../../../src/views/model/dax-status.ts';
import type { NamespaceStatus } from '../../../src/views/model/namespace-status.ts';
import type { Cells, SectionContent } from '../../../src/views/model/section-cells.ts';
import type { SectionRow } from '../../../src/views/model/sections.ts';
import type { BusStatus, DimmStatus, RegionStatus, StatusModel } from '../../../src/views/model/status.ts';
import type { DmesgEntry } from '../../../src/views/text/dmesg.ts';
import type { E820Row, E820Side } from '../../../src/views/text/memory/e820.ts';
import type { IomemRow } from '../../../src/views/text/memory/iomem.ts';
import type { MemoryBlockRow } from '../../../src/views/text/memory/memory-blocks.ts';
import type { PagemapRow } from '../../../src/views/text/memory/pagemaps.ts';
import type {
  VmemmapDevice,
  VmemmapHome,
  VmemmapModel,
  VmemmapShare,
} from '../../../src/views/text/memory/vmemmap.ts';
import type { ZoneRow } from '../../../src/views/text/memory/zones.ts';
import { address, bytes, count, flag, output, outputOf, range, record, rows, text } from './parts.ts';

/** The model of `status`, and what the command adds. */
type StatusOutput = StatusModel & Record<'booted' | 'state' | 'changes', unknown>;

const home = z.enum(['boot', 'ram-pmd', 'ram-base', 'altmap', 'self-hosted']);
const content = {
  cells: z.array(record<Cells>()({ mark: text, count })),
  section: z.strictObject({ early: flag, online: flag, taint: flag, nid: z.int(), memmap: home }).nullable(),
  owners: z.array(text),
};
const section = record<SectionRow>()({
  first: count,
  last: count,
  start: address,
  end: address,
  ...content,
  before: record<SectionContent>()(content).optional(),
});

const band = record<Band>()({
  start: address,
  end: address,
  size: bytes,
  mark: text,
  label: text,
  section: count,
  offset: bytes,
  blocks: z.strictObject({ first: count, last: count, state: text, zone: text.nullable() }).optional(),
});

const filling = z.array(record<Filling>()({ kind: text, owner: text, mapped: flag, bytes }));
const side = record<E820Side>()({
  start: address,
  end: address,
  type: text,
  exact: z.strictObject({ start: text, end: text }).optional(),
});
const altmap = record<VmemAltmap>()({
  ...{ basePfn: count, endPfn: count, reserve: count },
  ...{ free: count, align: count, alloc: count },
});

const namespace = record<NamespaceStatus>()({
  name: text,
  mode: z.enum(['fsdax', 'devdax', 'system-ram', 'sector', 'raw']),
  map: z.enum(['mem', 'dev']).nullable(),
  enabled: flag,
  start: address,
  size: bytes,
  usable: bytes,
  device: text.nullable(),
  infoBlock: flag,
  uuid: text.nullable(),
});
const region = record<RegionStatus>()({
  name: text,
  kind: z.enum(['pmem', 'volatile']),
  start: address,
  size: bytes,
  enabled: flag,
  readOnly: flag,
  align: bytes,
  node: z.int(),
  dimms: z.array(text),
  namespaces: z.array(namespace),
});
const dimm = record<DimmStatus>()({
  name: text,
  enabled: flag,
  locked: flag,
  labelArea: bytes.nullable(),
  labelSize: bytes.nullable(),
});
const daxDevice = record<DaxDeviceStatus>()({
  name: text,
  mode: z.enum(['devdax', 'system-ram']),
  enabled: flag,
  size: bytes,
  ranges: count,
  align: bytes,
});
const daxRegion = record<DaxRegionStatus>()({
  name: text,
  start: address,
  size: bytes,
  available: bytes,
  align: bytes,
  node: z.int(),
  devices: z.array(daxDevice),
});

const cxlRegion = z.strictObject({
  name: text,
  mode: z.enum(['pmem', 'ram']),
  start: address.nullable(),
  size: bytes,
  ways: count,
  granularity: bytes,
  committed: flag,
  enabled: flag,
  memdevs: z.array(text.nullable()),
  user: text.nullable(),
});

const cxlWindow = z.strictObject({
  name: text,
  start: address,
  size: bytes,
  free: bytes,
  ways: count,
  granularity: bytes,
  uses: z.array(text),
  locked: flag,
  regions: z.array(cxlRegion),
});

const cxlMemdev = z.strictObject({
  name: text,
  pci: text,
  enabled: flag,
  ram: bytes,
  ramUsed: bytes,
  pmem: bytes,
  pmemUsed: bytes,
  uses: z.array(
    z.strictObject({ decoder: text, mode: text, start: address, size: bytes, region: text.nullable() }),
  ),
});

const cxlPort = z.strictObject({
  name: text,
  device: text,
  enabled: flag,
  get ports() {
    return z.array(cxlPort);
  },
  memdevs: z.array(cxlMemdev),
});

const cxlStatus = z.strictObject({
  root: text.nullable(),
  windows: z.array(cxlWindow),
  ports: z.array(cxlPort),
  apart: z.array(cxlMemdev),
});

export const VIEW_OUTPUTS = {
  sections: output({ sectionSize: bytes, subsectionSize: bytes, rows: z.array(section) }),
  map: output({
    sectionSize: bytes,
    blockSize: bytes,
    bands: z.array(band),
    devices: z
      .array(
        z.strictObject({
          memdev: text,
          bands: z.array(
            z.strictObject({ start: address, size: bytes, mode: text, mark: text, label: text }),
          ),
        }),
      )
      .optional(),
  }),
  zones: rows(
    record<ZoneRow>()({
      node: count,
      zone: text,
      startPfn: count,
      spanned: count,
      present: count,
      range: range.optional(),
      filling,
    }),
  ),
  iomem: rows(
    record<IomemRow>()({ name: text, start: address, end: address, depth: count, size: bytes, busy: flag }),
  ),
  e820: output({
    userDefined: flag,
    rows: z.array(record<E820Row>()({ bios: side.optional(), inForce: side.optional(), changed: flag })),
  }),
  blocks: output({
    blockSize: bytes,
    autoOnline: text,
    rows: z.array(
      record<MemoryBlockRow>()({
        first: count,
        last: count,
        start: address,
        end: address,
        state: z.enum(['online', 'offline']),
        node: count,
        zone: text.nullable(),
        early: flag,
        filling,
      }),
    ),
  }),
  pagemaps: rows(
    record<PagemapRow>()({
      id: count,
      owner: text,
      type: text,
      ranges: z.array(range),
      size: bytes,
      node: z.int(),
      altmap: altmap.optional(),
    }),
  ),
  vmemmap: outputOf<VmemmapModel>()({
    homes: z.array(record<VmemmapHome>()({ home, sections: count, bytes, describes: bytes })),
    shares: z.array(
      record<VmemmapShare>()({
        owner: text,
        kind: z.enum(['boot', 'hotplug', 'device', 'left']),
        namespace: text.optional(),
        home,
        bytes,
        describes: bytes,
      }),
    ),
    devices: z.array(
      record<VmemmapDevice>()({
        ...{ owner: text, used: bytes, lost: bytes, free: bytes },
        ...{ reserved: bytes, altmap },
      }),
    ),
    inRam: bytes,
    inDevices: bytes,
    inAdded: bytes.optional(),
    room: bytes.optional(),
  }),
  dmesg: output({
    entries: z.array(
      record<DmesgEntry>()({
        index: count,
        time: z.number(),
        level: text,
        lines: z.array(text),
        warning: z.strictObject({ text, at: text, function: text, calls: z.array(text) }).optional(),
      }),
    ),
  }),
  status: z.union([
    output({ booted: z.literal(false), state: text }),
    outputOf<StatusOutput>()({
      booted: z.literal(true),
      state: text,
      release: text,
      cmdline: text,
      crashed: text.optional(),
      memory: record<StatusModel['memory']>()({
        ...{ ram: bytes, added: bytes, pmem: bytes, soft: bytes },
        ...{ nodes: count, blockSize: bytes, autoOnline: text },
      }),
      platform: record<StatusModel['platform']>()({
        ...{ name: text.optional(), nvdimms: count, cxlDevices: count, virtioPmem: count },
        ...{ pciDevices: count, numaRanges: count, hypervisor: flag },
      }),
      buses: z.array(
        record<BusStatus>()({
          name: text,
          provider: text,
          dimms: z.array(dimm),
          regions: z.array(region),
        }),
      ),
      dax: z.array(daxRegion),
      cxl: cxlStatus.optional(),
      changes: z.strictObject({ with: z.array(text), without: z.array(text) }),
    }),
  ]),
};
