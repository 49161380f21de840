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

export const VIEW_OUTPUTS = {
  sections: output({ sectionSize: bytes, subsectionSize: bytes, rows: z.array(section) }),
  map: output({
    sectionSize: bytes,
    blockSize: bytes,
    bands: z.array(z.looseObject({ start: address, end: address, size: bytes, mark: text, label: text })),
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
      platform: z.looseObject({ name: text, nvdimms: count, hypervisor: flag }),
      buses: z.array(z.looseObject({ name: text, provider: text })),
      dax: z.array(z.looseObject({ name: text })),
      changes: z.strictObject({ with: z.array(text), without: z.array(text) }),
    }),
  ]),
};
