/** Bytes of JSON with their sum: the unit in which a machine is read, checked and written. */
import { sumOf } from './sum.ts';

export const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** The error for bytes that are not as this memsim writes them. */
export const notLazy = (): Error => new SyntaxError('not a value with deferred parts');

/** The sum that a file states for a piece, and the error for a piece that has another one. */
export interface Stated {
  sum: string;
  damaged: () => Error;
}

export class Piece {
  readonly text: Buffer;
  #sum: string | undefined;
  #stated: Stated | undefined;

  constructor(text: Buffer, stated?: Stated) {
    this.text = text;
    this.#sum = stated?.sum;
    this.#stated = stated;
  }

  /** The checksum; before its check that of the file, so that damage is detected later. */
  get sum(): string {
    this.#sum ??= sumOf(this.text);
    return this.#sum;
  }

  /** @throws the error for damage */
  check(): void {
    if (this.#stated !== undefined && sumOf(this.text) !== this.#stated.sum) throw this.#stated.damaged();
    this.#stated = undefined;
  }

  /** @throws the error for damage; a SyntaxError for what is no JSON */
  parse(): unknown {
    this.check();
    return JSON.parse(this.text.toString());
  }
}

/** A piece of these bytes: the old one where it is equal, so that equal pieces are the same object. */
export function pieceOf(text: string, old?: Piece): Piece {
  const bytes = Buffer.from(text);
  return old !== undefined && bytes.equals(old.text) ? old : new Piece(bytes);
}
