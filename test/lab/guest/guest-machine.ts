/** The machine that QEMU makes: RAM, NVDIMMs, virtio-pmem; from options or from a platform file. */
import { join } from 'node:path';
import type { Platform } from '../../../src/firmware/platform.ts';
import { alignUp, GiB, MiB } from '../../../src/lib/units.ts';
import { CXL_BOARD, CXL_ROOM, cxlArguments, type GuestCxl } from './guest-cxl.ts';
import { LabError } from './packages.ts';

/** One NVDIMM; sizes in bytes, the label area not included in `size`. */
export interface GuestDimm {
  size: number;
  labelSize: number;
  /** System physical address; QEMU chooses when it is absent. */
  address?: number;
}

export interface GuestVirtioPmem {
  size: number;
  address: number;
}

/** Configuration of QEMU's pc machine, or q35 with CXL devices. */
export interface GuestMachine {
  /** RAM in bytes. */
  memory: number;
  dimms: GuestDimm[];
  virtioPmem: GuestVirtioPmem[];
  /** RAM of each node in bytes, one CPU each; together `memory`. One node without a table when absent. */
  nodes?: readonly number[];
  cxl?: GuestCxl;
  /** More arguments, as they are. */
  qemu: string[];
}

/** Room above RAM for NVDIMMs and virtio-pmem. */
const MAX_MEMORY = 128 * GiB;

/**
 * Memory backend: a file if media must outlast a boot, else memory of the guest process. A flush of virtio-pmem
 * needs a file and fails on plain memory, so its device names a `volatile` backend of its own.
 */
function backend(id: string, size: number, mediaFolder?: string, volatile = 'memory-backend-ram'): string {
  const kind = mediaFolder === undefined ? volatile : 'memory-backend-file';
  const file =
    mediaFolder === undefined ? '' : `,mem-path=${join(mediaFolder, id)},share=on,align=${2 * MiB}`;
  return `${kind},id=${id},size=${size}${file}`;
}

function dimmArguments({ size, labelSize, address }: GuestDimm, index: number, media?: string): string[] {
  const labels = labelSize > 0 ? `,label-size=${labelSize}` : '';
  const at = address === undefined ? '' : `,addr=0x${address.toString(16)}`;
  return [
    ...['-object', backend(`m${index}`, size + labelSize, media)],
    ...['-device', `nvdimm,id=nv${index},memdev=m${index}${labels}${at}`],
  ];
}

function virtioArguments({ size, address }: GuestVirtioPmem, index: number, media?: string): string[] {
  return [
    ...['-object', backend(`v${index}`, size, media, 'memory-backend-memfd')],
    ...['-device', `virtio-pmem-pci,id=vp${index},memdev=v${index},memaddr=0x${address.toString(16)}`],
  ];
}

/** RAM in one piece, or a piece and a CPU for each node. */
function ramArguments({ memory, nodes }: GuestMachine, media?: string): string[] {
  if (nodes === undefined) return ['-object', backend('ram0', memory, media)];
  const node = (size: number, id: number): string[] => [
    ...['-object', backend(`ram${id}`, size, media)],
    ...['-numa', `node,nodeid=${id},memdev=ram${id},cpus=${id}`],
  ];
  return ['-smp', String(nodes.length), ...nodes.flatMap(node)];
}

/**
 * QEMU's arguments for a machine.
 *
 * @param media the folder that keeps RAM and DIMMs between boots; nothing is kept without it
 */
export function qemuArguments(machine: GuestMachine, media?: string): string[] {
  const { memory, dimms, virtioPmem, nodes, cxl, qemu } = machine;
  const slots = dimms.length + virtioPmem.length + (cxl === undefined ? 0 : 1);
  const most = memory + (cxl === undefined ? MAX_MEMORY : CXL_ROOM);
  const room = slots > 0 ? `,slots=${slots},maxmem=${most}B` : '';
  const ram = nodes === undefined ? ['memory-backend=ram0'] : [];
  const board = cxl === undefined ? 'pc' : CXL_BOARD;
  const options = [board, ...(dimms.length > 0 ? ['nvdimm=on'] : []), ...ram];
  return [
    ...['-machine', options.join(',')],
    ...['-m', `${memory}B${room}`],
    ...ramArguments(machine, media),
    ...dimms.flatMap((dimm, index) => dimmArguments(dimm, index, media)),
    ...virtioPmem.flatMap((device, index) => virtioArguments(device, index, media)),
    ...(cxl === undefined ? [] : cxlArguments(cxl)),
    ...qemu,
  ];
}

/**
 * The guest that comes nearest to a platform: as much RAM, its DIMMs where they are. QEMU's firmware makes the rest;
 * the recording holds what it made.
 *
 * @throws LabError for interleave sets, which QEMU has not
 */
export function guestOf(platform: Platform): GuestMachine {
  const ram = platform.e820.filter(({ type }) => type === 'usable');
  const memory = alignUp(
    ram.reduce((sum, { start, end }) => sum + (end + 1 - start), 0),
    128 * MiB,
  );
  const dimms = platform.buses.flatMap(({ dimms: listed, regions }) =>
    listed.map((dimm, index): GuestDimm => {
      const own = regions.find(({ mappings }) => mappings.some((mapping) => mapping.dimm === index));
      if (own === undefined || own.mappings.length > 1 || own.address === null)
        throw new LabError(
          'this platform has DIMMs that are interleaved or without a range: QEMU makes none such',
        );
      return { size: dimm.size, labelSize: dimm.labelSize, address: own.address };
    }),
  );
  return { memory, dimms, virtioPmem: [], qemu: [] };
}
