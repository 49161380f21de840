/** Reads predicates from JSON. Sizes and addresses may be written as 4096, "0x200000000" or "64M". */
import * as z from 'zod/mini';
import { parseQuantity } from '../lib/quantity.ts';
import { MARKS, type MarkName } from '../views/base/theme.ts';
import { parsePath } from './json-path.ts';
import type { Predicate } from './predicate.ts';
import { readJson } from './read-json.ts';

const quantity = z.union(
  [
    z.number(),
    z.pipe(
      z.string().check(z.refine((text) => parseQuantity(text) !== undefined)),
      z.transform((text: string) => parseQuantity(text)!),
    ),
  ],
  'must be a number, or one like "0x200000000" or "64M"',
);

/** A non-empty text. */
export const words = z.string().check(z.minLength(1, 'must not be empty'));

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
const pattern = words.check(z.refine(isPattern, { error: 'must be a regular expression' }));

const comparison = {
  equals: z.optional(z.union([z.string(), z.number(), z.boolean()])),
  matches: z.optional(pattern),
  contains: z.optional(words),
  atLeast: z.optional(quantity),
  atMost: z.optional(quantity),
  multipleOf: z.optional(quantity),
};
const COMPARISONS = Object.keys(comparison);

const list = {
  list: z.string(),
  path: words.check(z.refine((text) => parsePath(text) !== undefined, { error: 'is no JSON path' })),
  exists: z.optional(z.boolean()),
  ...comparison,
};

/** Refuses a predicate without a condition, which would always hold. */
const hasCondition = <T extends object>(keys: readonly string[]) =>
  z.refine<T>((value) => keys.some((key) => key in value), {
    error: `must have one of ${keys.join(', ')}`,
  });
const OR_EXISTS = [...COMPARISONS, 'exists'];

const isMark = (name: string): name is MarkName => Object.hasOwn(MARKS, name);
const mark = z.pipe(
  words.check(z.refine(isMark, { error: `must be one of ${Object.keys(MARKS).join(', ')}` })),
  z.transform((name: string) => name as MarkName),
);

const path = words.check(z.regex(/^\/(sys|proc)\//, 'must be a path below /sys or /proc'));

/** A predicate as data. */
export const predicate: z.ZodMiniType<Predicate> = z.lazy(() =>
  z.discriminatedUnion('see', [
    z
      .strictObject({ see: z.literal('file'), path, exists: z.optional(z.boolean()), ...comparison })
      .check(hasCondition(OR_EXISTS)),
    z.strictObject({ see: z.literal('ndctl'), ...list }).check(hasCondition(OR_EXISTS)),
    z.strictObject({ see: z.literal('daxctl'), ...list }).check(hasCondition(OR_EXISTS)),
    z
      .strictObject({
        see: z.literal('log'),
        contains: z.optional(words),
        matches: z.optional(pattern),
        warning: z.optional(z.boolean()),
      })
      .check(hasCondition(['contains', 'matches'])),
    z
      .strictObject({
        see: z.literal('kernel'),
        release: z.optional(words),
        has: z.optional(words),
        lacks: z.optional(words),
        crashed: z.optional(z.boolean()),
      })
      .check(hasCondition(['release', 'has', 'lacks', 'crashed'])),
    z.strictObject({
      see: z.literal('iomem'),
      name: words,
      start: z.optional(quantity),
      end: z.optional(quantity),
      size: z.optional(quantity),
      aligned: z.optional(quantity),
      ...comparison,
    }),
    z
      .strictObject({ see: z.literal('marks'), start: quantity, size: quantity, mark, ...comparison })
      .check(hasCondition(COMPARISONS)),
    z.strictObject({ see: z.literal('owners'), at: quantity, of: z.array(words).check(z.minLength(1)) }),
    z.strictObject({ see: z.literal('bytes'), device: words, offset: quantity, text: words }),
    z.strictObject({ see: z.literal('command'), matches: pattern }),
    z.strictObject({ see: z.literal('all'), of: z.array(predicate).check(z.minLength(1)) }),
    z.strictObject({ see: z.literal('any'), of: z.array(predicate).check(z.minLength(1)) }),
    z.strictObject({ see: z.literal('not'), of: predicate }),
  ]),
);

/** Parses a predicate; throws an Error whose message names the field. */
export const readPredicate = (text: string): Predicate => readJson(predicate, text, 'predicate');
