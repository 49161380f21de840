/** Bytes of JSON with their sum: the unit in which a machine is read, checked and written. */
import { type ByteRange, rangeOf, type Source } from './source.ts';
import { sumOf } from './sum.ts';

/** The error for bytes that are not as this memsim writes them. */
export const notLazy = (): Error => new SyntaxError('not a value with deferred parts');

export class Piece implements ByteRange {
  readonly source: Source;
  readonly at: number;
  readonly length: number;
  #sum: number | undefined;
  #damaged: (() => Error) | undefined;

  /**
   * @param sum the sum that a file states for it
   * @param damaged the error for a piece that has another sum
   */
  constructor({ source, at, length }: ByteRange, sum?: number, damaged?: () => Error) {
    this.source = source;
    this.at = at;
    this.length = length;
    this.#sum = sum;
    this.#damaged = damaged;
  }

  /** The bytes, unchecked; they may change when others are read. */
  get bytes(): Buffer {
    return this.source.view(this.at, this.length);
  }

  /** The checksum; before its check that of the file, so that damage is detected later. */
  get sum(): number {
    this.#sum ??= sumOf(this.bytes);
    return this.#sum;
  }

  /**
   * The bytes, whose sum is checked once; they may change when others are read.
   *
   * @throws the error for damage
   */
  read(): Buffer {
    const { bytes } = this;
    if (this.#damaged !== undefined && sumOf(bytes) !== this.#sum) throw this.#damaged();
    this.#damaged = undefined;
    return bytes;
  }

  /** @throws the error for damage; a SyntaxError for what is no JSON */
  parse(): unknown {
    return JSON.parse(this.read().toString());
  }

  equals(other: Piece): boolean {
    return this.length === other.length && Buffer.from(this.bytes).equals(other.bytes);
  }
}

/** The list in a piece. */
export function listIn(piece: Piece): unknown[] {
  const value = piece.parse();
  if (!Array.isArray(value)) throw notLazy();
  return value;
}

/** A piece of these bytes: the old one where it is equal, so that equal pieces are the same object. */
export function pieceOf(text: string, old?: Piece): Piece {
  const bytes = Buffer.from(text);
  return old !== undefined && old.length === bytes.length && bytes.equals(old.bytes)
    ? old
    : new Piece(rangeOf(bytes));
}
