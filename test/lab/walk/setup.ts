/** Machines to walk on: ranges by memmap=, or NVDIMMs, at sizes and addresses of all alignments. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alignUp, GiB, KiB, MiB } from '../../../src/lib/units.ts';
import { cxlOfPlatform, qemuDecoders, USUAL_WINDOW } from '../guest/guest-cxl.ts';
import type { GuestDimm, GuestMachine } from '../guest/guest-machine.ts';
import { qemuVersion } from '../guest/packages.ts';
import type { Dice } from './dice.ts';

/** Kinds of memory that a walk can have. */
export const SETUPS = ['e820', 'nfit', 'soft', 'virtio', 'nodes', 'cxl'] as const;
export type SetupKind = (typeof SETUPS)[number];

/** One boot of a walk. */
export interface Setup {
  machine: GuestMachine;
  cmdline: string;
  /** Platform that memsim boots to choose names; the recording has the one that the guest saw. */
  platform: unknown;
}

const readPlatformFile = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join('fixtures/platforms', `${name}.json`), 'utf8'));

const SIZES = [
  16 * MiB,
  18 * MiB,
  64 * MiB,
  126 * MiB,
  128 * MiB,
  256 * MiB,
  512 * MiB,
  1000 * MiB,
  GiB,
  2 * GiB,
];
const OFFSETS = [0, 0, 0, 4 * KiB, 8 * KiB, MiB, 2 * MiB, 16 * MiB, 64 * MiB, 128 * MiB, 512 * MiB, -4 * KiB];
const GAPS = [0, 4 * KiB, MiB, 2 * MiB, 62 * MiB, 64 * MiB, 128 * MiB];

interface Range {
  start: number;
  size: number;
}

/** Ranges in the RAM from 8 GiB on. */
function memmapRanges(dice: Dice): Range[] {
  const ranges: Range[] = [];
  let at = 8 * GiB + dice.pick(OFFSETS);
  for (let count = 1 + dice.below(3); count > 0; count--) {
    const size = dice.pick(SIZES) + (dice.chance(15) ? dice.pick([4 * KiB, -4 * KiB, MiB]) : 0);
    ranges.push({ start: at, size });
    at = alignUp(at + size, dice.pick([MiB, 2 * MiB, 128 * MiB])) + dice.pick(GAPS);
  }
  return ranges;
}

const hex = (value: number): string => `0x${value.toString(16)}`;
const memmap = (ranges: readonly Range[]): string =>
  ranges.map(({ start, size }) => `memmap=${hex(size)}!${hex(start)}`).join(' ');

const MEMORY = 14 * GiB;
const MEMORY_WITH_DIMMS = 4 * GiB;

function memmapSetups(dice: Dice): Setup[] {
  const machine = { memory: MEMORY, dimms: [], virtioPmem: [], qemu: [] };
  const platform = readPlatformFile('qemu-14g');
  const ranges = memmapRanges(dice);
  const [first, ...rest] = ranges;
  const moved = { start: first!.start, size: first!.size - dice.pick([0, 0, 2 * MiB, 4 * KiB, 16 * MiB]) };
  return [ranges, [moved, ...rest]].map((list) => ({ machine, platform, cmdline: memmap(list) }));
}

const LABELS = [128 * KiB, 128 * KiB, 300 * KiB, 2 * MiB, 0];
/** Above RAM, aligned as QEMU requires of DIMMs. */
const FIRST_DIMM = 9 * GiB;

function newDimms(dice: Dice): Required<GuestDimm>[] {
  const dimms: Required<GuestDimm>[] = [];
  let address = FIRST_DIMM + alignUp(Math.max(0, dice.pick(OFFSETS)), 2 * MiB);
  for (let count = 1 + dice.below(2); count > 0; count--) {
    const size = alignUp(dice.pick(SIZES), 2 * MiB) + dice.pick([0, 0, 2 * MiB]);
    dimms.push({ size, labelSize: dice.pick(LABELS), address });
    address = alignUp(address + size + dice.pick(GAPS), 2 * MiB);
  }
  return dimms;
}

/** QEMU's DIMMs as a platform file has them. */
const asPlatform = (dimms: readonly Required<GuestDimm>[]): unknown => ({
  ...readPlatformFile('one-dimm'),
  nvdimms: dimms.map(({ size, labelSize, address }, index) => ({
    ...{ handle: index + 1, physId: 0, vendorId: '0x8086', serial: 0x123456 + index },
    ...{ size, labelSize, address },
  })),
});

