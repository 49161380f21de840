/** Shapes of the views' `--json`. */
import * as z from 'zod';
import { address, bytes, count, flag, output, range, rows, text } from './parts.ts';

const section = z.looseObject({
  first: count,
  last: count,
  start: address,
  end: address,
  cells: z.array(z.looseObject({ mark: text, count })),
  owners: z.array(text),
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
    bands: z.array(z.looseObject({ start: address, end: address, size: bytes, mark: text, label: text })),
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
  zones: rows(z.looseObject({ node: count, zone: text, startPfn: count, spanned: count, present: count })),
  iomem: rows(z.looseObject({ name: text, start: address, end: address, depth: count, size: bytes })),
  e820: output({ userDefined: flag, rows: z.array(z.looseObject({ changed: flag })) }),
  blocks: output({
    blockSize: bytes,
    autoOnline: text,
    rows: z.array(
      z.looseObject({
        first: count,
        last: count,
        start: address,
        end: address,
        state: z.enum(['online', 'offline']),
        node: count,
        zone: text.nullable(),
        early: flag,
      }),
    ),
  }),
  pagemaps: rows(z.looseObject({ id: count, owner: text, type: text, ranges: z.array(range), size: bytes })),
  vmemmap: output({
    homes: z.array(z.looseObject({ home: text, sections: count, bytes, describes: bytes })),
    shares: z.array(z.looseObject({ owner: text, home: text, bytes, describes: bytes })),
    devices: z.array(z.looseObject({ owner: text, used: bytes, lost: bytes, free: bytes })),
    inRam: bytes,
    inDevices: bytes,
    room: bytes,
  }),
  dmesg: output({
    entries: z.array(z.looseObject({ index: count, time: z.number(), level: text, lines: z.array(text) })),
  }),
  status: z.union([
    output({ booted: z.literal(false), state: text }),
    z.looseObject({
      ...output({}).shape,
      booted: z.literal(true),
      state: text,
      release: text,
      cmdline: text,
      memory: z.looseObject({ ram: bytes, added: bytes, pmem: bytes, soft: bytes, nodes: count }),
      platform: z.looseObject({ name: text, nvdimms: count, cxlDevices: count, hypervisor: flag }),
      buses: z.array(z.looseObject({ name: text, provider: text })),
      dax: z.array(z.looseObject({ name: text })),
      cxl: cxlStatus.optional(),
      changes: z.strictObject({ with: z.array(text), without: z.array(text) }),
    }),
  ]),
};
