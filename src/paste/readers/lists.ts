/**
 * JSON lists of ndctl, daxctl, cxl and lsmem. An object is recognised by its fields wherever it stands in a
 * list, so that each form of a list is read: with or without buses, as array or as a single object, cut.
 */
import type { Facts, Place } from '../facts.ts';
import { amountOf } from './amounts.ts';
import {
  cxlBusFields,
  cxlRegionFields,
  decoderFields,
  endpointFields,
  memdevFields,
  portFields,
} from './cxl-facts.ts';
import { daxDeviceFields, daxRegionFields } from './dax-facts.ts';
import { lsmemReading } from './lsmem.ts';
import { busFields, dimmFields, namespaceFields, regionFields } from './nd-facts.ts';
import { rangeOf, type SourceName } from './reader.ts';

/** Names of the objects context the one that is read. */
interface Context {
  bus?: string;
  region?: string;
  path?: string;
  port?: string;
  decoder?: string;
}

type Fields = Record<string, unknown>;

interface ObjectReader {
  source: SourceName;
  /** The field that names the object, and the form of its name. */
  key: string;
  form: RegExp;
  /** Adds the object; returns what is context the objects inside of it, or undefined if it is none. */
  read(fields: Fields, facts: Facts, place: Place, context: Context): Context | undefined;
}

/** Objects that a list may have. */
const MAX_OBJECTS = 20_000;

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: unknown };
}

function parsed<T>(schema: Schema<T>, fields: Fields): T | undefined {
  const result = schema.safeParse(fields);
  return result.success ? result.data : undefined;
}

function reader<T extends object, F extends T & Place>(
  source: SourceName,
  [key, form]: readonly [string, RegExp],
  schema: Schema<T>,
  into: (facts: Facts) => F[],
  context: (data: T, outer: Context) => { fact: object; inner: Context },
): ObjectReader {
  return {
    source,
    key,
    form,
    read(fields, facts, place, outer) {
      const data = parsed(schema, fields);
      if (data === undefined) return undefined;
      const { fact, inner } = context(data, outer);
      const list = into(facts);
      if (list.length < MAX_OBJECTS) list.push({ ...data, ...fact, ...place } as unknown as F);
      return { ...outer, ...inner };
    },
  };
}

function lsmemRow(fields: Fields, facts: Facts, place: Place): Context | undefined {
  const [from = '', to = ''] = `${fields.range}`.split('-');
  const range = rangeOf(from, to);
  if (range === undefined) return undefined;
  const { rows } = lsmemReading(facts, range.start);
  if (rows.length < MAX_OBJECTS) rows.push({ ...place, ...range, online: `${fields.state}` === 'online' });
  return {};
}

const READERS: readonly ObjectReader[] = [
  reader(
    'ndctl list',
    ['dev', /^ndbus/],
    busFields,
    ({ buses }) => buses,
    ({ dev }) => ({
      fact: {},
      inner: { bus: dev },
    }),
  ),
  reader(
    'ndctl list',
    ['dev', /^nmem/],
    dimmFields,
    ({ dimms }) => dimms,
    (_, { bus }) => ({
      fact: { bus },
      inner: {},
    }),
  ),
  reader(
    'ndctl list',
    ['dev', /^region/],
    regionFields,
    ({ regions }) => regions,
    ({ dev }, { bus }) => ({
      fact: { bus },
      inner: { region: dev },
    }),
  ),
  reader(
    'ndctl list',
    ['dev', /^namespace/],
    namespaceFields,
    ({ namespaces }) => namespaces,
    (_, { region }) => ({ fact: { region }, inner: {} }),
  ),
  reader(
    'daxctl list',
    ['path', /./],
    daxRegionFields,
    ({ daxRegions }) => daxRegions,
    ({ path }) => ({
      fact: {},
      inner: { path },
    }),
  ),
  reader(
    'daxctl list',
    ['chardev', /^dax/],
    daxDeviceFields,
    ({ daxDevices }) => daxDevices,
    (_, { path }) => ({ fact: { path }, inner: {} }),
  ),
  reader(
    'cxl list',
    ['memdev', /^mem\d/],
    memdevFields,
    ({ cxl }) => cxl.memdevs,
    (_, { port }) => ({
      fact: { port },
      inner: {},
    }),
  ),
  reader(
    'cxl list',
    ['decoder', /^decoder/],
    decoderFields,
    ({ cxl }) => cxl.decoders,
    ({ decoder }) => ({
      fact: {},
      inner: { decoder },
    }),
  ),
  reader(
    'cxl list',
    ['region', /^region/],
    cxlRegionFields,
    ({ cxl }) => cxl.regions,
    (_, { decoder }) => ({ fact: { decoder }, inner: {} }),
  ),
  reader(
    'cxl list',
    ['endpoint', /^endpoint/],
    endpointFields,
    ({ cxl }) => cxl.endpoints,
    () => ({ fact: {}, inner: {} }),
  ),
  {
    source: 'cxl list',
    key: 'bus',
    form: /^root/,
    read(fields, { cxl }, place) {
      const bus = parsed(cxlBusFields, fields);
      if (bus !== undefined && cxl.bridges.length < MAX_OBJECTS) cxl.bridges.push({ ...place, bus });
      return bus && { port: bus.bus };
    },
  },
  {
    source: 'cxl list',
    key: 'port',
    form: /^port/,
    read(fields, { cxl }, place, { port: above = 'root0' }) {
      const port = parsed(portFields, fields);
      if (port !== undefined && cxl.bridges.length < MAX_OBJECTS) cxl.bridges.push({ ...place, port, above });
      return port && { port: port.port };
    },
  },
  {
    source: 'lsmem',
    key: 'range',
    form: /^0x[0-9a-f]+-0x[0-9a-f]+$/i,
    read: lsmemRow,
  },
];

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
