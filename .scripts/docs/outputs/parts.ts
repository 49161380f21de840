/** Parts of the shapes of `--json`. */
import * as z from 'zod';
import { JSON_VERSION } from '../../../src/cli/output/print-model.ts';
import type { Range } from '../../../src/lib/range.ts';

export const text = z.string();
export const count = z.int().min(0);
export const address = z.int().min(0);
export const bytes = z.int().min(0);
export const flag = z.boolean();
export const argv = z.array(z.string());
export const rc = z.int().min(0).max(255);

/**
 * A record of type T: exactly its fields. A field that T has and the schema lacks, or the other way round, is an
 * error of the compiler.
 */
export const record =
  <T extends object>() =>
  <S extends { [K in keyof Required<T>]: z.ZodType }>(shape: S) =>
    z.strictObject(shape);

/** An output of type T. */
export const outputOf =
  <T extends object>() =>
  <S extends { [K in keyof Required<T>]: z.ZodType }>(shape: S) =>
    output(shape);

export const range = record<Range>()({ start: address, end: address });

/** An output: its fields and the version. */
export const output = <T extends z.ZodRawShape>(fields: T) =>
  z.strictObject({ version: z.literal(JSON_VERSION), ...fields });

/** A file that the command wrote. */
export const writtenFile = output({ file: text, bytes });

/** An output that is a list. */
export const rows = <T extends z.ZodType>(row: T) => output({ rows: z.array(row) });
