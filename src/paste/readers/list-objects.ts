/** Objects in the JSON lists of ndctl, daxctl, cxl and lsmem, by the field that names them. */
import type { Facts, Place } from '../facts.ts';
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

/** Names of the objects around the one that is read. */
export interface Context {
  bus?: string;
  region?: string;
  path?: string;
  port?: string;
  decoder?: string;
}

export type Fields = Record<string, unknown>;

interface ObjectReader {
  source: SourceName;
  /** The field that names the object, and the form of its name. */
  key: string;
  form: RegExp;
  /** Adds the object. Returns the context of the objects inside of it, or undefined for another object. */
  read(fields: Fields, facts: Facts, place: Place, context: Context): Context | undefined;
}

/** Most objects of a kind that are read; further ones are left out. */
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

/** The objects of each tool, in the order in which they are tried. */
export const READERS: readonly ObjectReader[] = [
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
