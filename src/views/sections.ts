/**
 * The section map: one row for each 128 MiB section, one mark for each of its sub-sections. Equal sections
 * in a row are folded into one. With a machine of before at hand only what changed is shown, twice.
 */
import type { Range } from '../lib/range.ts';
import type { Span } from '../lib/runs.ts';
import { type Machine, type Piece, physicalLayout } from './layout.ts';
import { SECTION, type SectionContent, SUBSECTION, sameContent, sectionContent } from './section-cells.ts';

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

const sectionOf = (address: number): number => Math.floor(address / SECTION);

/** Sections at which something may begin to look different: edges of runs, and both sides of each piece's edges. */
function breakpoints(machine: Machine, layout: Piece[]): number[] {
  const points = [0];
  for (const run of machine.mm.sections) points.push(run.first, run.last + 1);
  for (const piece of layout)
    for (const edge of [piece.start, piece.end + 1])
      points.push(sectionOf(edge), Math.ceil(edge / SECTION), Math.ceil((edge + 1) / SECTION));
  return points;
}

const spanOf = (range: Range): Span => ({ first: sectionOf(range.start), last: sectionOf(range.end) });

/** Spans in ascending order, overlapping and adjacent ones joined. */
function joined(spans: Span[]): Span[] {
  const out: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.first - b.first)) {
    if (span.last < span.first) continue;
    const last = out.at(-1);
    if (last !== undefined && span.first <= last.last + 1) last.last = Math.max(last.last, span.last);
    else out.push({ ...span });
  }
  return out;
}

/** `spans` cut at the breakpoints: all sections of one piece look the same. */
function cut(spans: Span[], points: number[]): Span[] {
  const out: Span[] = [];
  let next = 0;
  for (const span of spans) {
    let { first } = span;
    while (next < points.length && points[next]! <= first) next++;
    for (; next < points.length && points[next]! <= span.last; next++) {
      out.push({ first, last: points[next]! - 1 });
      first = points[next]!;
    }
    out.push({ first, last: span.last });
  }
  return out;
}

/** The keys that only one of the lists has. */
function* onlyOnOneSide<T>(a: T[], b: T[]): Generator<T> {
  const keyed = (list: T[]): Map<string, T> => new Map(list.map((item) => [JSON.stringify(item), item]));
  const left = keyed(a);
  const right = keyed(b);
  for (const [key, item] of left) if (!right.has(key)) yield item;
  for (const [key, item] of right) if (!left.has(key)) yield item;
}

/** Sections that look different in `after`; found from the records that differ, not by looking at each. */
function suspects(before: [Machine, Piece[]], after: [Machine, Piece[]]): Span[] {
  const runs = onlyOnOneSide(before[0].mm.sections, after[0].mm.sections);
  const pieces = onlyOnOneSide(before[1], after[1]);
  return joined([
    ...[...runs].map(({ first, last }) => ({ first, last })),
    ...[...pieces].map((piece) => spanOf(piece)),
  ]);
}

/** True when `b` goes on where `a` ends and looks the same, now and before. */
function continues(a: SectionRow, b: SectionRow): boolean {
  if (a.last + 1 !== b.first || !sameContent(a, b)) return false;
  if (a.before === undefined || b.before === undefined) return a.before === b.before;
  return sameContent(a.before, b.before);
}

const rowOf = (span: Span, content: SectionContent): SectionRow => ({
  ...span,
  start: span.first * SECTION,
  end: (span.last + 1) * SECTION - 1,
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

/** Nothing after the last thing is not worth a row. */
function withoutTail(rows: SectionRow[]): SectionRow[] {
  const last = rows.at(-1);
  const bare = last && last.section === null && last.owners.length === 0 && last.before === undefined;
  return bare ? rows.slice(0, -1) : rows;
}

/** The section map of a machine; options narrow it. */
export function sectionsModel(machine: Machine, options: SectionsOptions = {}): SectionsModel {
  const { before, ranges, touched } = options;
  const layout = physicalLayout(machine);
  const points = breakpoints(machine, layout);
  const earlier = before && physicalLayout(before);
  if (before && earlier) points.push(...breakpoints(before, earlier));
  points.sort((a, b) => a - b);
  const all = { first: 0, last: points.at(-1)! - 1 };
  const changed = before && earlier && suspects([before, earlier], [machine, layout]);
  const wanted = touched ?? ranges?.map(spanOf) ?? changed ?? [all];
  const rows: SectionRow[] = [];
  for (const span of cut(joined(wanted), points)) {
    const row = rowOf(span, sectionContent(machine.mm, layout, span.first));
    const was = before && earlier && sectionContent(before.mm, earlier, span.first);
    if (was !== undefined && !sameContent(was, row)) rows.push({ ...row, before: was });
    else if (was === undefined || touched !== undefined) rows.push(row);
  }
  return { sectionSize: SECTION, subsectionSize: SUBSECTION, rows: withoutTail(folded(rows)) };
}
