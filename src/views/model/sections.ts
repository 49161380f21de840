/**
 * The section map: one row per 128 MiB section, one mark for each of its sub-sections. Equal adjacent
 * sections are folded into one row. With an earlier machine given, only the changed sections are shown,
 * before and after.
 */
import { SECTION_SIZE, SUBSECTION_SIZE } from '../../kernel/mm/mmzone.ts';
import type { Range } from '../../lib/range.ts';
import type { Span } from '../../lib/runs.ts';
import type { Machine } from './layout.ts';
import { type SectionContent, sameContent, sameLooks, sectionContent } from './section-cells.ts';
import { breakpoints, cut, joined, laid, spanOf, suspects, wholeSpan } from './section-spans.ts';

/** Sections `first`..`last`, all of equal appearance. Addresses are inclusive. */
export interface SectionRow extends Span, SectionContent {
  start: number;
  end: number;
  /** Their earlier appearance, if requested and different. */
  before?: SectionContent;
}

export interface SectionsModel {
  sectionSize: number;
  subsectionSize: number;
  rows: SectionRow[];
}

export interface SectionsOptions {
  /** Restricts the map to sections that one of these byte ranges intersects. */
  ranges?: Range[];
  /** Restricts the map to these sections. */
  touched?: Span[];
  /**
   * The earlier machine; rows that differ then carry both. Restricts the map to changes unless `touched` is
   * given.
   */
  before?: Machine;
}

/** Tests whether `b` directly follows `a` and looks the same, now and before. */
function continues(a: SectionRow, b: SectionRow): boolean {
  if (a.last + 1 !== b.first || !sameContent(a, b)) return false;
  if (a.before === undefined || b.before === undefined) return a.before === b.before;
  return sameContent(a.before, b.before);
}

const rowOf = ({ first, last }: Span, { cells, section, owners }: SectionContent): SectionRow => ({
  first,
  last,
  start: first * SECTION_SIZE,
  end: (last + 1) * SECTION_SIZE - 1,
  cells,
  section,
  owners,
});

/** Folds equal adjacent rows into the first of them. */
function folded(rows: SectionRow[]): SectionRow[] {
  const out: SectionRow[] = [];
  for (const row of rows) {
    const previous = out.at(-1);
    if (previous !== undefined && continues(previous, row)) {
      previous.last = row.last;
      previous.end = row.end;
    } else out.push(row);
  }
  return out;
}

/** The section map of a machine, restricted by the options. */
export function sectionsModel(machine: Machine, options: SectionsOptions = {}): SectionsModel {
  const { before, ranges, touched } = options;
  const now = laid(machine);
  const then = before && laid(before);
  const wanted = joined(touched ?? ranges?.map(spanOf) ?? (then ? suspects(then, now) : [wholeSpan(now)]));
  const within = { first: wanted[0]?.first ?? 0, last: wanted.at(-1)?.last ?? -1 };
  const points = breakpoints(then ? [now, then] : [now], within);
  const rows: SectionRow[] = [];
  for (const span of cut(wanted, points)) {
    const row = rowOf(span, sectionContent(machine.mm, now.pieces, span.first));
    const was = then && sectionContent(then.machine.mm, then.pieces, span.first);
    if (was !== undefined && !sameLooks(was, row)) rows.push({ ...row, before: was });
    else if (was === undefined || touched !== undefined) rows.push(row);
  }
  return { sectionSize: SECTION_SIZE, subsectionSize: SUBSECTION_SIZE, rows: folded(rows) };
}
