/**
 * Selection of the sections to draw: ranges converted to section numbers, split where the picture may change.
 */
import { SECTION_SIZE, sameSection } from '../../kernel/mm/mmzone.ts';
import type { SectionRun } from '../../kernel/mm/state.ts';
import type { Range } from '../../lib/range.ts';
import type { Span } from '../../lib/runs.ts';
import { type Machine, type Piece, physicalLayout } from './layout.ts';

/** A machine with its physical layout. */
export interface Laid {
  machine: Machine;
  pieces: Piece[];
}

/** The layout is computed once for all spans of a machine. */
export const laid = (machine: Machine): Laid => ({ machine, pieces: physicalLayout(machine) });

const sectionOf = (address: number): number => Math.floor(address / SECTION_SIZE);

/** The sections that a byte range intersects. */
export const spanOf = (range: Range): Span => ({ first: sectionOf(range.start), last: sectionOf(range.end) });

/** From section 0 to the last non-empty one; `last` is -1 for an empty machine. */
export function wholeSpan({ machine, pieces }: Laid): Span {
  const lastPiece = pieces.at(-1);
  const end = lastPiece === undefined ? -1 : sectionOf(lastPiece.end);
  return { first: 0, last: Math.max(end, machine.mm.sections.at(-1)?.last ?? -1) };
}

/**
 * Sections of `within` at which the picture may change, ascending: edges of runs, and both sides of each
 * piece's edges.
 */
export function breakpoints(machines: Laid[], within: Span): number[] {
  const points = new Set<number>();
  const add = (section: number): void => {
    if (section >= within.first && section <= within.last) points.add(section);
  };
  for (const { machine, pieces } of machines) {
    for (const run of machine.mm.sections) {
      add(run.first);
      add(run.last + 1);
    }
    for (const { start, end } of pieces) {
      for (const edge of [start, end + 1]) {
        add(sectionOf(edge));
        add(sectionOf(edge) + 1);
      }
    }
  }
  return [...points].sort((a, b) => a - b);
}

/** Spans in ascending order; overlapping and adjacent ones are joined, empty ones removed. */
export function joined(spans: Span[]): Span[] {
  const out: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.first - b.first)) {
    if (span.last < span.first) continue;
    const last = out.at(-1);
    if (last !== undefined && span.first <= last.last + 1) last.last = Math.max(last.last, span.last);
    else out.push({ ...span });
  }
  return out;
}

/** Ascending `spans` split at the ascending `points`: all sections of one part look the same. */
export function cut(spans: Span[], points: number[]): Span[] {
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

/** The parts of both lists between their common beginning and end. */
function differing<T>(a: T[], b: T[], same: (x: T, y: T) => boolean): T[] {
  let head = 0;
  while (head < a.length && head < b.length && same(a[head]!, b[head]!)) head++;
  let tail = 0;
  const most = Math.min(a.length, b.length) - head;
  while (tail < most && same(a[a.length - 1 - tail]!, b[b.length - 1 - tail]!)) tail++;
  return [...a.slice(head, a.length - tail), ...b.slice(head, b.length - tail)];
}

const sameRun = (a: SectionRun, b: SectionRun): boolean =>
  a.first === b.first && a.last === b.last && sameSection(a, b);

const samePiece = (a: Piece, b: Piece): boolean =>
  a.start === b.start && a.end === b.end && a.kind === b.kind && a.owner === b.owner && a.mapped === b.mapped;

/**
 * Sections that may differ in `after`: those around changed records, found without visiting every section.
 */
export function suspects(before: Laid, after: Laid): Span[] {
  const runs = differing(before.machine.mm.sections, after.machine.mm.sections, sameRun);
  const pieces = differing(before.pieces, after.pieces, samePiece);
  return [...runs.map(({ first, last }) => ({ first, last })), ...pieces.map(spanOf)];
}
