/**
 * A command as a film: the sections before, at each step that its trace has, and after. Long traces are
 * reduced to the most important steps, large changes to the first rows.
 */
import type { TraceItem } from '../../machine/trace/trace.ts';
import { shellLine } from '../text/diagnosis/trace-shell.ts';
import { type SectionContent, sameContent } from './section-cells.ts';
import type { SectionRow, SectionsModel } from './sections.ts';

/** The sections as they were after a step of the trace; `after` is undefined before the first one. */
export interface Moment {
  after: TraceItem | undefined;
  sections: SectionsModel;
}

export interface FilmLine {
  depth: number;
  text: string;
  kind: 'file' | 'call' | 'log';
  /** True for what failed, and for a WARN. */
  alarm: boolean;
}

/** Sections `first`..`last`, which look alike at every moment, with their different looks in order. */
export interface FilmRow extends Pick<SectionRow, 'first' | 'last' | 'start' | 'end'> {
  looks: SectionContent[];
}

export interface FilmFrame {
  kind: 'before' | 'step' | 'after';
  /** Index of the current line; undefined before the first one and after the last. */
  line?: number;
  /** Index of the look of each row. */
  looks: number[];
}

export interface Film {
  command: string;
  rc: number;
  lines: FilmLine[];
  rows: FilmRow[];
  /** Number of changed sections that have no row. */
  others: number;
  frames: FilmFrame[];
}

const MAX_ROWS = 5;
const MAX_STEPS = 16;
/** Lines of a trace that are considered. */
const MAX_LINES = 20_000;

interface Flat extends FilmLine {
  item: TraceItem;
}

const FAILED = /^-E/;

/** The line of an item; undefined for a read, which changes nothing, unless reads are wanted. */
function lineOf(item: TraceItem, depth: number, reads: boolean): Flat | undefined {
  if (item.kind === 'log') return { item, depth, kind: 'log', text: item.text, alarm: item.warning };
  if (item.kind === 'call') {
    const result = item.result === '' ? '' : ` = ${item.result}`;
    const text = `${item.name}(${item.args})${result}`;
    return { item, depth, kind: 'call', text, alarm: FAILED.test(item.result) };
  }
  if (!reads && (item.op === 'read' || item.op === 'readBytes')) return undefined;
  const text = shellLine(item);
  return text === undefined
    ? undefined
    : { item, depth, kind: 'file', text, alarm: item.error !== undefined };
}

/** The lines in the order in which they began; `seen` maps every item to the last line that began by then. */
function flatten(
  items: readonly TraceItem[],
  reads = false,
): { lines: Flat[]; seen: Map<TraceItem, number> } {
  const lines: Flat[] = [];
  const seen = new Map<TraceItem, number>();
  const walk = (list: readonly TraceItem[], depth: number): void => {
    for (const item of list) {
      if (lines.length >= MAX_LINES) return;
      const line = lineOf(item, depth, reads);
      if (line !== undefined) lines.push(line);
      seen.set(item, lines.length - 1);
      if (item.kind !== 'log') walk(item.items, line === undefined ? depth : depth + 1);
    }
  };
  walk(items, 0);
  return lines.length === 0 && !reads ? flatten(items, true) : { lines, seen };
}

const contentAt = ({ rows }: SectionsModel, section: number): SectionContent | undefined =>
  rows.find(({ first, last }) => first <= section && section <= last);

const EMPTY: SectionContent = { cells: [{ mark: 'hole', count: 64 }], section: null, owners: [] };

