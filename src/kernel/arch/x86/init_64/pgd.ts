/**
 * Top-level entries of the direct mapping, 512 GiB each, as kernel_physical_mapping_init() of
 * arch/x86/mm/init_64.c populates them, 4.4 to 5.2. Testing an entry and populating it is serialised only by
 * the memory hotplug lock, which devices do not take before 4.10. When two tasks populate the same entry, the
 * later table replaces the earlier one and its mappings are lost.
 */
import { overlaps, type Range } from '../../../../lib/range.ts';
import { GiB } from '../../../../lib/units.ts';
import { page_fault } from '../../../kernel/panic.ts';
import type { Kernel } from '../../../kernel.ts';
import { run_other_task } from '../../../race.ts';
import { traced } from '../../../trace.ts';

const PGDIR_SIZE = 512 * GiB;

const slotOf = (address: number): number => Math.floor(address / PGDIR_SIZE);
const slotRange = (slot: number): Range => ({ start: slot * PGDIR_SIZE, end: (slot + 1) * PGDIR_SIZE - 1 });

/** Mapped ranges of devices, except those being mapped by a task. */
function mapped(k: Kernel): Range[] {
  const inProgress = k.race?.mapping ?? [];
  return Object.values(k.state.mm.pagemaps)
    .flatMap(({ ranges }) => ranges)
    .filter((range) => !inProgress.some((other) => overlaps(other, range)));
}

/** Returns true if RAM or another device already populated the entry. */
const pgd_present = (k: Kernel, slot: number): boolean =>
  [...k.state.mm.memory, ...mapped(k)].some((range) => overlaps(range, slotRange(slot)));

/** Populates the entries of a range. */
export function pgd_populate(k: Kernel, start: number, size: number): void {
  const { race } = k;
  if (race === undefined) return;
  const own = { start, end: start + size - 1 };
  race.mapping.push(own);
  for (let slot = slotOf(own.start); slot <= slotOf(own.end); slot++) {
    if (pgd_present(k, slot)) continue;
    run_other_task(k);
    const lost = mapped(k).filter((range) => overlaps(range, slotRange(slot)));
    if (lost.length > 0) k.state.mm.unmapped = [...(k.state.mm.unmapped ?? []), ...lost];
  }
  race.mapping.pop();
}

/** Removes a range that is unmapped regularly from the list of lost mappings. */
export function pgd_clear(k: Kernel, start: number, size: number): void {
  const { mm } = k.state;
  const own = { start, end: start + size - 1 };
  if (mm.unmapped !== undefined) mm.unmapped = mm.unmapped.filter((range) => !overlaps(range, own));
}

/** PAGE_OFFSET without randomisation: start of the direct mapping. */
const PAGE_OFFSET = 0xffff880000000000n;

const memcpy_erms = traced('memcpy_erms', (k: Kernel, address: number): void =>
  page_fault(k, (PAGE_OFFSET + BigInt(address)).toString(16)),
);

/** Accesses device memory through the direct mapping; oopses when the mapping was lost. */
export function touch_direct_map(k: Kernel, start: number, size: number): void {
  const { unmapped } = k.state.mm;
  if (unmapped?.some((range) => overlaps(range, { start, end: start + size - 1 }))) memcpy_erms(k, start);
}
