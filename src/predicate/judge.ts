/** Evaluation of predicates on the user-visible state of a machine. */

import type { MarkName } from '../views/base/theme.ts';
import type { SectionRow } from '../views/model/sections.ts';
import { failed } from '../wall/files.ts';
import { valuesAt } from './json-path.ts';
import type {
  BytesPredicate,
  Comparison,
  FilePredicate,
  IomemPredicate,
  KernelPredicate,
  ListPredicate,
  LogPredicate,
  MarksPredicate,
  OwnersPredicate,
  Predicate,
} from './predicate.ts';
import type { VisibleState } from './visible-state.ts';

/** The numeric value, or the number in a decimal or 0x text. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const text = String(value).trim();
  return /^(0x[0-9a-f]+|-?\d+)$/i.test(text) ? Number(text) : Number.NaN;
}

const sameValue = (value: unknown, wanted: string | number | boolean): boolean =>
  typeof wanted === 'number' ? numberOf(value) === wanted : String(value) === String(wanted);

/** Tests a value against all conditions of a comparison; an empty comparison holds. */
export function compares(value: unknown, wanted: Comparison): boolean {
  const { equals, matches, contains, atLeast, atMost, multipleOf } = wanted;
  const text = String(value);
  const number = numberOf(value);
  return (
    (equals === undefined || sameValue(value, equals)) &&
    (matches === undefined || new RegExp(matches, 'm').test(text)) &&
    (contains === undefined || text.includes(contains)) &&
    (atLeast === undefined || number >= atLeast) &&
    (atMost === undefined || number <= atMost) &&
    (multipleOf === undefined || number % multipleOf === 0)
  );
}

const hasNoCondition = ({ equals, matches, contains, atLeast, atMost, multipleOf }: Comparison): boolean =>
  [equals, matches, contains, atLeast, atMost, multipleOf].every((part) => part === undefined);

function judgeFile({ files }: VisibleState, { path, exists, ...wanted }: FilePredicate): boolean {
  if (exists === false) return files.stat(path) === undefined;
  const text = files.read(path);
  if (failed(text)) return exists === true && hasNoCondition(wanted) && files.stat(path) !== undefined;
  return compares(text.trimEnd(), wanted);
}

async function judgeList(
  state: VisibleState,
  { see, list, path, exists, ...wanted }: ListPredicate,
): Promise<boolean> {
  const values = valuesAt(await state.list(see, list), path);
  if (exists === false) return values.length === 0;
  return values.some((value) => compares(value, wanted));
}

function judgeLog({ log }: VisibleState, { contains, matches, warning = false }: LogPredicate): boolean {
  return log.some(
    (line) => (!warning || line.warning !== undefined) && compares(line.text, { contains, matches }),
  );
}

const judgeKernel = (state: VisibleState, { release, has, lacks, crashed }: KernelPredicate): boolean =>
  (release === undefined || state.release === release) &&
  (has === undefined || state.has(has)) &&
  (lacks === undefined || !state.has(lacks)) &&
  (crashed === undefined || state.crashed === crashed);

function judgeIomem(state: VisibleState, predicate: IomemPredicate): boolean {
  const { name, start, end, size, aligned = 1, see, ...wanted } = predicate;
  const entries = state.iomem().filter((entry) => {
    const length = entry.end - entry.start + 1;
    return (
      entry.name === name &&
      (start === undefined || entry.start === start) &&
      (end === undefined || entry.end === end) &&
      (size === undefined || length === size) &&
      entry.start % aligned === 0 &&
      length % aligned === 0
    );
  });
  return hasNoCondition(wanted) ? entries.length > 0 : compares(entries.length, wanted);
}

/** Adds the marks in the sub-sections of a row inside a range. */
function addMarks(
  counts: Map<MarkName, number>,
  row: SectionRow,
  subsection: number,
  range: MarkRange,
): void {
  const { start, size } = range;
  for (let section = row.first; section <= row.last; section++) {
    let at = row.start + ((row.end + 1 - row.start) / (row.last + 1 - row.first)) * (section - row.first);
    for (const { mark, count } of row.cells) {
      const end = at + count * subsection;
      const inside = Math.max(0, (Math.min(end, start + size) - Math.max(at, start)) / subsection);
      if (inside > 0) counts.set(mark, (counts.get(mark) ?? 0) + inside);
      at = end;
    }
  }
}

type MarkRange = Pick<MarksPredicate, 'start' | 'size'>;

/** Numbers of the marks in a range. */
export async function marksIn(state: VisibleState, range: MarkRange): Promise<Map<MarkName, number>> {
  const { start, size } = range;
  const { rows, subsectionSize } = await state.sections({ start, end: start + size - 1 });
  const counts = new Map<MarkName, number>();
  for (const row of rows) addMarks(counts, row, subsectionSize, range);
  return counts;
}

async function judgeMarks(state: VisibleState, predicate: MarksPredicate): Promise<boolean> {
  return compares((await marksIn(state, predicate)).get(predicate.mark) ?? 0, predicate);
}

async function judgeOwners(state: VisibleState, { at, of }: OwnersPredicate): Promise<boolean> {
  const { rows } = await state.sections({ start: at, end: at });
  return rows.some(({ owners }) => of.every((name) => owners.includes(name)));
}

function judgeBytes({ files }: VisibleState, { device, offset, text }: BytesPredicate): boolean {
  const data = files.readBytes(device, offset, text.length);
  return !failed(data) && Buffer.from(data).toString() === text;
}

async function judgeAll(state: VisibleState, predicates: Predicate[]): Promise<boolean> {
  for (const predicate of predicates) if (!(await holds(state, predicate))) return false;
  return true;
}

async function judgeAny(state: VisibleState, predicates: Predicate[]): Promise<boolean> {
  for (const predicate of predicates) if (await holds(state, predicate)) return true;
  return false;
}

/** Predicates that can be evaluated after a crash. */
const AFTER_A_CRASH: readonly Predicate['see'][] = ['log', 'kernel', 'all', 'any'];

/** Evaluates a predicate. */
export async function holds(state: VisibleState, predicate: Predicate): Promise<boolean> {
  if (state.crashed && !AFTER_A_CRASH.includes(predicate.see)) return false;
  switch (predicate.see) {
    case 'file':
      return judgeFile(state, predicate);
    case 'ndctl':
    case 'daxctl':
      return judgeList(state, predicate);
    case 'log':
      return judgeLog(state, predicate);
    case 'kernel':
      return judgeKernel(state, predicate);
    case 'iomem':
      return judgeIomem(state, predicate);
    case 'marks':
      return judgeMarks(state, predicate);
    case 'owners':
      return judgeOwners(state, predicate);
    case 'bytes':
      return judgeBytes(state, predicate);
    case 'command':
      return state.commands.some((command) => new RegExp(predicate.matches).test(command));
    case 'all':
      return judgeAll(state, predicate.of);
    case 'any':
      return judgeAny(state, predicate.of);
    case 'not':
      return !(await holds(state, predicate.of));
  }
}
