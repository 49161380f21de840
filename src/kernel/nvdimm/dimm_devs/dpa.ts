/**
 * Ownership of a DIMM's device addresses: stands for the resource tree under ndd->dpa
 * (drivers/nvdimm/dimm_devs.c), all releases. The kernel walks the list of all extents; this model maintains
 * the free ranges and busy sums, so that the cost does not grow with the number of namespaces.
 */
import { bisect } from '../../../lib/bisect.ts';
import { alignDown, alignUp } from '../../../lib/units.ts';
import type { DpaBusy, DpaExtent, DpaSpace } from './state.ts';

/** Upper bound of device addresses, above the end of any DIMM. */
const DPA_MAX = Number.MAX_SAFE_INTEGER;

/** Device address space without any allocation. */
export const dpa_space = (): DpaSpace => ({
  count: 0,
  extents: {},
  byLabel: {},
  gaps: [{ start: 0, end: DPA_MAX }],
  busy: {},
});

const extentEnd = (extent: DpaExtent): number => extent.start + extent.size - 1;

/**
 * Bytes that an extent takes from the mapping, both ends rounded outward; negative when it extends beyond the
 * mapping.
 */
function busyOf(busy: DpaBusy, extent: DpaExtent): number {
  const start = alignDown(extent.start, busy.align);
  const end = alignUp(extent.start + extent.size, busy.align) - 1;
  if (start >= busy.start && start < busy.end) return end > busy.end ? -1 : end - start + 1;
  if (end >= busy.start && end <= busy.end) return end - start + 1;
  return busy.start > start && busy.start < end ? busy.end - busy.start + 1 : 0;
}

function account(busy: DpaBusy, extent: DpaExtent, sign: 1 | -1): void {
  const taken = busyOf(busy, extent);
  if (taken < 0) busy.astray += sign;
  else busy.bytes += sign * taken;
}

/** Device address range, `end` inclusive, and the unit to which its extents are rounded outward. */
type Rounded = Pick<DpaBusy, 'start' | 'end' | 'align'>;

function count_busy(space: DpaSpace, range: Rounded): DpaBusy {
  const busy: DpaBusy = { ...range, bytes: 0, astray: 0 };
  for (const extent of Object.values(space.extents)) account(busy, extent, 1);
  return busy;
}

/** Sums the bytes that all extents take from a range and keeps the sum under `key` up to date. */
export function dpa_cache_busy(space: DpaSpace, key: string, range: Rounded): void {
  space.busy[key] = count_busy(space, range);
}

/** Bytes that all extents take from a range: the sum kept under `key` if its unit matches, else computed. */
export function dpa_busy(space: DpaSpace, key: string, range: Rounded): DpaBusy {
  const known = space.busy[key];
  return known?.align === range.align ? known : count_busy(space, range);
}

const gapIndex = (space: DpaSpace, address: number): number =>
  bisect(space.gaps.length, (i) => space.gaps[i]!.end >= address);

/** Free ranges that intersect `start`..`end`, ascending, not clipped. */
export function* dpa_gaps(
  space: DpaSpace,
  start: number,
  end: number,
): Generator<Readonly<{ start: number; end: number }>> {
  for (let i = gapIndex(space, start); i < space.gaps.length; i++) {
    const gap = space.gaps[i]!;
    if (gap.start > end) return;
    yield gap;
  }
}

const startIndex = (starts: readonly number[], { start }: DpaExtent): number =>
  bisect(starts.length, (i) => starts[i]! >= start);

function link(space: DpaSpace, extent: DpaExtent): void {
  space.extents[extent.start] = extent;
  space.count += 1;
  space.byLabel[extent.label] ??= [];
  const starts = space.byLabel[extent.label]!;
  starts.splice(startIndex(starts, extent), 0, extent.start);
  for (const busy of Object.values(space.busy)) account(busy, extent, 1);
}

function unlink(space: DpaSpace, extent: DpaExtent): void {
  delete space.extents[extent.start];
  space.count -= 1;
  const starts = space.byLabel[extent.label]!;
  if (starts.length > 1) starts.splice(startIndex(starts, extent), 1);
  else delete space.byLabel[extent.label];
  for (const busy of Object.values(space.busy)) account(busy, extent, -1);
}

/** Returns true unless part of a range is allocated, or `size` is 0. */
export function dpa_is_free(space: DpaSpace, start: number, size: number): boolean {
  const gap = space.gaps[gapIndex(space, start)];
  return size > 0 && gap !== undefined && gap.start <= start && gap.end >= start + size - 1;
}

/**
 * Allocates `size` bytes from `start` to a label id (nvdimm_allocate_dpa).
 *
 * @returns false when part of the range is allocated, or `size` is 0
 */
export function dpa_allocate(space: DpaSpace, label: string, start: number, size: number): boolean {
  if (!dpa_is_free(space, start, size)) return false;
  const end = start + size - 1;
  const at = gapIndex(space, start);
  const gap = space.gaps[at]!;
  const rest = [
    { start: gap.start, end: start - 1 },
    { start: end + 1, end: gap.end },
  ].filter((piece) => piece.start <= piece.end);
  space.gaps.splice(at, 1, ...rest);
  link(space, { start, size, label });
  return true;
}

/** Releases an extent (nvdimm_free_dpa). */
export function dpa_free(space: DpaSpace, extent: DpaExtent): void {
  unlink(space, extent);
  let { start } = extent;
  let end = extentEnd(extent);
  let at = gapIndex(space, start);
  const before = space.gaps[at - 1];
  if (before?.end === start - 1) {
    start = before.start;
    at -= 1;
  }
  let last = at + (before?.end === extent.start - 1 ? 1 : 0);
  const after = space.gaps[last];
  if (after?.start === end + 1) {
    end = after.end;
    last += 1;
  }
  space.gaps.splice(at, last - at, { start, end });
}

/** Resizes an extent; the caller guarantees that the space is free (adjust_resource). */
export function dpa_adjust(space: DpaSpace, extent: DpaExtent, start: number, size: number): void {
  dpa_free(space, extent);
  if (!dpa_allocate(space, extent.label, start, size)) throw new Error(`dpa ${start}+${size} is taken`);
}

/** Extents of a label id, ascending. */
export const dpa_extents = (space: DpaSpace, label: string): DpaExtent[] =>
  (space.byLabel[label] ?? []).map((start) => space.extents[start]!);

/** Lowest extent of a label id. */
export const dpa_first = (space: DpaSpace, label: string): DpaExtent | undefined =>
  dpa_extents(space, label)[0];

/** Bytes allocated to a label id (nvdimm_allocated_dpa). */
export const dpa_allocated = (space: DpaSpace, label: string): number =>
  dpa_extents(space, label).reduce((sum, extent) => sum + extent.size, 0);

/** Transfers the extents of one label id to another, after the uuid of their namespace changed. */
export function dpa_rename(space: DpaSpace, from: string, to: string): void {
  for (const extent of dpa_extents(space, from)) {
    unlink(space, extent);
    link(space, { ...extent, label: to });
  }
}
