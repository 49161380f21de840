/** Shapes of `--json` of memory at run time. */
import * as z from 'zod';
import { address, count, output, text } from './parts.ts';

export const HOTPLUG_OUTPUTS = {
  'hotplug-dram': output({
    device: text,
    start: address,
    end: address,
    node: count,
    blocks: z.strictObject({ first: count, last: count, state: text }),
  }),
  'unplug-dram': output({
    device: text,
    start: address,
    end: address,
    blocks: z.strictObject({ first: count, last: count }).nullable(),
  }),
  'p2pdma add': output({ device: text, bar: count, start: address, end: address, type: text }),
  'p2pdma remove': output({ device: text, unmapped: count }),
  'hmm add': output({ start: address, end: address, type: text, maxPfn: count }),
  'hmm remove': output({ removed: count }),
};
