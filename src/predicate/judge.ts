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
import type { Sight } from './sight.ts';

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

const asksNothing = ({ equals, matches, contains, atLeast, atMost, multipleOf }: Comparison): boolean =>
  [equals, matches, contains, atLeast, atMost, multipleOf].every((part) => part === undefined);

function judgeFile({ files }: Sight, { path, exists, ...wanted }: FilePredicate): boolean {
  if (exists === false) return files.stat(path) === undefined;
  const text = files.read(path);
  if (failed(text)) return exists === true && asksNothing(wanted) && files.stat(path) !== undefined;
  return compares(text.trimEnd(), wanted);
}

async function judgeList(
  sight: Sight,
  { see, list, path, exists, ...wanted }: ListPredicate,
): Promise<boolean> {
  const values = valuesAt(await sight.list(see, list), path);
  if (exists === false) return values.length === 0;
  return values.some((value) => compares(value, wanted));
}

function judgeLog({ log }: Sight, { contains, matches, warning = false }: LogPredicate): boolean {
  return log.some(
    (line) => (!warning || line.warning !== undefined) && compares(line.text, { contains, matches }),
  );
}

const judgeKernel = (sight: Sight, { release, has, lacks, crashed }: KernelPredicate): boolean =>
  (release === undefined || sight.release === release) &&
  (has === undefined || sight.has(has)) &&
  (lacks === undefined || !sight.has(lacks)) &&
  (crashed === undefined || sight.crashed === crashed);

function judgeIomem(sight: Sight, predicate: IomemPredicate): boolean {
  const { name, start, end, size, aligned = 1, see, ...wanted } = predicate;
  const entries = sight.iomem().filter((entry) => {
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
  return asksNothing(wanted) ? entries.length > 0 : compares(entries.length, wanted);
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
export async function marksIn(sight: Sight, range: MarkRange): Promise<Map<MarkName, number>> {
  const { start, size } = range;
  const { rows, subsectionSize } = await sight.sections({ start, end: start + size - 1 });
  const counts = new Map<MarkName, number>();
  for (const row of rows) addMarks(counts, row, subsectionSize, range);
  return counts;
}

async function judgeMarks(sight: Sight, predicate: MarksPredicate): Promise<boolean> {
  return compares((await marksIn(sight, predicate)).get(predicate.mark) ?? 0, predicate);
}

async function judgeOwners(sight: Sight, { at, of }: OwnersPredicate): Promise<boolean> {
  const { rows } = await sight.sections({ start: at, end: at });
  return rows.some(({ owners }) => of.every((name) => owners.includes(name)));
}

function judgeBytes({ files }: Sight, { device, offset, text }: BytesPredicate): boolean {
  const data = files.readBytes(device, offset, text.length);
  return !failed(data) && Buffer.from(data).toString() === text;
}

async function judgeAll(sight: Sight, predicates: Predicate[]): Promise<boolean> {
  for (const predicate of predicates) if (!(await holds(sight, predicate))) return false;
  return true;
}

async function judgeAny(sight: Sight, predicates: Predicate[]): Promise<boolean> {
  for (const predicate of predicates) if (await holds(sight, predicate)) return true;
  return false;
}

/** Predicates that can be evaluated after a crash. */
const AFTER_A_CRASH: readonly Predicate['see'][] = ['log', 'kernel', 'all', 'any'];

/** Evaluates a predicate. */
export async function holds(sight: Sight, predicate: Predicate): Promise<boolean> {
  if (sight.crashed && !AFTER_A_CRASH.includes(predicate.see)) return false;
  switch (predicate.see) {
    case 'file':
      return judgeFile(sight, predicate);
    case 'ndctl':
    case 'daxctl':
      return judgeList(sight, predicate);
    case 'log':
      return judgeLog(sight, predicate);
    case 'kernel':
      return judgeKernel(sight, predicate);
    case 'iomem':
      return judgeIomem(sight, predicate);
    case 'marks':
      return judgeMarks(sight, predicate);
    case 'owners':
      return judgeOwners(sight, predicate);
    case 'bytes':
      return judgeBytes(sight, predicate);
    case 'command':
      return sight.commands.some((command) => new RegExp(predicate.matches).test(command));
    case 'all':
      return judgeAll(sight, predicate.of);
    case 'any':
      return judgeAny(sight, predicate.of);
    case 'not':
      return !(await holds(sight, predicate.of));
  }
}
