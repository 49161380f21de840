/** The shards of a table in a file: few of them are read, so the pieces of the others are never made. */
import type { Range } from '../../../lib/range.ts';
import { notLazy, Piece } from './piece.ts';
import type { ByteRange, Source } from './source.ts';
import type { ShardText } from './text.ts';

/** Numbers of a shard in the index: length and sum of its keys and of its values. */
const NUMBERS = 4;

/** The places of the shards of a table. */
interface Places {
  source: Source;
  damaged: () => Error;
  /** Lengths and sums. */
  extents: readonly number[];
  /** For each shard the starts of its keys and of its values. */
  starts: readonly number[];
  /** The first and the last address of each shard. */
  spans: readonly number[] | undefined;
}

export class StoredShard implements ShardText {
  readonly #places: Places;
  readonly #index: number;
  #keys: Piece | undefined;
  #values: Piece | undefined;

  constructor(places: Places, index: number) {
    this.#places = places;
    this.#index = index;
  }

  /** The range of one of its parts: 0 for the keys, 1 for the values. */
  range(part: 0 | 1): ByteRange {
    const { source, starts, extents } = this.#places;
    const at = starts[2 * this.#index + part]!;
    return { source, at, length: extents[NUMBERS * this.#index + 2 * part]! };
  }

  #piece(part: 0 | 1): Piece {
    const { extents, damaged } = this.#places;
    return new Piece(this.range(part), extents[NUMBERS * this.#index + 2 * part + 1], damaged);
  }

  get keys(): Piece {
    this.#keys ??= this.#piece(0);
    return this.#keys;
  }

  get values(): Piece {
    this.#values ??= this.#piece(1);
    return this.#values;
  }

  get length(): number {
    const { extents } = this.#places;
    return extents[NUMBERS * this.#index]! + extents[NUMBERS * this.#index + 2]!;
  }

  get span(): Range | undefined {
    const { spans } = this.#places;
    return spans && { start: spans[2 * this.#index]!, end: spans[2 * this.#index + 1]! };
  }

  /** Adds its numbers to those of an index. */
  addTo(extents: number[]): void {
    const first = NUMBERS * this.#index;
    for (let i = first; i < first + NUMBERS; i++) extents.push(this.#places.extents[i]!);
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * The shards of a table whose keys begin at a place of a source, and the place behind its values.
 *
 * @throws a SyntaxError when the numbers are not those of an index
 */
export function storedShards(
  { source, at }: Omit<ByteRange, 'length'>,
  extents: readonly unknown[],
  spans: readonly unknown[] | undefined,
  damaged: () => Error,
): { shards: StoredShard[]; end: number } {
  const count = extents.length / NUMBERS;
  if (!Number.isInteger(count) || !extents.every(isCount)) throw notLazy();
  if (spans !== undefined && (spans.length !== 2 * count || !spans.every(Number.isSafeInteger)))
    throw notLazy();
  const starts: number[] = new Array(2 * count);
  let end = at;
  for (const part of [0, 1])
    for (let i = 0; i < count; i++) {
      starts[2 * i + part] = end;
      end += extents[NUMBERS * i + 2 * part] as number;
    }
  const places = { source, damaged, extents, starts, spans: spans as number[] | undefined };
  return { shards: Array.from({ length: count }, (_, i) => new StoredShard(places, i)), end };
}
