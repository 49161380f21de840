/**
 * Filters of the cxl tool: names, numbers and classes in lists separated by blanks or commas (cxl/filter.c, 76.1).
 * Every object passes a filter that was not given.
 */
import { strtol, strtoull } from '../util/strtoull.ts';
import {
  type Decoder,
  decoderMemdev,
  decoderRegion,
  decoders,
  type Target,
  targetByMemdev,
  targetMapsMemdev,
} from './lib/decoder.ts';
import {
  type Memdev,
  memdevBus,
  memdevEndpoint,
  memdevHost,
  memdevs,
  portHostsMemdev,
} from './lib/memdev.ts';
import {
  allPorts,
  buses,
  busProvider,
  type Dport,
  dportByMemdev,
  dportMapsMemdev,
  endpoints,
  type Port,
  portBus,
  portHost,
} from './lib/port.ts';
import type { Region } from './lib/region.ts';

/** A list of names or numbers, as an option gives it; undefined to admit everything. */
export type Filter = string | undefined;

/** Blanks separate a list that contains any, otherwise commas. */
export const separator = (filter: string): string =>
  !filter.includes(' ') && filter.includes(',') ? ',' : ' ';

/** The parts of a list, without empty ones. */
export const parts = (filter: string): string[] =>
  filter.split(separator(filter)).filter((part) => part !== '');

const some = (filter: Filter, matches: (part: string) => boolean): boolean =>
  filter === undefined || parts(filter).some(matches);

/** Tests whether a part of the list contains the word; false without a list. */
export const filterHas = (filter: Filter, word: string): boolean =>
  filter !== undefined && parts(filter).some((part) => part.includes(word));

/** sscanf() of `%d`, or of `PREFIX%d`: tests whether either yields the number. */
function isNumber(part: string, prefix: string, id: number): boolean {
  const text = part.startsWith(prefix) ? part.slice(prefix.length) : part;
  const { value, end } = strtol(text, 10);
  return end > 0 && value === id;
}

const isAll = (part: string): boolean => part === 'all';

/** Tests an endpoint against its number, its name or its host. */
export const matchesEndpoint = (endpoint: Port, filter: Filter): boolean =>
  some(
    filter,
    (part) =>
      isAll(part) ||
      isNumber(part, 'endpoint', endpoint.id) ||
      part === endpoint.name ||
      part === portHost(endpoint),
  );

/** Tests a port against its type (`root`, `switch`, `endpoint`), its number, its name or its host. */
const matchesPortAlone = (port: Port, filter: Filter): boolean =>
  some(
    filter,
    (part) =>
      isAll(part) ||
      part === port.type ||
      isNumber(part, 'port', port.id) ||
      part === port.name ||
      part === portHost(port),
  );

/** `single` tests the port itself, `ancestry` also the ports above it. */
export type PortMode = 'single' | 'ancestry';

/** Tests a port, or one above it, against a filter. */
export function matchesPort(port: Port, filter: Filter, mode: PortMode): boolean {
  for (let iter: Port | undefined = port; iter !== undefined; iter = iter.parent) {
    if (matchesPortAlone(iter, filter)) return true;
    if (mode === 'single') return false;
  }
  return false;
}

/** Tests an endpoint, or the ports above it, against a filter of ports. */
export function endpointMatchesPort(endpoint: Port, filter: Filter, mode: PortMode): boolean {
  if (matchesPort(endpoint, filter, 'single')) return true;
  return endpoint.parent !== undefined && matchesPort(endpoint.parent, filter, mode);
}

/** Tests a bus against its number, its name or its provider (`ACPI.CXL`). */
export const matchesBus = (bus: Port, filter: Filter): boolean =>
  some(
    filter,
    (part) => isAll(part) || isNumber(part, 'root', bus.id) || part === bus.name || part === busProvider(bus),
  );

/** Tests whether a port is below a bus that passes the filter. */
export function portMatchesBus(port: Port, filter: Filter): boolean {
  if (filter === undefined) return true;
  if (port.type === 'root') return matchesBus(port, filter);
  return buses(port.ctx).some((bus) => matchesBus(bus, filter) && portBus(port) === bus);
}

function matchesSerial(memdev: Memdev, filter: Filter): boolean {
  return some(filter, (part) => {
    const { value, end } = strtoull(part);
    return end === part.length && end > 0 && value === memdev.serial;
  });
}

/** Tests a memdev against its number, its name or its host, and against serial numbers. */
export const matchesMemdev = (memdev: Memdev, filter: Filter, serials: Filter): boolean =>
  some(
    filter,
    (part) =>
      isAll(part) || isNumber(part, 'mem', memdev.id) || part === memdev.name || part === memdevHost(memdev),
  ) && matchesSerial(memdev, serials);

