/** Sizes to request, so that a namespace has the size of a list after the overhead of its mode. */
import { STRUCT_PAGE_SIZE } from '../../kernel/mm/mmzone.ts';
import { alignDown, alignUp, MiB, PAGE_SIZE } from '../../lib/units.ts';
import type { Amount } from '../readers/amounts.ts';
import type { NamespaceFact } from '../readers/nd-facts.ts';

/** Bytes of a namespace that its mode takes, approximately. */
function overhead({ mode, map, align }: NamespaceFact, size: number): number {
  if (mode === 'raw' || mode === undefined) return 0;
  // BTT: its arenas have a map, a log and free blocks for each 512 GiB.
  if (mode === 'sector') return Math.ceil(size / 900) + MiB;
  const unit = Math.max(align?.value ?? 0, 2 * MiB);
  const pages =
    map === 'mem' ? 0 : Math.ceil((size * (STRUCT_PAGE_SIZE / (PAGE_SIZE - STRUCT_PAGE_SIZE))) / unit) * unit;
  return pages + unit;
}

/** Tests whether a list prints a size as `shown`. */
export const isShown = (size: number, shown: Amount | undefined): boolean =>
  shown !== undefined && Math.abs(size - shown.value) <= shown.within;

/** Capacity that a namespace takes of its region, in whole units: the size of a list and the overhead of the mode. */
export function takenSize(fact: NamespaceFact, unit: number): number {
  const wanted = fact.size?.value ?? 0;
  return alignUp(wanted + overhead(fact, wanted), unit);
}

/** The first size to try, in units of the region's align. */
export function firstSize(fact: NamespaceFact, align: number, room: number): number | undefined {
  const unit = Math.max(align, PAGE_SIZE);
  const size = Math.min(takenSize(fact, unit), alignDown(room, unit));
  return size > 0 ? size : undefined;
}

/**
 * The size to try after one that gave a namespace of another size than the list's.
 *
 * @returns undefined if there is none
 */
export function nextSize(
  fact: NamespaceFact,
  align: number,
  room: number,
  { asked, got }: { asked: number; got: number },
): number | undefined {
  const unit = Math.max(align, PAGE_SIZE);
  const missing = (fact.size?.value ?? 0) - got;
  const units = Math.max(1, Math.round(Math.abs(missing) / unit));
  const next = Math.min(asked + units * unit * Math.sign(missing), alignDown(room, unit));
  return next > 0 && next !== asked ? next : undefined;
}
