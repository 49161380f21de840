/** Pieces that the schemas of saved records are made of. Sizes are bounded, names are never an object's own. */
import * as z from 'zod/mini';

const LONGEST_WORD = 4096;
const LONGEST_TEXT = 1024 * 1024;
const MAX_ITEMS = 4_000_000;

/** Names that every JavaScript object inherits: as keys of a table they would be found in every object. */
const RESERVED = new Set(Object.getOwnPropertyNames(Object.prototype));

/** An address, a count, a number of a frame: 0 to 2^53-1. */
export const whole = z.int().check(z.gte(0));
export const integer = z.int();
/** A name, a word. */
export const word = z.string().check(z.maxLength(LONGEST_WORD));
export const text = z.string().check(z.maxLength(LONGEST_TEXT));
/** Name of an object, and a key that it may have in a table; it may become a folder of /sys. */
export const name = word.check(
  z.refine((key) => !RESERVED.has(key)),
  z.regex(/^(?!\.{1,2}$)[^/\u0000-\u001f\u007f-\u009f]*$/),
);
export const flag = z.boolean();

export const list = <T extends z.ZodMiniType>(item: T) => z.array(item).check(z.maxLength(MAX_ITEMS));
export const table = <T extends z.ZodMiniType>(value: T) => z.record(name, value);
export const orNull = <T extends z.ZodMiniType>(value: T) => z.nullable(value);
export const maybe = <T extends z.ZodMiniType>(value: T) => z.optional(value);
/** The words of a type, all of them: one that is missing is an error of the compiler. */
export const wordsOf = <T extends string>(words: Record<T, true>): z.ZodMiniType<T> =>
  z.enum(Object.keys(words)) as unknown as z.ZodMiniType<T>;
export const oneOf = <const T extends readonly string[]>(...words: T) => z.enum(words);

/**
 * A record of type T: exactly its fields. A field that T has and the schema lacks, or the other way round,
 * is an error of the compiler.
 */
export const record =
  <T extends object>() =>
  (shape: { [K in keyof Required<T>]: z.ZodMiniType }): z.ZodMiniType<T> =>
    z.strictObject(shape) as unknown as z.ZodMiniType<T>;

/** The fields of a record, for one that has more. */
export const fields = <T extends object>(shape: { [K in keyof Required<T>]: z.ZodMiniType }) => shape;

export const range = { start: whole, end: whole };
export const span = { first: whole, last: whole };
