/** Explanation of `hotplug-dram`: the attempt on a copy, its arithmetic, and ranges that the kernel would take. */
import { acpi_scan_device_check } from '../kernel/acpi/scan.ts';
import { memmap_room } from '../kernel/arch/x86/init_64/vmemmap.ts';
import { format_resource } from '../kernel/kernel/resource/resource.ts';
import type { Resource } from '../kernel/kernel/resource/state.ts';
import { childrenOf, IOMEM, resource } from '../kernel/kernel/resource/tree.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { mhp_supports_memmap_on_memory } from '../kernel/mm/memory_hotplug/memmap-on-memory.ts';
import { SECTION_SIZE, STRUCT_PAGE_SIZE } from '../kernel/mm/mmzone.ts';
import { errnoName, strerror } from '../lib/errno.ts';
import { parseQuantity, typedSize } from '../lib/quantity.ts';
import { contains, overlaps, type Range, rangeSize } from '../lib/range.ts';
import { alignDown, alignUp, hex, PAGE_SIZE } from '../lib/units.ts';
import type { Machine } from '../machine/machine.ts';
import type { FixCandidate, FixCase } from './candidates.ts';
import { NODE, optionOf, withOption, withoutOption } from './options.ts';
import { atLeast, multiple, type Sums } from './sums.ts';

export const isHotPlug = (argv: readonly string[]): boolean => argv[0] === 'hotplug-dram';

interface Request {
  range: Range;
  node: number | undefined;
}

/** Addresses and node of the command; undefined for words that are no sizes. */
function requestOf(argv: readonly string[]): Request | undefined {
  const operands = withoutOption(argv, NODE).filter((word) => !word.startsWith('-'));
  const [start, size] = [parseQuantity(operands[1]), parseQuantity(operands[2])];
  const node = optionOf(argv, NODE);
  if (start === undefined || size === undefined) return undefined;
  return { range: { start, end: start + size - 1 }, node: node === undefined ? undefined : Number(node) };
}

/** Runs the command on a copy of the machine. */
export function plug({ kernel }: Machine, argv: readonly string[]): { rc: number; stderr: string } {
  const request = requestOf(argv);
  if (request === undefined) return { rc: 2, stderr: '' };
  const { range, node } = request;
  const { device, error } = acpi_scan_device_check(kernel, range.start, rangeSize(range), node);
  if (error === 0) return { rc: 0, stderr: '' };
  return { rc: 1, stderr: `${device.name}: ${strerror(-error)} (${errnoName(-error)})\n` };
}

/** Unit of start and size of added RAM. */
const unitOf = (k: Kernel): number =>
  k.has('hotplug-block-alignment') ? k.state.mm.blockSize : SECTION_SIZE;

/**
 * Resources that keep a driver from the range: those in use that overlap it, and unused ones that overlap a part;
 * an unused one that contains the range takes it as a child.
 */
function inTheWay(k: Kernel, range: Range, parent = resource(k, IOMEM)): Resource[] {
  return childrenOf(k, parent)
    .filter((other) => overlaps(other, range))
    .flatMap((other) => (other.busy || !contains(other, range) ? [other] : inTheWay(k, range, other)));
}

const memmapOf = (size: number): number => (size / PAGE_SIZE) * STRUCT_PAGE_SIZE;

/** The struct pages and the RAM for them; empty if they are in the added memory. */
function roomFor(k: Kernel, size: number): Sums {
  if (mhp_supports_memmap_on_memory(k, size)) return { sums: [], tests: [] };
  const [needed, room] = [memmapOf(size), memmap_room(k)];
  return {
    sums: [
      { name: 'struct pages', value: needed, unit: 'bytes', how: '64 B for each page of 4 KiB' },
      { name: 'room for them', value: room, unit: 'bytes', how: 'free RAM' },
    ],
    tests: [atLeast('room for struct pages', room, needed)],
  };
}

/** The arithmetic of the command, and the resources that hold its addresses; undefined for another command. */
export function plugFacts(k: Kernel, argv: readonly string[]): (Sums & { said: string[] }) | undefined {
  const range = isHotPlug(argv) ? requestOf(argv)?.range : undefined;
  if (range === undefined || rangeSize(range) === 0) return undefined;
  const { start, end } = range;
  const [unit, size, held] = [unitOf(k), rangeSize(range), inTheWay(k, range)];
  const how = k.has('hotplug-block-alignment') ? 'block_size_bytes' : 'a section, before 4.18';
  const room = roomFor(k, size);
  return {
    said: held.map((other) => `${format_resource(other)} is ${other.name}`),
    sums: [{ name: 'unit', value: unit, unit: 'bytes', how }, ...room.sums],
    tests: [
      multiple('start by unit', start, unit),
      multiple('size by unit', size, unit),
      atLeast('within all addresses', resource(k, IOMEM).end, end),
      { name: 'no other resource', kind: 'free', left: start, right: end, ok: held.length === 0 },
      ...room.tests,
    ],
  };
}

/** The first free range of this size from `from` up. */
function freeFrom(k: Kernel, from: number, size: number): Range {
  const unit = unitOf(k);
  let start = alignUp(from, unit);
  for (;;) {
    const held = inTheWay(k, { start, end: start + size - 1 });
    if (held.length === 0) return { start, end: start + size - 1 };
    start = alignUp(Math.max(...held.map(({ end }) => end)) + 1, unit);
  }
}

/** Ranges of whole units at free addresses: as large as the one of the command, then as large as RAM has room for. */
export function* plugRanges({ machine: { kernel: k }, argv }: FixCase): Generator<FixCandidate> {
  const request = isHotPlug(argv) ? requestOf(argv) : undefined;
  if (request === undefined) return;
  const { range, node } = request;
  const unit = unitOf(k);
  const room = alignDown((memmap_room(k) / STRUCT_PAGE_SIZE) * PAGE_SIZE, unit);
  const wanted = Math.max(unit, alignUp(rangeSize(range), unit));
  for (const size of [wanted, alignDown(Math.min(rangeSize(range), room), unit)]) {
    if (size <= 0) continue;
    const { start } = freeFrom(k, range.start, size);
    const words = ['hotplug-dram', hex(start), typedSize(size)];
    yield {
      what: `${typedSize(size)} at ${hex(start)}, free addresses`,
      argv: node === undefined ? words : withOption(words, NODE, `${node}`),
    };
  }
}
