/**
 * Top-level entries of the direct mapping, each for 512 GiB, as kernel_physical_mapping_init() of
 * arch/x86/mm/init_64.c fills them, 4.4 to 5.2. Between looking at an empty entry and filling it nothing
 * keeps another CPU out but the lock of memory hotplug, which devices do not take before 4.10: of two that
 * bring a table each, the one that comes last stays, and with the other one goes what it had mapped.
 */
import { overlaps, type Range } from '../../../../lib/range.ts';
import { GiB } from '../../../../lib/units.ts';
import { page_fault } from '../../../kernel/panic.ts';
import type { Kernel } from '../../../kernel.ts';
import { let_in } from '../../../race.ts';
import { traced } from '../../../trace.ts';

const PGDIR_SIZE = 512 * GiB;

const slotOf = (address: number): number => Math.floor(address / PGDIR_SIZE);
const slotRange = (slot: number): Range => ({ start: slot * PGDIR_SIZE, end: (slot + 1) * PGDIR_SIZE - 1 });

/** Ranges of devices that are mapped, but for those that tasks are at. */
function mapped(k: Kernel): Range[] {
  const underWay = k.race?.mapping ?? [];
  return k.state.mm.pagemaps
    .flatMap(({ ranges }) => ranges)
    .filter((range) => !underWay.some((other) => overlaps(other, range)));
}

/** True when RAM or another device has a table for the entry. */
const pgd_present = (k: Kernel, slot: number): boolean =>
  [...k.state.mm.memory, ...mapped(k)].some((range) => overlaps(range, slotRange(slot)));

/** Fills the entries that a range needs. */
export function pgd_populate(k: Kernel, start: number, size: number): void {
  const { race } = k;
  if (race === undefined) return;
  const own = { start, end: start + size - 1 };
  race.mapping.push(own);
  for (let slot = slotOf(own.start); slot <= slotOf(own.end); slot++) {
    if (pgd_present(k, slot)) continue;
    let_in(k);
    const lost = mapped(k).filter((range) => overlaps(range, slotRange(slot)));
    if (lost.length > 0) k.state.mm.unmapped = [...(k.state.mm.unmapped ?? []), ...lost];
  }
  race.mapping.pop();
}

/** What is unmapped on purpose is not missed any more. */
export function pgd_clear(k: Kernel, start: number, size: number): void {
  const { mm } = k.state;
  const own = { start, end: start + size - 1 };
  if (mm.unmapped !== undefined) mm.unmapped = mm.unmapped.filter((range) => !overlaps(range, own));
}

/** Start of the direct mapping (PAGE_OFFSET without randomisation). */
const PAGE_OFFSET = 0xffff880000000000n;

const memcpy_erms = traced('memcpy_erms', (k: Kernel, address: number): void =>
  page_fault(k, (PAGE_OFFSET + BigInt(address)).toString(16)),
);

/** Reads or writes device memory through the direct mapping, which must be there. */
export function touch_direct_map(k: Kernel, start: number, size: number): void {
  const { unmapped } = k.state.mm;
  if (unmapped?.some((range) => overlaps(range, { start, end: start + size - 1 }))) memcpy_erms(k, start);
}
