/** Parts that the schemas of a platform file share. */
import * as z from 'zod/mini';
import { parseQuantity } from '../lib/quantity.ts';

/** Numbers beyond this are no physical address. */
const LIMIT = 2 ** 52;

const WHOLE = 'must be a whole number of 0 to 2^52-1, or a string like "0x1000" or "64M"';

/** A whole number, or a text like `0x1000` or `64M`. */
export const quantity = z.pipe(
  z.union([z.number(), z.string()], WHOLE),
  z.pipe(
    z.transform((value: number | string) =>
      typeof value === 'string' ? (parseQuantity(value) ?? Number.NaN) : value,
    ),
    z.int(WHOLE).check(z.gte(0, WHOLE), z.lt(LIMIT, WHOLE)),
  ),
);
