/**
 * Ranges of dax devices: models alloc_dev_dax_range(), dev_dax_resize() and the attributes size, mapping and
 * align of drivers/dax/bus.c, 5.10 (fcffb6a1df92) to 6.18. The child resources of a region are derived from the
 * ranges of its devices.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { overlaps, type Range, rangeSize } from '../../../lib/range.ts';
import { alternateHex, isAligned, PAGE_SIZE } from '../../../lib/units.ts';
import { PMD_SIZE, PUD_SIZE } from '../../arch/x86/pgtable.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { dev_WARN, once } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtoull } from '../../lib/kstrtox.ts';
import { memremap_compat_align } from '../../mm/memremap/memremap.ts';
import { traced } from '../../trace.ts';
import type { DaxDevice, DaxRegion } from '../state.ts';
import { dax_region_devices, dev_dax_size, to_dax_region } from './bus.ts';

/** Range of a region that is allocated to a device. */
export interface Allocation extends Range {
  device: string;
}

/** Child resources of a region, ascending by address. */
const dax_region_resources = (k: Kernel, region: DaxRegion): Allocation[] =>
  dax_region_devices(k, region)
    .flatMap(({ name, ranges }) => ranges.map(({ start, end }) => ({ device: name, start, end })))
    .sort((a, b) => a.start - b.start);

/** Unallocated bytes of a region. */
export const dax_region_avail_size = (k: Kernel, region: DaxRegion): number =>
  dax_region_resources(k, region).reduce((left, taken) => left - rangeSize(taken), rangeSize(region.range));

/** Returns true if `size` is a multiple of the device's alignment and of the smallest mappable unit. */
const alloc_is_aligned = (device: DaxDevice, size: number): boolean =>
  isAligned(size, Math.max(device.align, memremap_compat_align()));

/**
 * Allocates a range and appends it to a device.
 *
 * @param start physical address in bytes
 * @param size bytes; 0 for the initial allocation of a device without a size
 * @returns 0, -EBUSY (size 0 for a device that has ranges), -ENOMEM (outside the region, or allocated)
 */
export const alloc_dev_dax_range = traced(
  'alloc_dev_dax_range',
  (k: Kernel, device: DaxDevice, start: number, size: number): number => {
    if (size === 0) {
      if (device.ranges.length === 0) return 0;
      const log = { driver: device.core.driver ?? 'dax', name: device.name };
      once(k, 'alloc_dev_dax_range', () =>
        dev_WARN(k, log, WARN_SITES.daxZeroSize, '0-size allocation must be first'),
      );
      return -ERRNO.EBUSY;
    }
    const region = to_dax_region(k, device);
    const wanted = { start, end: start + size - 1 };
    const inside = wanted.start >= region.range.start && wanted.end <= region.range.end && size > 0;
    if (!inside || dax_region_resources(k, region).some((taken) => overlaps(taken, wanted)))
      return -ERRNO.ENOMEM;
    device.ranges.push(wanted);
    return 0;
  },
  (device, start, size) => `${device.name} ${alternateHex(start)} + ${alternateHex(size)}`,
);

/** Frees ranges from the last on; the last remaining range is cut at its end. */
function dev_dax_shrink(device: DaxDevice, size: number): number {
  let excess = dev_dax_size(device) - size;
  while (excess > 0) {
    const last = device.ranges.at(-1)!;
    if (excess < rangeSize(last)) {
      last.end -= excess;
      return 0;
    }
    excess -= rangeSize(last);
    device.ranges.pop();
  }
  return 0;
}

/** Returns true if the resource is the last range of the device, which can grow into the gap after it. */
function adjust_ok(device: DaxDevice, { device: owner, start, end }: Allocation): boolean {
  const last = device.ranges.at(-1);
  return owner === device.name && last?.start === start && last.end === end;
}

interface Gap {
  start: number;
  size: number;
  /** Resource before the gap. */
  after: Allocation | undefined;
}

