/**
 * Sub-section hotplug: models the memory hotplug half of mm/sparse.c from 5.3 on, which activates and
 * deactivates sub-sections. Departs from the kernel in handling any number of whole sections in one call,
 * where the kernel's caller loops.
 */

import { type Bitmap64, includes, intersects, isEmpty, or, xor } from '../../../lib/bitmap64.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { pieces, type Span, spanLength } from '../../../lib/runs.ts';
import { hex } from '../../../lib/units.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { WARN } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import {
  addedSection,
  editSections,
  PAGES_PER_SECTION,
  pfn_to_section_nr,
  section,
  section_nr_to_pfn,
  sectionsOf,
  subsection_mask,
} from '../mmzone.ts';
import { __populate_section_memmap, depopulate_section_memmap, type Populated } from '../sparse-vmemmap.ts';
import type { MemmapSource, SectionState } from '../state.ts';

/** A part of one section, or whole sections. */
interface Frames {
  frame: number;
  count: number;
}

const isWhole = ({ frame, count }: Frames): boolean =>
  frame % PAGES_PER_SECTION === 0 && count % PAGES_PER_SECTION === 0;

/** Number of absent sections at the start of the span. */
function freeSections(k: Kernel, span: Span): number {
  for (const piece of pieces(k.state.mm.sections, span.first, span.last))
    if (piece.state !== undefined) return piece.first - span.first;
  return spanLength(span);
}

/** Sets the sub-sections of a range in the maps of its sections. */
function fill_subsection_map(k: Kernel, range: Frames, nid: number, { home, compound }: Populated): void {
  const map = subsection_mask(range.frame, range.count);
  const fresh = { ...addedSection(nid, map, home), ...(compound !== undefined && { compound }) };
  editSections(k, sectionsOf(range.frame, range.count), (old) => {
    if (old === undefined) return fresh;
    const { compound: shared, ...others } = old;
    return {
      ...others,
      map: or(old.map, map),
      ...(shared !== undefined && shared === compound && { compound }),
    };
  });
}

/** Activates a part of one section: an existing memmap is shared, a new one uses base pages from RAM. */
function activatePart(k: Kernel, range: Frames, nid: number, altmap: MemmapSource | undefined): number {
  const old = section(k, pfn_to_section_nr(range.frame));
  const map = subsection_mask(range.frame, range.count);
  if (isEmpty(map)) return -ERRNO.EINVAL;
  if (old !== undefined && intersects(old.map, map)) return -ERRNO.EEXIST;
  fill_subsection_map(k, range, nid, __populate_section_memmap(range.count, altmap));
  return 0;
}

/**
 * Activates whole sections up to the first that exists or whose memmap cannot be allocated; sections before
 * it remain.
 */
function activateWhole(k: Kernel, range: Frames, nid: number, altmap: MemmapSource | undefined): number {
  const wanted = range.count / PAGES_PER_SECTION;
  const free = freeSections(k, sectionsOf(range.frame, range.count));
  const done = __populate_section_memmap(free * PAGES_PER_SECTION, altmap);
  const { populated } = done;
  if (populated > 0)
    fill_subsection_map(k, { frame: range.frame, count: populated * PAGES_PER_SECTION }, nid, done);
  if (populated < free) return -ERRNO.ENOMEM;
  return free < wanted ? -ERRNO.EEXIST : 0;
}

const section_activate = traced(
  'section_activate',
  (k: Kernel, nid: number, frame: number, count: number, altmap: MemmapSource | undefined): number =>
    isWhole({ frame, count })
      ? activateWhole(k, { frame, count }, nid, altmap)
      : activatePart(k, { frame, count }, nid, altmap),
  (nid, frame, count) => `${nid}, ${hex(frame)}, ${hex(count)}`,
);

/**
 * Adds a part of one section, or whole sections.
 *
 * @param frame first frame
 * @param count number of frames
 * @returns 0, -EEXIST when a sub-section is active, -ENOMEM when the altmap is exhausted; sections before the
 *   failing one remain
 */
export const sparse_add_section = traced(
  'sparse_add_section',
  section_activate,
  (nid, frame, count) => `nid ${nid} pfn ${hex(frame)} + ${hex(count)}`,
);

function warnDeactivated(k: Kernel, frame: number, count: number): void {
  WARN(k, WARN_SITES.sectionDeactivated, `section already deactivated (${hex(frame)} + ${count})`);
}

/** Clears sub-sections of a section; clearing the last one removes the section and its early state. */
function clear_subsection_map(old: SectionState, map: Bitmap64): SectionState | undefined {
  const left = xor(old.map, map);
  return isEmpty(left) ? undefined : { ...old, map: left };
}

const section_deactivate = traced(
  'section_deactivate',
  (k: Kernel, frame: number, count: number, altmap: MemmapSource | undefined): void => {
    const span = sectionsOf(frame, count);
    const map = subsection_mask(frame, count);
    const hasAll = (state: SectionState | undefined): state is SectionState =>
      state !== undefined && includes(state.map, map);
    for (const piece of pieces(k.state.mm.sections, span.first, span.last)) {
      if (!hasAll(piece.state)) {
        const at = Math.max(frame, section_nr_to_pfn(piece.first));
        warnDeactivated(k, at, Math.min(count, PAGES_PER_SECTION));
      } else if (isWhole({ frame, count })) {
        depopulate_section_memmap(spanLength(piece), piece.state.memmap, altmap);
      }
    }
    editSections(k, span, (old) => (hasAll(old) ? clear_subsection_map(old, map) : old));
  },
);

/**
 * Removes a part of one section, or whole sections. The memmap of an early section remains until its last
 * sub-section is removed.
 */
export const sparse_remove_section = traced(
  'sparse_remove_section',
  section_deactivate,
  (frame, count) => `pfn ${hex(frame)} + ${hex(count)}`,
);
