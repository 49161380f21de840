/** Objects of `daxctl list`. */
import * as z from 'zod/mini';
import type { Place } from '../facts.ts';
import { amount, flag, whole, word } from './amounts.ts';

const mapping = z.object({ start: amount, end: amount, page_offset: amount });

export const daxRegionFields = z.object({
  path: z.string().check(z.maxLength(256)),
  id: whole,
  size: amount,
  align: amount,
});

export const daxDeviceFields = z.object({
  chardev: z.string().check(z.regex(/^dax\d{1,4}\.\d{1,6}$/)),
  size: amount,
  target_node: whole,
  align: amount,
  mode: word,
  online_memblocks: whole,
  total_memblocks: whole,
  movable: flag,
  state: word,
  mappings: z.catch(z.optional(z.array(mapping)), undefined),
});

export type DaxRegionFact = z.infer<typeof daxRegionFields> & Place;
export type DaxDeviceFact = z.infer<typeof daxDeviceFields> &
  Place & {
    /** Path of the region that it was listed in. */
    path?: string | undefined;
  };