/** Filters by name and serial of a memdev, common to most objects. */
export interface MemdevFilter {
  memdev: Filter;
  serial: Filter;
}

/** Tests whether the object belongs to a memdev that passes the filter; true without a filter. */
function ofMemdev(
  object: { ctx: Port['ctx'] },
  filter: MemdevFilter,
  concerns: (memdev: Memdev) => boolean,
): boolean {
  if (filter.memdev === undefined && filter.serial === undefined) return true;
  return memdevs(object.ctx).some(
    (memdev) => matchesMemdev(memdev, filter.memdev, filter.serial) && concerns(memdev),
  );
}

/** Tests whether a memdev that passes the filter is below the bus. */
export const busMatchesMemdev = (bus: Port, filter: MemdevFilter): boolean =>
  ofMemdev(bus, filter, (memdev) => memdevBus(memdev) === bus);

/** Tests whether the endpoint is that of a memdev that passes the filter. */
export const endpointMatchesMemdev = (endpoint: Port, filter: MemdevFilter): boolean =>
  ofMemdev(endpoint, filter, (memdev) => memdevEndpoint(memdev) === endpoint);

/** Tests whether a memdev that passes the filter is below the port. */
export const portMatchesMemdev = (port: Port, filter: MemdevFilter): boolean =>
  ofMemdev(port, filter, (memdev) => portHostsMemdev(port, memdev));

/** Tests whether the decoder leads to a memdev that passes the filter, or is one of its own. */
export const decoderMatchesMemdev = (decoder: Decoder, filter: MemdevFilter): boolean =>
  ofMemdev(
    decoder,
    filter,
    (memdev) => targetByMemdev(decoder, memdev) !== undefined || decoderMemdev(decoder) === memdev,
  );

/** Tests whether a memdev that passes the filter is below the downstream port. */
export const dportMatchesMemdev = (dport: Dport, filter: MemdevFilter): boolean =>
  ofMemdev(dport.port, filter, (memdev) => dportMapsMemdev(dport, memdev));

/** Tests whether a memdev that passes the filter is below the target. */
export const targetMatchesMemdev = (target: Target, filter: MemdevFilter): boolean =>
  ofMemdev(target.port, filter, (memdev) => targetMapsMemdev(target, memdev));

/** Tests a decoder against the type of its port, its name or its numbers (`0.1`). */
export const matchesDecoder = (decoder: Decoder, filter: Filter): boolean =>
  some(filter, (part) => {
    if (isAll(part) || part === decoder.port.type || part === decoder.name) return true;
    const [, port, id] = /^(?:decoder)?\s*([+-]?\d+)\.([+-]?\d+)/.exec(part) ?? [];
    return port !== undefined && Number(port) === decoder.port.id && Number(id) === decoder.id;
  });

function decoderLeadsTo(memdev: Memdev, port: Port, filter: Filter): boolean {
  return (
    decoders(port).some(
      (decoder) => matchesDecoder(decoder, filter) && targetByMemdev(decoder, memdev) !== undefined,
    ) || endpoints(port).some((endpoint) => decoderLeadsTo(memdev, endpoint, filter))
  );
}

/** Tests whether a decoder that passes the filter leads to the memdev. */
export function memdevMatchesDecoder(memdev: Memdev, filter: Filter): boolean {
  if (filter === undefined) return true;
  return buses(memdev.ctx).some((bus) =>
    [bus, ...allPorts(bus)].some((port) => decoderLeadsTo(memdev, port, filter)),
  );
}

function portLeadsTo(memdev: Memdev, port: Port, filter: Filter): boolean {
  if (matchesPort(port, filter, 'single') && dportByMemdev(port, memdev) !== undefined) return true;
  return endpoints(port).some((endpoint) => portLeadsTo(memdev, endpoint, filter));
}

/** Tests whether the memdev is below a bus or a port that passes its filter; true without filters. */
export function memdevMatchesPort(memdev: Memdev, busFilter: Filter, portFilter: Filter): boolean {
  if (busFilter === undefined && portFilter === undefined) return true;
  return buses(memdev.ctx).some(
    (bus) =>
      (matchesBus(bus, busFilter) && portLeadsTo(memdev, bus, bus.name)) ||
      [bus, ...allPorts(bus)].some((port) => portLeadsTo(memdev, port, portFilter)),
  );
}

/** Tests a region against its number or its name. */
export const matchesRegion = (region: Region, filter: Filter): boolean =>
  some(filter, (part) => isAll(part) || isNumber(part, 'region', region.id) || part === region.name);

/** Tests whether the decoder belongs to a region that passes the filter. */
export function decoderMatchesRegion(decoder: Decoder, filter: Filter): boolean {
  if (filter === undefined) return true;
  const region = decoderRegion(decoder);
  return region !== undefined && matchesRegion(region, filter);
}