function nfitSetups(dice: Dice): Setup[] {
  const dimms = newDimms(dice);
  const by = dice.pick([0, 2 * MiB, 64 * MiB, 128 * MiB, GiB]);
  const moved = dimms.map((dimm) => ({ ...dimm, address: dimm.address + by }));
  return [dimms, moved].map((list) => ({
    machine: { memory: MEMORY_WITH_DIMMS, dimms: list, virtioPmem: [], qemu: [] },
    platform: asPlatform(list),
    cmdline: '',
  }));
}

/** Ranges that the firmware keeps for devices, made by memmap= out of RAM. */
function softSetups(dice: Dice): Setup[] {
  const machine = { memory: MEMORY, dimms: [], virtioPmem: [], qemu: [] };
  const words = memmapRanges(dice).map(({ start, size }) => `memmap=${hex(size)}%${hex(start)}-1+0xefffffff`);
  return [{ machine, platform: readPlatformFile('qemu-14g'), cmdline: words.join(' ') }];
}

const VIRTIO_SIZES = [128 * MiB, 256 * MiB, 512 * MiB, GiB, 2 * GiB];

function virtioSetups(dice: Dice): Setup[] {
  const virtioPmem = [
    { size: dice.pick(VIRTIO_SIZES), address: FIRST_DIMM + alignUp(Math.abs(dice.pick(OFFSETS)), 2 * MiB) },
  ];
  const machine = { memory: MEMORY_WITH_DIMMS, dimms: [], virtioPmem, qemu: [] };
  const { nvdimms: _, ...board } = readPlatformFile('one-dimm');
  return [{ machine, platform: { ...board, virtioPmem }, cmdline: '' }];
}

/** RAM of 7 GiB in two nodes, and pmem out of the second. */
function nodeSetups(dice: Dice): Setup[] {
  const [low, high] = [3 * GiB, 4 * GiB];
  const ranges = memmapRanges(dice).map((range) => ({ ...range, start: range.start - 3 * GiB }));
  const numa = [
    { start: 0, end: low - 1, node: 0 },
    { start: 4 * GiB, end: 4 * GiB + high - 1, node: 1 },
  ];
  const machine = { memory: low + high, dimms: [], virtioPmem: [], nodes: [low, high], qemu: [] };
  return [
    { machine, platform: { ...readPlatformFile('qemu-14g'), numa }, cmdline: memmap(ranges.slice(0, 2)) },
  ];
}

/** One to four devices in a window that may be too small for all of them. */
function cxlSetups(dice: Dice): Setup[] {
  const decoders = qemuDecoders(qemuVersion());
  // Versions of QEMU with one decoder have no volatile capacity.
  const kinds = decoders > 1 ? ['pmem', 'ram', 'both'] : ['pmem'];
  const devices = Array.from({ length: 1 + dice.below(4) }, () => {
    const [size, kind] = [dice.pick([GiB, GiB, 512 * MiB]), dice.pick(kinds)];
    return { pmem: kind === 'ram' ? 0 : size, ram: kind === 'pmem' ? 0 : size };
  });
  const cxl = { window: dice.pick([GiB, 4 * GiB, 8 * GiB]), devices, decoders, hasSwitch: dice.chance(30) };
  const machine = { memory: MEMORY_WITH_DIMMS, dimms: [], virtioPmem: [], cxl, qemu: [] };
  const { nvdimms: _, ...board } = readPlatformFile('one-dimm');
  return [
    {
      machine,
      platform: { ...board, hypervisor: false, cxl: cxlOfPlatform(cxl, USUAL_WINDOW) },
      cmdline: '',
    },
  ];
}

const MAKERS: Readonly<Record<SetupKind, (dice: Dice) => Setup[]>> = {
  e820: memmapSetups,
  nfit: nfitSetups,
  soft: softSetups,
  virtio: virtioSetups,
  nodes: nodeSetups,
  cxl: cxlSetups,
};

/** A machine to walk on, and for some kinds the same one after a reboot that may move its memory. */
export const newSetups = (kind: SetupKind, dice: Dice): Setup[] => MAKERS[kind](dice);
