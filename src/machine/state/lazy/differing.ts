/** Entries that two taken states do not share. Shards with equal text are not read. */
import type { Range } from '../../../lib/range.ts';
import type { Piece } from './piece.ts';
import { bare, type Entries, Shard, type ShardText, type TableText } from './shard.ts';
import { mayMeet } from './span.ts';
import type { Part, Taken } from './take.ts';

const startsWith = (path: readonly string[], way: readonly string[]): boolean =>
  way.every((step, i) => step === path[i]);

const pieceName = ({ length, sum }: Piece): string => `${length}.${sum}`;
const nameOf = ({ keys, values }: ShardText): string => `${pieceName(keys)} ${pieceName(values)}`;

const sameShard = (a: ShardText, b: ShardText): boolean => a.keys.equals(b.keys) && a.values.equals(b.values);

/** The shards that do not consist of pieces of `others`. */
function unshared(text: TableText, others: TableText): TableText {
  const pieces = new Set(others.flatMap(({ keys, values }) => [keys, values]));
  return text.filter(({ keys, values }) => !pieces.has(keys) || !pieces.has(values));
}

/** Entries of the shards that `others` does not have. */
function ownEntries(text: TableText, others: TableText): Entries {
  const known = new Map(unshared(others, text).map((shard) => [nameOf(shard), shard]));
  const entries = bare();
  for (const [at, shard] of unshared(text, others).entries()) {
    const other = known.get(nameOf(shard));
    if (other === undefined || !sameShard(shard, other)) new Shard(at, shard).read(entries);
  }
  return entries;
}

/** The part that a way leads to or into. */
const partOn = ({ parts }: Taken, way: readonly string[]): Part | undefined =>
  parts.find(({ path }) => startsWith(way, path));

/** The text of a table that is in shards; undefined for one that is not. */
export function tableAt(taken: Taken, way: readonly string[]): TableText | undefined {
  const part = partOn(taken, way);
  return part?.path.length === way.length && Array.isArray(part.text) ? part.text : undefined;
}

/**
 * Entries of a table, in no order: all that are in one of the ranges, and others. Those of shards are read from
 * their text, one shard at a time.
 */
export function* valuesAt(
  taken: Taken,
  way: readonly string[],
  ranges: readonly Range[],
): Generator<unknown> {
  const text = tableAt(taken, way);
  if (text === undefined) yield* Object.values(allEntries(taken, way));
  else
    for (const [at, shard] of text.entries())
      if (mayMeet(shard.span, ranges)) yield* new Shard(at, shard).values();
}

/** The values without their large parts. */
const cores = new WeakMap<Taken, unknown>();

function coreOf(taken: Taken): unknown {
  if (!cores.has(taken)) cores.set(taken, taken.core.parse());
  return cores.get(taken);
}

const isEntries = (value: unknown): value is Entries => typeof value === 'object' && value !== null;

/** Entries of a table, with null in place of large parts of theirs. */
function allEntries(taken: Taken, way: readonly string[]): Entries {
  const table = tableAt(taken, way);
  if (table !== undefined) return ownEntries(table, []);
  const part = partOn(taken, way);
  const whole = part === undefined ? coreOf(taken) : (part.text as Piece).parse();
  const value = way
    .slice(part?.path.length ?? 0)
    .reduce<unknown>((at, step) => (isEntries(at) ? at[step] : undefined), whole);
  return isEntries(value) ? value : {};
}

/** The large parts below a way, as text that is equal for equal ones. */
const below = ({ parts }: Taken, way: readonly string[]): string =>
  parts
    .filter(({ path }) => path.length > way.length && startsWith(path, way))
    .map(({ path, text }) => {
      const names = Array.isArray(text) ? text.map(nameOf) : [pieceName(text as Piece)];
      return `${path.join(' ')}: ${names.join(' ')}`;
    })
    .join('\n');

/** The keys of a table whose entries differ or are in one of two states only: those of the first state first. */
export function differingKeys(before: Taken, after: Taken, way: readonly string[]): string[] {
  const [a, b] = [tableAt(before, way), tableAt(after, way)];
  const isCut = a !== undefined && b !== undefined;
  const was = isCut ? ownEntries(a, b) : allEntries(before, way);
  const is = isCut ? ownEntries(b, a) : allEntries(after, way);
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...keys].filter(
    (key) =>
      JSON.stringify(was[key]) !== JSON.stringify(is[key]) ||
      below(before, [...way, key]) !== below(after, [...way, key]),
  );
}
