/** Objects of `cxl list`. */
import * as z from 'zod/mini';
import type { Place } from '../facts.ts';
import { amount, any, flag, whole, word } from './amounts.ts';

export const memdevFields = z.object({
  memdev: z.string().check(z.regex(/^mem\d{1,4}$/)),
  pmem_size: amount,
  ram_size: amount,
  serial: any,
  host: word,
  numa_node: whole,
});

const dport = z.object({ dport: z.string(), alias: word, id: whole });

export const portFields = z.object({
  port: z.string().check(z.regex(/^port\d{1,4}$/)),
  host: word,
  depth: whole,
  dports: z.catch(z.optional(z.array(dport)), undefined),
});

export const cxlBusFields = z.object({
  bus: z.string().check(z.regex(/^root\d{1,4}$/)),
  provider: word,
  dports: z.catch(z.optional(z.array(dport)), undefined),
});

const target = z.object({ target: z.string(), alias: word, position: whole, id: whole });

export const decoderFields = z.object({
  decoder: z.string().check(z.regex(/^decoder\d{1,4}\.\d{1,4}$/)),
  resource: amount,
  size: amount,
  interleave_ways: whole,
  interleave_granularity: whole,
  pmem_capable: flag,
  volatile_capable: flag,
  accelmem_capable: flag,
  locked: flag,
  mode: word,
  dpa_size: amount,
  targets: z.catch(z.optional(z.array(target)), undefined),
});

const mapping = z.object({ position: whole, memdev: z.string(), decoder: word });

export const cxlRegionFields = z.object({
  region: z.string().check(z.regex(/^region\d{1,4}$/)),
  resource: amount,
  size: amount,
  type: word,
  interleave_ways: whole,
  interleave_granularity: whole,
  decode_state: word,
  state: word,
  mappings: z.catch(z.optional(z.array(mapping)), undefined),
});

export const endpointFields = z.object({
  endpoint: z.string().check(z.regex(/^endpoint\d{1,4}$/)),
  host: word,
});

/** A root with its host bridges, or a port with the name of the port above it. */
export type BridgeFact = Place &
  ({ bus: z.infer<typeof cxlBusFields> } | { port: z.infer<typeof portFields>; above: string });

export interface CxlFacts {
  memdevs: (z.infer<typeof memdevFields> & Place & { port?: string | undefined })[];
  bridges: BridgeFact[];
  endpoints: (z.infer<typeof endpointFields> & Place)[];
  decoders: (z.infer<typeof decoderFields> & Place)[];
  regions: (z.infer<typeof cxlRegionFields> & Place & { decoder?: string | undefined })[];
}

/** True for a region of RAM; cxl 76 prints no type of regions, so it follows from the devices. */
export function isRamRegion({ type, mappings }: CxlFacts['regions'][number], cxl: CxlFacts): boolean {
  if (type !== undefined) return type === 'ram';
  const [first] = mappings ?? [];
  const mode = cxl.decoders.find(({ decoder }) => decoder === first?.decoder)?.mode;
  if (mode !== undefined) return mode === 'ram';
  const device = cxl.memdevs.find(({ memdev }) => memdev === first?.memdev);
  return device?.ram_size !== undefined && device.pmem_size === undefined;
}

/** True for a decoder of a root, which is a window: roots are numbered with the ports, and mostly the first. */
export function isWindow(decoder: string, { bridges }: CxlFacts): boolean {
  const roots = bridges.flatMap((fact) => ('bus' in fact ? [fact.bus.bus.slice('root'.length)] : []));
  const number = decoder.slice('decoder'.length, decoder.indexOf('.'));
  return roots.length === 0 ? number === '0' : roots.includes(number);
}