/** First gap of a region; its size is 0 if there is none. */
function firstGap({ range }: DaxRegion, taken: readonly Allocation[]): Gap {
  let start: number = range.start;
  let after: Allocation | undefined;
  for (const next of taken) {
    if (next.start > start) return { start, size: next.start - start, after };
    start = next.end + 1;
    after = next;
  }
  return { start, size: range.end + 1 - start, after };
}

/** Allocates the gaps of the region to a device, in ascending order. Returns 0, -ENOSPC or -ENOMEM. */
function grow(k: Kernel, region: DaxRegion, device: DaxDevice, bytes: number): number {
  for (let left = bytes; left > 0; ) {
    const gap = firstGap(region, dax_region_resources(k, region));
    if (gap.size <= 0) return -ERRNO.ENOSPC;
    const size = Math.min(gap.size, left);
    const last = device.ranges.at(-1);
    if (last !== undefined && gap.after !== undefined && adjust_ok(device, gap.after)) last.end += size;
    else {
      const rc = alloc_dev_dax_range(k, device, gap.start, size);
      if (rc !== 0) return rc;
    }
    left -= size;
  }
  return 0;
}

/** Returns 0, -EBUSY (the device has a driver) or -ENOSPC. */
const dev_dax_resize = traced(
  'dev_dax_resize',
  (k: Kernel, region: DaxRegion, device: DaxDevice, size: number): number => {
    if (device.core.driver !== null) return -ERRNO.EBUSY;
    const now = dev_dax_size(device);
    if (size > now && size - now > dax_region_avail_size(k, region)) return -ERRNO.ENOSPC;
    return size <= now ? dev_dax_shrink(device, size) : grow(k, region, device, size - now);
  },
  (_region, device, size) => `${device.name} to ${alternateHex(size)}`,
);

/** Store of `size`: returns 0, -EINVAL (no number, or not aligned), -EBUSY or -ENOSPC. */
export function size_store(k: Kernel, device: DaxDevice, text: string): number {
  const size = kstrtoull(text);
  if (size < 0) return size;
  if (!alloc_is_aligned(device, size)) return -ERRNO.EINVAL;
  return dev_dax_resize(k, to_dax_region(k, device), device, size);
}

/** Parses `START-END`, hex numbers with or without 0x, the end inclusive; returns an errno for other texts. */
function range_parse(text: string): Range | number {
  const found = /^(.*?)-(.*)$/s.exec(text);
  if (found === null) return -ERRNO.EINVAL;
  const [start, end] = found.slice(1).map((part) => kstrtoull(`0x${part.replace(/^0[xX]/, '')}`));
  if (start! < 0) return start!;
  return end! < 0 ? end! : { start: start!, end: end! };
}

/**
 * Store of `mapping`: allocates the given range. Returns 0, -EINVAL, -ENOMEM, or -ENXIO for a size that is not
 * aligned; since c05ae9d85b47 (6.9) such a size returns 0 without an allocation.
 */
export function mapping_store(k: Kernel, device: DaxDevice, text: string): number {
  const range = range_parse(text);
  if (typeof range === 'number') return range;
  const size = rangeSize(range);
  if (alloc_is_aligned(device, size)) return alloc_dev_dax_range(k, device, range.start, size);
  return k.has('dax-region-rwsem') ? 0 : -ERRNO.ENXIO;
}

const dax_align_valid = (align: number): boolean => [PAGE_SIZE, PMD_SIZE, PUD_SIZE].includes(align);

/**
 * Store of `align`: returns 0, -ENXIO (no number), -EINVAL (not a page size, or a range is not aligned) or
 * -EBUSY.
 */
export function align_store(device: DaxDevice, text: string): number {
  const align = kstrtoull(text);
  if (align < 0) return -ERRNO.ENXIO;
  if (!dax_align_valid(align)) return -ERRNO.EINVAL;
  if (device.core.driver !== null) return -ERRNO.EBUSY;
  if (!device.ranges.every((range) => alloc_is_aligned({ ...device, align }, rangeSize(range))))
    return -ERRNO.EINVAL;
  device.align = align;
  return 0;
}
