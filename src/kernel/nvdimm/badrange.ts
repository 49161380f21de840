/**
 * Bad memory ranges of a bus and their clearing on write: models drivers/nvdimm/badrange.c and
 * nvdimm_clear_poison() of bus.c, 4.20 to 6.12. The list holds physical byte ranges; region, disk and
 * namespace hold sector lists derived from it. The ranges come from a scrub or from the saved machine.
 */
import { ERRNO } from '../../lib/errno.ts';
import { intersection, type Range, rangeSize } from '../../lib/range.ts';
import { type BadBlocks, badblocks_clear, badblocks_init, badblocks_set } from '../block/badblocks.ts';
import { SECTOR_SIZE } from '../block/genhd.ts';
import type { Kernel } from '../kernel.ts';
import { nvdimm_bus_commands } from './bus/commands.ts';
import { walk_to_nvdimm_bus } from './devices.ts';
import type { Badrange, NdBus, NdRegion } from './state.ts';

/** Clear-error unit of a bus in bytes: alignment and granularity of a request. */
export const CLEAR_ERROR_UNIT = 256;

/** Adds a range; one that starts where an entry does only extends that entry. */
export function badrange_add(list: Badrange[], start: number, length: number): void {
  const known = list.find((entry) => entry.start === start);
  if (known === undefined) list.push({ start, length });
  else known.length = Math.max(known.length, length);
}

/** The ranges without `length` bytes from `start`; entries shrink or split. */
export function badrange_forget(list: readonly Badrange[], start: number, length: number): Badrange[] {
  const end = start + length - 1;
  return list.flatMap((entry) => {
    const last = entry.start + entry.length - 1;
    if (last < start || entry.start > end) return [entry];
    return [
      { start: entry.start, length: start - entry.start },
      { start: end + 1, length: last - end },
    ].filter((rest) => rest.length > 0);
  });
}

/** The parts of bad ranges that lie in `range`, in their order. */
export const badrange_in = (list: readonly Badrange[], range: Range): Badrange[] =>
  list.flatMap(({ start, length }) => {
    const part = intersection({ start, end: start + length - 1 }, range);
    return part === undefined ? [] : [{ start: part.start, length: rangeSize(part) }];
  });

/** Bad ranges of the medium behind a bus, which a scrub finds. */
export const medium_badrange = (bus: NdBus): readonly Badrange[] => bus.poison ?? bus.badrange ?? [];

/**
 * Adds the bad ranges that intersect `range` (physical bytes) to `bad`, as sectors relative to the range's
 * start.
 */
export function nvdimm_badblocks_populate(k: Kernel, region: NdRegion, bad: BadBlocks, range: Range): void {
  for (const { start, length } of badrange_in(walk_to_nvdimm_bus(k, region.name).badrange ?? [], range)) {
    const first = Math.floor((start - range.start) / SECTOR_SIZE);
    const last = Math.floor((start + length - 1 - range.start) / SECTOR_SIZE);
    badblocks_set(bad, first, last - first + 1);
  }
}

/** Bad sectors of `range` (physical bytes), relative to its start. */
export function badblocks_of(k: Kernel, region: NdRegion, range: Range): BadBlocks {
  const bad = badblocks_init();
  nvdimm_badblocks_populate(k, region, bad, range);
  return bad;
}

/** Returns true if `size` bytes from `sector` on overlap a bad sector (is_bad_pmem). */
export const is_bad_pmem = (bad: BadBlocks, sector: number, size: number): boolean =>
  bad.ranges.length > 0 &&
  bad.ranges.some((r) => r.start < sector + Math.ceil(size / SECTOR_SIZE) && r.end >= sector);

/**
 * Removes cleared bytes from the bad ranges of medium and bus and from the sector lists of the bus's regions.
 */
export function nvdimm_account_cleared_poison(k: Kernel, bus: NdBus, start: number, cleared: number): void {
  if (cleared <= 0) return;
  if (bus.poison !== undefined) bus.poison = badrange_forget(bus.poison, start, cleared);
  bus.badrange = badrange_forget(bus.badrange ?? [], start, cleared);
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
 * Clears errors in physical memory through the bus. A bus without commands (e820) reports success; a bus
 * whose commands lack `clear_error` fails.
 *
 * @param device any device on the bus
 * @returns bytes cleared, or -ENXIO (unaligned), -ENOTTY (no such command)
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
