/** Entries that two taken states do not share. Shards with equal text are not read. */
import type { Range } from '../../../lib/range.ts';
import { Piece } from './piece.ts';
import { bare, type Entries, Shard } from './shard.ts';
import { mayMeet } from './span.ts';
import type { Part, ShardText, TableText, Taken } from './text.ts';

const startsWith = (path: readonly string[], way: readonly string[]): boolean =>
  way.every((step, i) => step === path[i]);

const pieceName = ({ length, sum }: Piece): string => `${length}.${sum}`;
const nameOf = ({ keys, values }: ShardText): string => `${pieceName(keys)} ${pieceName(values)}`;

const sameShard = (a: ShardText, b: ShardText): boolean => a.keys.equals(b.keys) && a.values.equals(b.values);

/** The shards of a table that another one does not share. */
function unshared({ shards }: TableText, others: TableText): readonly ShardText[] {
  if (shards === others.shards) return [];
  const known = new Set(others.shards);
  return shards.filter((shard) => !known.has(shard));
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
  return part?.path.length === way.length && 'shards' in part.text ? part.text : undefined;
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
    for (const [at, shard] of text.shards.entries())
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
  if (table !== undefined) return ownEntries(table, { shards: [] });
  const part = partOn(taken, way);
  const whole = part === undefined ? coreOf(taken) : (part.text as Piece).parse();
  const value = way
    .slice(part?.path.length ?? 0)
    .reduce<unknown>((at, step) => (isEntries(at) ? at[step] : undefined), whole);
  return isEntries(value) ? value : {};
}

function sameEach<T>(a: readonly T[], b: readonly T[], name: (one: T) => string): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i] || name(one) === name(b[i]!));
}

/** Tests for equal large parts; their sums stand for what was not read. */
function sameText(a: Part['text'], b: Part['text']): boolean {
  if (a instanceof Piece && b instanceof Piece) return pieceName(a) === pieceName(b);
  if ('shards' in a && 'shards' in b) return sameEach(a.shards, b.shards, nameOf);
  return 'lists' in a && 'lists' in b && sameEach(a.lists, b.lists, ({ items }) => pieceName(items));
}

/** The large parts below a way. */
const below = ({ parts }: Taken, way: readonly string[]): Part[] =>
  parts.filter(({ path }) => path.length > way.length && startsWith(path, way));

/** Tests for equal large parts in the entry of a key, among those below the table. */
function sameParts(a: readonly Part[], b: readonly Part[], depth: number, key: string): boolean {
  const [was, is] = [a, b].map((parts) => parts.filter(({ path }) => path[depth] === key));
  return (
    was!.length === is!.length &&
    was!.every(({ path, text }, i) => `${path}` === `${is![i]!.path}` && sameText(text, is![i]!.text))
  );
}

/** The keys of a table whose entries differ or are in one of two states only: those of the first state first. */
export function differingKeys(before: Taken, after: Taken, way: readonly string[]): string[] {
  const [a, b] = [tableAt(before, way), tableAt(after, way)];
  const isCut = a !== undefined && b !== undefined;
  const was = isCut ? ownEntries(a, b) : allEntries(before, way);
  const is = isCut ? ownEntries(b, a) : allEntries(after, way);
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  const [wasBelow, isBelow] = [below(before, way), below(after, way)];
  return [...keys].filter(
    (key) =>
      JSON.stringify(was[key]) !== JSON.stringify(is[key]) || !sameParts(wasBelow, isBelow, way.length, key),
  );
}
