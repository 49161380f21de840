/** The state of a machine that a predicate tests, in words, for goals that are not met. */
import { MiB } from '../lib/units.ts';
import { humanSize } from '../views/base/text.ts';
import { MARKS } from '../views/base/theme.ts';
import { failed } from '../wall/files.ts';
import { valuesAt } from './json-path.ts';
import { holds, marksIn } from './judge.ts';
import type {
  BytesPredicate,
  FilePredicate,
  IomemPredicate,
  ListPredicate,
  MarksPredicate,
  OwnersPredicate,
  Predicate,
} from './predicate.ts';
import type { VisibleState } from './visible-state.ts';

/** Longest text, in characters. */
const MAX_LENGTH = 120;
const UNPRINTABLE = /[^\x20-\x7e]/g;

const short = (text: string): string => {
  const line = text.trim().replace(/\s*\n\s*/g, ' | ');
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}..` : line;
};

function fileText({ files }: VisibleState, { path }: FilePredicate): string {
  const text = files.read(path);
  if (failed(text)) return files.stat(path) === undefined ? `no ${path}` : `${path} (${text.error})`;
  return text.trim() === '' ? `${path} is empty` : short(text);
}

const OF_ONE = /^\[\w+=([^\]]+)\](?:\.(\w+))?$/;

/** A path in words where it names one object: `size of namespace0.0` for `[dev=namespace0.0].size`. */
function pathWords(path: string): string {
  const [, object, field] = OF_ONE.exec(path) ?? [];
  if (object === undefined) return path;
  return field === undefined ? object : `${field} of ${object}`;
}

function valueText(value: unknown): string {
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' && value >= MiB ? `${value} (${humanSize(value)})` : `${value}`;
}

async function listText(state: VisibleState, { see, list, path }: ListPredicate): Promise<string> {
  const values = valuesAt(await state.list(see, list), path);
  if (values.length === 0) return `no ${pathWords(path)} in '${see} list ${list}'`;
  return short(values.map(valueText).join(', '));
}

function iomemText(state: VisibleState, { name }: IomemPredicate): string {
  const ranges = state.iomem().filter((entry) => entry.name === name);
  if (ranges.length === 0) return `no ${name} in /proc/iomem`;
  const texts = ranges.map(({ start, end }) => `${start.toString(16)}-${end.toString(16)}`);
  return short(`${name} at ${texts.join(', ')}`);
}

async function ownersText(state: VisibleState, { at }: OwnersPredicate): Promise<string> {
  const { rows } = await state.sections({ start: at, end: at });
  const owners = rows.flatMap((row) => row.owners);
  return owners.length === 0 ? 'nothing in the section' : short(owners.join(', '));
}

function bytesText({ files }: VisibleState, { device, offset, text }: BytesPredicate): string {
  const data = files.readBytes(device, offset, text.length);
  return failed(data)
    ? `${device} (${data.error})`
    : `'${Buffer.from(data).toString('latin1').replace(UNPRINTABLE, '.')}'`;
}

async function marksText(state: VisibleState, predicate: MarksPredicate): Promise<string> {
  const counts = [...(await marksIn(state, predicate))].sort(([, a], [, b]) => b - a);
  return short(counts.map(([mark, count]) => `${count} x ${MARKS[mark].label}`).join(', '));
}

async function firstMissing(
  state: VisibleState,
  predicates: readonly Predicate[],
): Promise<string | undefined> {
  for (const predicate of predicates)
    if (!(await holds(state, predicate))) return findingOf(state, predicate);
  return undefined;
}

/** The state that a predicate tests, in words; undefined if the words would only repeat that it does not hold. */
export async function findingOf(state: VisibleState, predicate: Predicate): Promise<string | undefined> {
  if (state.crashed) return 'the machine has crashed';
  switch (predicate.see) {
    case 'file':
      return fileText(state, predicate);
    case 'ndctl':
    case 'daxctl':
      return listText(state, predicate);
    case 'kernel':
      // Its changes are left out: a learner may have to find them.
      return `kernel ${state.release}`;
    case 'iomem':
      return iomemText(state, predicate);
    case 'owners':
      return ownersText(state, predicate);
    case 'bytes':
      return bytesText(state, predicate);
    case 'log':
      return 'no such line in the log';
    case 'command':
      return 'no such command since the lesson began';
    case 'all':
      return firstMissing(state, predicate.of);
    case 'any':
      return findingOf(state, predicate.of[0]!);
    case 'not':
      return predicate.of.see === 'log' ? 'such a line in the log' : findingOf(state, predicate.of);
    case 'marks':
      return marksText(state, predicate);
  }
}
