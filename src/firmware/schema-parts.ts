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

const NAME = 'must be a name: no slash, no control character';

/** A name that becomes a folder of /sys. */
export const deviceName = z
  .string()
  .check(z.maxLength(255, NAME), z.regex(/^(?!\.{0,2}$)[^/\u0000-\u001f\u007f-\u009f]+$/, NAME));

const MAX_LABELS = 64 * 1024 * 1024;
const LABELS = 'must be at most 64 MiB: tools read a label area as a whole';

/** Bytes of a label area. */
export const labelSize = z.pipe(quantity, z.int().check(z.lte(MAX_LABELS, LABELS)));
