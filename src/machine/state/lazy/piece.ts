/** Bytes of JSON with their sum: the unit in which a machine is read, checked and written. */
import { type ByteRange, joined, rangeOf, type Source } from './source.ts';
import { sumOf } from './sum.ts';

/** The error for bytes that are not as this memsim writes them. */
export const notLazy = (): Error => new SyntaxError('not a value with deferred parts');

export class Piece implements ByteRange {
  readonly source: Source;
  readonly at: number;
  readonly length: number;
  #sum: number | undefined;
  #damaged: (() => Error) | undefined;
  #kept: Buffer | undefined;

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
    return this.#kept ?? this.source.view(this.at, this.length);
  }

  get isKept(): boolean {
    return this.#kept !== undefined;
  }

  /** Keeps the bytes in memory, checked. */
  keep(bytes: Buffer): void {
    this.check(bytes);
    this.#kept = bytes;
  }

  /** The checksum; before its check that of the file, so that damage is detected later. */
  get sum(): number {
    this.#sum ??= sumOf(this.bytes);
    return this.#sum;
  }

  /**
   * Checks the sum once.
   *
   * @param bytes those of the piece, where they were read already
   * @throws the error for damage
   */
  check(bytes?: Uint8Array): void {
    if (this.#damaged !== undefined && sumOf(bytes ?? this.bytes) !== this.#sum) throw this.#damaged();
    this.#damaged = undefined;
  }

  /** @throws the error for damage; a SyntaxError for what is no JSON */
  parse(): unknown {
    const { bytes } = this;
    this.check(bytes);
    return JSON.parse(bytes.toString());
  }

  equals(other: Piece): boolean {
    return this.length === other.length && Buffer.from(this.bytes).equals(other.bytes);
  }
}

/** Reads pieces that are searched again and again: neighbours at once, each once for all tables that share it. */
export function readTogether(pieces: readonly Piece[]): void {
  const missing = pieces.filter(({ isKept }) => !isKept);
  const bytes = joined(missing);
  let at = 0;
  for (const piece of missing) {
    piece.keep(bytes.subarray(at, at + piece.length));
    at += piece.length;
  }
}

/** A piece of these bytes: the old one where it is equal, so that equal pieces are the same object. */
export function pieceOf(text: string, old?: Piece): Piece {
  const bytes = Buffer.from(text);
  return old !== undefined && old.length === bytes.length && bytes.equals(old.bytes)
    ? old
    : new Piece(rangeOf(bytes));
}
