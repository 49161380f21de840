/** Objects of `ndctl list`, as it prints them in any of its forms. */
import * as z from 'zod/mini';
import type { Place } from '../facts.ts';
import { amount, any, flag, identifier, lenient, whole, word } from './amounts.ts';

export const busFields = z.object({
  dev: z.string().check(z.regex(/^ndbus\d{1,4}$/)),
  provider: word,
  scrub_state: word,
});

export const dimmFields = z.object({
  dev: z.string().check(z.regex(/^nmem\d{1,4}$/)),
  id: word,
  handle: whole,
  phys_id: whole,
  flag_failed_save: flag,
  flag_failed_arm: flag,
  flag_failed_restore: flag,
  flag_failed_map: flag,
  flag_failed_flush: flag,
  flag_smart_event: flag,
  health: any,
  security: word,
});

const mapping = z.object({
  dimm: z.string().check(z.regex(/^nmem\d{1,4}$/)),
  offset: amount,
  length: amount,
  position: whole,
});

export const regionFields = z.object({
  dev: z.string().check(z.regex(/^region\d{1,4}$/)),
  size: amount,
  align: amount,
  resource: amount,
  available_size: amount,
  type: word,
  numa_node: whole,
  target_node: whole,
  iset_id: identifier,
  persistence_domain: word,
  state: word,
  mappings: z.catch(z.optional(z.array(mapping)), undefined),
});

/** Names of modes before ndctl 60. */
const OLD_MODES: Readonly<Record<string, string>> = { memory: 'fsdax', dax: 'devdax', safe: 'sector' };

const mode = lenient((raw: unknown) =>
  typeof raw === 'string' && raw.length <= 16 ? (OLD_MODES[raw] ?? raw) : undefined,
);

export const namespaceFields = z.object({
  dev: z.string().check(z.regex(/^namespace\d{1,4}\.\d{1,6}$/)),
  mode,
  map: word,
  size: amount,
  uuid: word,
  raw_uuid: word,
  sector_size: whole,
  align: amount,
  blockdev: word,
  chardev: word,
  name: word,
  state: word,
  numa_node: whole,
  target_node: whole,
});

export type BusFact = z.infer<typeof busFields> & Place;
export type DimmFact = z.infer<typeof dimmFields> & Place & { bus?: string | undefined };
export type RegionFact = z.infer<typeof regionFields> & Place & { bus?: string | undefined };
export type NamespaceFact = z.infer<typeof namespaceFields> &
  Place & {
    /** Name of the region that it was listed in. */
    region?: string | undefined;
  };
