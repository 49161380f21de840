/**
 * What a bus knows of bad memory, and how a write heals it: models drivers/nvdimm/badrange.c and
 * nvdimm_clear_poison() of bus.c, 4.20 to 6.12. The list holds physical byte ranges; region, disk and
 * namespace have lists of sectors made from it. No command makes memory bad: what is, the saved machine says.
 */
import { ERRNO } from '../../lib/errno.ts';
import { intersection, type Range } from '../../lib/range.ts';
import { type BadBlocks, badblocks_clear, badblocks_init, badblocks_set } from '../block/badblocks.ts';
import { SECTOR_SIZE } from '../block/genhd.ts';
import type { Kernel } from '../kernel.ts';
import { nvdimm_bus_commands } from './bus/commands.ts';
import { walk_to_nvdimm_bus } from './devices.ts';
import type { NdBus, NdRegion } from './state.ts';

/** What a bus that can clear errors clears at a time, and aligns to. */
export const CLEAR_ERROR_UNIT = 256;

/** Drops `length` bytes from `start` of what is known to be bad; entries shrink or split. */
function badrange_forget(bus: NdBus, start: number, length: number): void {
  const end = start + length - 1;
  bus.badrange = (bus.badrange ?? []).flatMap((entry) => {
    const last = entry.start + entry.length - 1;
    if (last < start || entry.start > end) return [entry];
    return [
      { start: entry.start, length: start - entry.start },
      { start: end + 1, length: last - end },
    ].filter((rest) => rest.length > 0);
  });
}

/** Marks what the bus knows to be bad in `range` (physical bytes), as sectors from the range's start. */
function nvdimm_badblocks_populate(k: Kernel, region: NdRegion, bad: BadBlocks, range: Range): void {
  for (const { start, length } of walk_to_nvdimm_bus(k, region.name).badrange ?? []) {
    const part = intersection({ start, end: start + length - 1 }, range);
    if (part === undefined) continue;
    const first = Math.floor((part.start - range.start) / SECTOR_SIZE);
    const last = Math.floor((part.end - range.start) / SECTOR_SIZE);
    badblocks_set(bad, first, last - first + 1);
  }
}

/** A list of the bad sectors of `range`, physical bytes. */
export function badblocks_of(k: Kernel, region: NdRegion, range: Range): BadBlocks {
  const bad = badblocks_init();
  nvdimm_badblocks_populate(k, region, bad, range);
  return bad;
}

/** True when `size` bytes from `sector` on touch a bad sector (is_bad_pmem). */
export const is_bad_pmem = (bad: BadBlocks, sector: number, size: number): boolean =>
  bad.ranges.length > 0 &&
  bad.ranges.some((r) => r.start < sector + Math.ceil(size / SECTOR_SIZE) && r.end >= sector);

/** After the platform cleared bytes: the bus's list and every region's sectors follow. */
export function nvdimm_account_cleared_poison(k: Kernel, bus: NdBus, start: number, cleared: number): void {
  if (cleared <= 0) return;
  badrange_forget(bus, start, cleared);
  if (cleared < SECTOR_SIZE) return;
  for (const name of bus.regions) {
    const region = k.state.nd.regions[name];
    if (region?.badblocks === undefined) continue;
    const range = { start: region.start, end: region.start + region.size - 1 };
    const part = intersection(range, { start, end: start + cleared - 1 });
    if (part === undefined) continue;
    const first = Math.floor((part.start - region.start) / SECTOR_SIZE);
    badblocks_clear(region.badblocks, first, Math.floor((part.end - part.start + 1) / SECTOR_SIZE));
  }
}

/**
 * Asks the platform to clear errors in physical memory. A bus without commands (e820) is believed to have
 * done so; one whose commands lack `clear_error` cannot.
 *
 * @param device any device on the bus
 * @returns bytes cleared, or -ENXIO / -ENOTTY
 */
export function nvdimm_clear_poison(k: Kernel, device: string, start: number, length: number): number {
  const bus = walk_to_nvdimm_bus(k, device);
  if (bus.firmware === null) return length;
  const commands = nvdimm_bus_commands(k, bus);
  if (!commands.includes('ars_cap') || !commands.includes('clear_error')) return -ERRNO.ENOTTY;
  if (start % CLEAR_ERROR_UNIT !== 0 || length % CLEAR_ERROR_UNIT !== 0) return -ERRNO.ENXIO;
  nvdimm_account_cleared_poison(k, bus, start, length);
  return length;
}
