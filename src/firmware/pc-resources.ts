/**
 * Fixed resources of an emulated PC (QEMU's pc machine with SeaBIOS): windows of the PCI root, IOAPIC and
 * HPET. The top-level resources of a running machine do not list those that lie below a `memmap=` range.
 */
import { alignUp, GiB, MiB } from '../lib/units.ts';
import type { E820Range, ReservedRange } from './platform.ts';

const LIMIT_4G = 4 * GiB;
/** Last byte of the window below 4 GiB, which ends at the APICs. */
const LOW_END = 0xfebfffff;
const HIGH_SIZE = 2 * GiB;

const isWindow = ({ name }: ReservedRange): boolean => /^PCI Bus [0-9a-f]{4}:00$/.test(name);

const endBelow = (e820: readonly E820Range[], limit: number): number =>
  Math.max(0, ...e820.filter(({ end }) => end < limit).map(({ end }) => end + 1));

function highStart(e820: readonly E820Range[]): number {
  const ramEnds = e820.filter(({ type }) => type === 'usable').map(({ end }) => end + 1);
  return alignUp(Math.max(LIMIT_4G, ...ramEnds), GiB);
}

/** Window from the end of low memory to the APICs. */
const lowWindow = (name: string, e820: readonly E820Range[]): ReservedRange => ({
  name,
  start: endBelow(e820, LOW_END),
  end: LOW_END,
});

/** Window of 2 GiB after the end of RAM; its address is unknown on a machine with NVDIMMs. */
function highWindow(name: string, e820: readonly E820Range[]): ReservedRange {
  const start = highStart(e820);
  return { name, start, end: start + HIGH_SIZE - 1 };
}

const device = (name: string, start: number): ReservedRange => ({
  name,
  start,
  end: start + 0x3ff,
});
const DEVICES: readonly ReservedRange[] = [device('IOAPIC 0', 0xfec00000), device('HPET 0', 0xfed00000)];

/** Names of top-level resources that the kernel creates; a list taken from a running machine contains them. */
const MADE_BY_KERNEL = /^(?:hmem\.\d+|Soft Reserved|namespace\d+\.\d+)$/;

/** Removes the resources that the kernel creates. */
export const withoutMemory = (reserved: readonly ReservedRange[]): ReservedRange[] =>
  reserved.filter(({ name }) => !MADE_BY_KERNEL.test(name));

/**
 * Adds the fixed resources that a list lacks. A list without a PCI root is returned unchanged: a machine
 * booted without ACPI tables has none.
 */
export function withPcResources(
  reserved: readonly ReservedRange[],
  e820: readonly E820Range[],
  hasNvdimms: boolean,
): ReservedRange[] {
  const windows = reserved.filter(isWindow);
  const name = windows[0]?.name;
  if (name === undefined) return [...reserved];
  const has = (from: number, to: number): boolean => windows.some(({ start }) => start >= from && start < to);
  return [
    ...reserved,
    ...(has(MiB, LIMIT_4G) ? [] : [lowWindow(name, e820)]),
    ...DEVICES.filter((wanted) => !reserved.some((listed) => listed.name === wanted.name)),
    ...(hasNvdimms || has(LIMIT_4G, Number.MAX_SAFE_INTEGER) ? [] : [highWindow(name, e820)]),
  ];
}