/** The first sections of the ranges in which no moment has a border between rows. */
function borders(moments: readonly Moment[]): number[] {
  const all = moments.flatMap(({ sections }) =>
    sections.rows.flatMap(({ first, last }) => [first, last + 1]),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

interface History extends FilmRow {
  /** Index of the look at each moment. */
  at: number[];
}

function historyOf(moments: readonly Moment[], first: number, last: number, size: number): History {
  const looks: SectionContent[] = [];
  const at = moments.map(({ sections }) => {
    const { cells, section, owners } = contentAt(sections, first) ?? EMPTY;
    const content = { cells, section, owners };
    const known = looks.findIndex((look) => sameContent(look, content));
    return known >= 0 ? known : looks.push(content) - 1;
  });
  return { first, last, start: first * size, end: (last + 1) * size - 1, looks, at };
}

const sameHistory = (a: History, b: History): boolean =>
  a.at.join() === b.at.join() && a.looks.every((look, i) => sameContent(look, b.looks[i]!));

/** Rows of sections whose look changes, equal neighbours joined. */
function changedRows(moments: readonly Moment[]): History[] {
  const size = moments[0]!.sections.sectionSize;
  const points = borders(moments);
  const rows: History[] = [];
  for (const [i, first] of points.slice(0, -1).entries()) {
    const row = historyOf(moments, first, points[i + 1]! - 1, size);
    if (row.looks.length === 1) continue;
    const previous = rows.at(-1);
    if (previous !== undefined && previous.last + 1 === first && sameHistory(previous, row))
      rows.splice(-1, 1, { ...previous, last: row.last, end: row.end });
    else rows.push(row);
  }
  return rows;
}

/** Changes of a look from one moment to the next. */
const changesIn = ({ at }: History): number => at.filter((look, i) => i > 0 && look !== at[i - 1]).length;

/** The rows that change most, by address. */
const mostChanged = (rows: readonly History[]): History[] =>
  [...rows]
    .sort((a, b) => changesIn(b) - changesIn(a) || a.first - b.first)
    .slice(0, MAX_ROWS)
    .sort((a, b) => a.first - b.first);

/**
 * Rank of a line by its content: a change of the sections, then a WARN, then a file access, then messages and
 * the outermost of the functions that failed.
 */
function rankOf({ alarm, kind, depth }: FilmLine, changes: boolean, below: FilmLine | undefined): number {
  if (changes) return 5;
  if (alarm && kind !== 'call') return 4;
  if (kind === 'file') return 3;
  const isInner = below?.alarm === true && below.depth < depth;
  if (kind === 'log' || (alarm && !isInner)) return 2;
  return 1 / (1 + depth);
}

/** The lines that get a frame, in order. */
function chosenLines(lines: readonly FilmLine[], changing: ReadonlySet<number>): number[] {
  const ranked = lines
    .map((line, at) => ({ at, rank: rankOf(line, changing.has(at), lines[at - 1]) }))
    .sort((a, b) => b.rank - a.rank || a.at - b.at);
  return ranked
    .slice(0, MAX_STEPS)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
}

export interface Recorded {
  command: string;
  rc: number;
  items: readonly TraceItem[];
  /** The state before, at changes, and after, in order. */
  moments: readonly Moment[];
}

/** The frames of a command. */
export function filmOf({ command, rc, items, moments }: Recorded): Film {
  const { lines, seen } = flatten(items);
  const all = changedRows(moments);
  const rows = mostChanged(all);
  const others = all
    .filter((row) => !rows.includes(row))
    .reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const lineAt = moments.map(({ after }) => (after === undefined ? -1 : (seen.get(after) ?? -1)));
  const momentFor = (line: number): number =>
    Math.max(
      0,
      lineAt.findLastIndex((at, i) => at <= line && i < moments.length - 1),
    );
  const looksAt = (moment: number): number[] => rows.map(({ at }) => at[moment]!);
  const steps = chosenLines(lines, new Set(lineAt.slice(1, -1)));
  return {
    command,
    rc,
    lines: lines.map(({ depth, text, kind, alarm }) => ({ depth, text, kind, alarm })),
    rows: rows.map(({ first, last, start, end, looks }) => ({ first, last, start, end, looks })),
    others,
    frames: [
      { kind: 'before', looks: looksAt(0) },
      ...steps.map((line): FilmFrame => ({ kind: 'step', line, looks: looksAt(momentFor(line)) })),
      { kind: 'after', looks: looksAt(moments.length - 1) },
    ],
  };
}
