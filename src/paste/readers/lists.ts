/**
 * JSON lists of ndctl, daxctl, cxl and lsmem. An object is recognised by its fields wherever it stands in a
 * list, so that each form of a list is read: with or without buses, as array or as a single object, cut.
 */
import type { Facts, Place } from '../facts.ts';
import { amountOf } from './amounts.ts';
import { type Context, type Fields, READERS } from './list-objects.ts';
import { rangeOf, type SourceName } from './reader.ts';

/** Objects whose fields name something that is not an object of its own. */
const LEAF = /^(?:mappings|targets|dports|capabilities|health|badblocks)$/;
/** Lists of a decoder's regions name the decoder in their key: `regions:decoder0.0`. */
const KEYED = /^(?:regions|decoders|ports|endpoints|memdevs):(\w+(?:\.\d+)?)$/;

interface Visit {
  facts: Facts;
  place: Place;
  sources: Map<SourceName, number>;
}

function visit(value: unknown, context: Context, { facts, place, sources }: Visit): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, context, { facts, place, sources });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Fields;
  let inner = context;
  for (const { key, form, read, source } of READERS) {
    const name = fields[key];
    if (typeof name !== 'string' || !form.test(name)) continue;
    const next = read(fields, facts, place, context);
    if (next === undefined) continue;
    inner = { ...context, ...next };
    sources.set(source, (sources.get(source) ?? 0) + 1);
    break;
  }
  for (const [key, child] of Object.entries(fields)) {
    if (LEAF.test(key) || typeof child !== 'object') continue;
    const [, keyed] = KEYED.exec(key) ?? [];
    const isDecoder = keyed?.startsWith('decoder');
    visit(child, isDecoder ? { ...inner, decoder: keyed! } : inner, { facts, place, sources });
  }
}

/**
 * Reads the objects of a list.
 *
 * @returns how many objects of each tool it has; none for JSON of another program
 */
export function readList(value: unknown, facts: Facts, place: Place): Map<SourceName, number> {
  const sources = new Map<SourceName, number>();
  visit(value, {}, { facts, place, sources });
  const last = facts.lsmem.at(-1);
  if (sources.has('lsmem') && last !== undefined && last.blockSize === undefined) {
    const size = blockSizeOf(value);
    if (size !== undefined) last.blockSize = { ...place, value: size };
  }
  return sources;
}

/** The size of a block from the first row of `lsmem -J`: its range, and how many blocks that is. */
function blockSizeOf(value: unknown): number | undefined {
  const rows = (value as { memory?: unknown }).memory;
  const row = Array.isArray(rows) ? (rows[0] as Fields | undefined) : undefined;
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(`${row?.block}`) ?? [];
  const [from = '', to = ''] = `${row?.range}`.split('-');
  const range = rangeOf(from, to);
  if (first === undefined || range === undefined) return undefined;
  const count = Number(last ?? first) - Number(first) + 1;
  return count > 0 ? (amountOf((range.end + 1 - range.start) / count)?.value ?? undefined) : undefined;
}
