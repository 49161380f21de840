/**
 * The PCI root's windows on an emulated PC (QEMU's pc machine with SeaBIOS). They are always there, but a
 * list taken from a running machine's top-level resources lacks one that a `memmap=` range swallowed.
 */
import { alignUp, GiB, MiB, phys } from '../lib/units.ts';
import type { E820Range, ReservedRange } from './platform.ts';

const LIMIT_4G = 4 * GiB;
/** The last byte of the window below 4 GiB; the APICs follow. */
const LOW_END = 0xfebfffff;
const HIGH_SIZE = 2 * GiB;

const isWindow = ({ name }: ReservedRange): boolean => /^PCI Bus [0-9a-f]{4}:00$/.test(name);

const endBelow = (e820: readonly E820Range[], limit: number): number =>
  Math.max(0, ...e820.filter(({ end }) => end < limit).map(({ end }) => end + 1));

function highStart(e820: readonly E820Range[]): number {
  const ramEnds = e820.filter(({ type }) => type === 'usable').map(({ end }) => end + 1);
  return alignUp(Math.max(LIMIT_4G, ...ramEnds), GiB);
}

/**
 * The listed resources with the windows that must be there too: one from the end of low memory, and one of
 * 2 GiB from the end of RAM. Nothing is added to a list without a PCI root (its ACPI tables were hidden).
 */
export function withPciWindows(
  reserved: readonly ReservedRange[],
  e820: readonly E820Range[],
): ReservedRange[] {
  const windows = reserved.filter(isWindow);
  const name = windows[0]?.name;
  if (name === undefined) return [...reserved];
  const missing: ReservedRange[] = [];
  if (!windows.some(({ start }) => start >= MiB && start < LIMIT_4G))
    missing.push({ name, start: phys(endBelow(e820, LOW_END)), end: phys(LOW_END) });
  if (!windows.some(({ start }) => start >= LIMIT_4G)) {
    const start = highStart(e820);
    missing.push({ name, start: phys(start), end: phys(start + HIGH_SIZE - 1) });
  }
  return [...reserved, ...missing];
}
