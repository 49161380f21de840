/**
 * The section map: one row for each 128 MiB section, one mark for each of its sub-sections. Equal sections
 * in a row are folded into one. With a machine of before at hand only what changed is shown, twice.
 */
import { SECTION_SIZE, SUBSECTION_SIZE } from '../../kernel/mm/mmzone.ts';
import type { Range } from '../../lib/range.ts';
import type { Span } from '../../lib/runs.ts';
import type { Machine } from './layout.ts';
import { type SectionContent, sameContent, sameLooks, sectionContent } from './section-cells.ts';
import { breakpoints, cut, joined, laid, spanOf, suspects, wholeSpan } from './section-spans.ts';

/** Sections `first`..`last`, which all look the same. Addresses are inclusive. */
export interface SectionRow extends Span, SectionContent {
  start: number;
  end: number;
  /** What they looked like before, when that was asked for and differs. */
  before?: SectionContent;
}

export interface SectionsModel {
  sectionSize: number;
  subsectionSize: number;
  rows: SectionRow[];
}

export interface SectionsOptions {
  /** Only sections that one of these byte ranges touches. */
  ranges?: Range[];
  /** Only these sections. */
  touched?: Span[];
  /** The machine as it was; rows that differ then carry both. Narrows to what changed unless `touched` is given. */
  before?: Machine;
}

/** True when `b` goes on where `a` ends and looks the same, now and before. */
function continues(a: SectionRow, b: SectionRow): boolean {
  if (a.last + 1 !== b.first || !sameContent(a, b)) return false;
  if (a.before === undefined || b.before === undefined) return a.before === b.before;
  return sameContent(a.before, b.before);
}

const rowOf = (span: Span, content: SectionContent): SectionRow => ({
  ...span,
  start: span.first * SECTION_SIZE,
  end: (span.last + 1) * SECTION_SIZE - 1,
  ...content,
});

/** Equal neighbours as one row. */
function folded(rows: SectionRow[]): SectionRow[] {
  const out: SectionRow[] = [];
  for (const row of rows) {
    const previous = out.at(-1);
    if (previous !== undefined && continues(previous, row))
      out.splice(-1, 1, { ...previous, last: row.last, end: row.end });
    else out.push(row);
  }
  return out;
}

/** The section map of a machine; options narrow it. */
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
