/** The walk over the topology for a listing (cxl_filter_walk of cxl/filter.c, 76.1). */
import type { Json, JsonObject } from '../util/json.ts';
import type { Filter, MemdevFilter } from './filter.ts';
import * as filters from './filter.ts';
import {
  busJson,
  type Detail,
  decoderJson,
  dportsJson,
  memdevJson,
  PLAIN,
  portJson,
  regionJson,
  targetsJson,
} from './json.ts';
import type { Cxl } from './lib/context.ts';
import { type Decoder, decoders } from './lib/decoder.ts';
import { endpointMemdev, type Memdev, memdevIsEnabled, memdevs } from './lib/memdev.ts';
import { buses, childPorts, endpoints, type Port, portIsEnabled } from './lib/port.ts';
import { regionIsEnabled, regions } from './lib/region.ts';
import { type CommandLog, logDbg } from './log.ts';

/** Selection of the objects and of their parts. */
export interface Listing extends Detail, MemdevFilter {
  memdevs: boolean;
  buses: boolean;
  ports: boolean;
  endpoints: boolean;
  decoders: boolean;
  regions: boolean;
  idle: boolean;
  /** A port filter selects the port itself, not the objects below it. */
  single: boolean;
  bus: Filter;
  port: Filter;
  endpoint: Filter;
  decoder: Filter;
  region: Filter;
}

/** Arrays for objects that are not nested in another one. */
interface Lists {
  ports: Json[];
  endpoints: Json[];
  memdevs: Json[];
  decoders: Json[];
  endpointDecoders: Json[];
  regions: Json[];
}

const mode = (p: Listing): filters.PortMode => (p.single ? 'single' : 'ancestry');

/** Adds a list to an object under `KEY:NAME`, unless it is empty. */
function addList(object: JsonObject | undefined, key: string, name: string, list: Json[] | undefined): void {
  if (object !== undefined && list !== undefined && list.length > 0) object[`${key}:${name}`] = list;
}

/** A list to fill, or undefined if it is not requested. */
const listIf = (wanted: boolean): Json[] | undefined => (wanted ? [] : undefined);

function walkRegions(decoder: Decoder, out: Json[], p: Listing): void {
  for (const region of regions(decoder)) {
    if (!filters.matchesRegion(region, p.region)) continue;
    if (!filters.portMatchesBus(decoder.port, p.bus)) continue;
    if (!filters.matchesPort(decoder.port, p.port, 'ancestry')) continue;
    if (!filters.matchesDecoder(decoder, p.decoder)) continue;
    if (!p.idle && !regionIsEnabled(region)) continue;
    out.push(regionJson(region, p));
  }
}

const decoderIsShown = (decoder: Decoder, p: Listing): boolean =>
  p.decoders &&
  filters.matchesDecoder(decoder, p.decoder) &&
  filters.portMatchesBus(decoder.port, p.bus) &&
  filters.matchesPort(decoder.port, p.port, mode(p)) &&
  filters.decoderMatchesMemdev(decoder, p) &&
  filters.decoderMatchesRegion(decoder, p.region);

function walkDecoders(port: Port, p: Listing, out: Json[], outRegions: Json[]): void {
  for (const decoder of decoders(port)) {
    let shown: JsonObject | undefined;
    let inside: Json[] | undefined;
    if (decoderIsShown(decoder, p)) {
      if (!p.idle && decoder.size === 0n) continue;
      shown = { ...decoderJson(decoder, p), ...targetsJson(decoder, p, p) };
      inside = listIf(p.regions);
      out.push(shown);
    }
    if (!p.regions || port.type !== 'root') continue;
    walkRegions(decoder, inside ?? outRegions, p);
    addList(shown, 'regions', decoder.name, inside);
  }
}

const memdevIsShown = (memdev: Memdev, p: Listing): boolean =>
  filters.matchesMemdev(memdev, p.memdev, p.serial) &&
  filters.memdevMatchesDecoder(memdev, p.decoder) &&
  filters.memdevMatchesPort(memdev, p.bus, p.port) &&
  (p.idle || memdevIsEnabled(memdev));

const endpointIsShown = (endpoint: Port, p: Listing): boolean =>
  filters.matchesEndpoint(endpoint, p.endpoint) &&
  filters.portMatchesBus(endpoint, p.bus) &&
  filters.endpointMatchesPort(endpoint, p.port, mode(p)) &&
  filters.endpointMatchesMemdev(endpoint, p) &&
  (p.idle || portIsEnabled(endpoint));

function walkEndpoints(
  port: Port,
  p: Listing,
  lists: Pick<Lists, 'endpoints' | 'memdevs' | 'endpointDecoders'>,
): void {
  if (!p.endpoints && !p.memdevs && !p.decoders) return;
  for (const endpoint of endpoints(port)) {
    if (!endpointIsShown(endpoint, p)) continue;
    const shown = p.endpoints ? portJson(endpoint, 'endpoint') : undefined;
    if (shown !== undefined) lists.endpoints.push(shown);
    if (p.memdevs) {
      const memdev = endpointMemdev(endpoint);
      if (memdev === undefined || !memdevIsShown(memdev, p)) continue;
      const json = memdevJson(memdev, p);
      if (shown !== undefined) shown.memdev = json;
      else lists.memdevs.push(json);
    }
    if (!p.decoders) continue;
    const inside = listIf(shown !== undefined);
    walkDecoders(endpoint, p, inside ?? lists.endpointDecoders, []);
    addList(shown, 'decoders', endpoint.name, inside);
  }
}

function walkChildPorts(parent: Port, p: Listing, lists: Lists): void {
  for (const port of childPorts(parent)) {
    if (!filters.portMatchesMemdev(port, p)) continue;
    let shown: JsonObject | undefined;
    if (filters.matchesPort(port, p.port, mode(p)) && filters.portMatchesBus(port, p.bus)) {
      if (!p.idle && !portIsEnabled(port)) continue;
      if (p.ports) {
        shown = { ...portJson(port, 'port'), ...dportsJson(port, p, p) };
        lists.ports.push(shown);
      }
    }
    const ports = listIf(shown !== undefined);
    const inside = {
      memdevs: listIf(shown !== undefined && p.memdevs),
      endpoints: listIf(shown !== undefined && p.endpoints),
      decoders: listIf(shown !== undefined && p.decoders),
    };
    const below: Lists = {
      ports: ports ?? lists.ports,
      endpoints: inside.endpoints ?? lists.endpoints,
      memdevs: inside.memdevs ?? lists.memdevs,
      decoders: inside.decoders ?? lists.decoders,
      endpointDecoders: inside.decoders ?? lists.endpointDecoders,
      regions: lists.regions,
    };
    walkEndpoints(port, p, below);
    walkDecoders(port, p, below.decoders, []);
    walkChildPorts(port, p, below);
    addList(shown, 'ports', port.name, ports);
    for (const key of ['endpoints', 'decoders', 'memdevs'] as const)
      addList(shown, key, port.name, inside[key]);
  }
}

/** Progress of the walk, with --debug: `cxl list: cxl_filter_walk: walk ports`. */
type Progress = (text: string) => void;

function walkBus(
  bus: Port,
  p: Listing,
  out: Json[],
  rootDecoders: Json[],
  lists: Lists,
  progress: Progress,
): void {
  if (!filters.busMatchesMemdev(bus, p)) return;
  const matches = filters.matchesBus(bus, p.bus) && filters.matchesPort(bus, p.port, mode(p));
  const shown = matches && p.buses ? { ...busJson(bus), ...dportsJson(bus, p, p) } : undefined;
  if (shown !== undefined) out.push(shown);
  const inside = {
    ports: listIf(shown !== undefined && p.ports),
    endpoints: listIf(shown !== undefined && p.endpoints),
    decoders: listIf(shown !== undefined && p.decoders),
    regions: listIf(shown !== undefined && p.regions),
    memdevs: listIf(shown !== undefined && p.memdevs),
  };
  const below: Lists = {
    ports: inside.ports ?? lists.ports,
    endpoints: inside.endpoints ?? lists.endpoints,
    memdevs: inside.memdevs ?? lists.memdevs,
    decoders: inside.decoders ?? lists.decoders,
    endpointDecoders: inside.decoders ?? lists.endpointDecoders,
    regions: inside.regions ?? lists.regions,
  };
  progress('walk decoders');
  walkDecoders(bus, p, inside.decoders ?? rootDecoders, below.regions);
  progress('walk rch endpoints');
  walkEndpoints(bus, p, below);
  progress('walk ports');
  walkChildPorts(bus, p, below);
  for (const key of ['ports', 'endpoints', 'decoders', 'regions', 'memdevs'] as const)
    addList(shown, key, bus.name, inside[key]);
}

/** Memdevs without a driver, which are below no port. */
const anonymousMemdevs = (ctx: Cxl, p: Listing): Json[] =>
  memdevs(ctx)
    .filter((memdev) => filters.matchesMemdev(memdev, p.memdev, p.serial) && !memdevIsEnabled(memdev))
    .flatMap((memdev) => (p.idle && p.memdevs ? [memdevJson(memdev, p)] : []));

/** The whole listing: one list, or an object for each list if there are several. */
export function filterWalk(ctx: Cxl, p: Listing, log: CommandLog): Json[] {
  const progress: Progress = (text) => logDbg(log, 'cxl_filter_walk', text);
  const lists: Lists = {
    ports: [],
    endpoints: [],
    memdevs: [],
    decoders: [],
    endpointDecoders: [],
    regions: [],
  };
  progress('walk memdevs');
  const anonymous = anonymousMemdevs(ctx, p);
  const found: Json[] = [];
  const rootDecoders: Json[] = [];
  progress('walk buses');
  for (const bus of buses(ctx)) walkBus(bus, p, found, rootDecoders, lists, progress);
  const named: [string, Json[]][] = [
    ['anon memdevs', anonymous],
    ['buses', found],
    ['ports', lists.ports],
    ['endpoints', lists.endpoints],
    ['memdevs', lists.memdevs],
    ['root decoders', rootDecoders],
    ['port decoders', lists.decoders],
    ['endpoint decoders', lists.endpointDecoders],
    ['regions', lists.regions],
  ];
  const full = named.filter(([, list]) => list.length > 0);
  return full.length > 1 ? full.map(([name, list]) => ({ [name]: list })) : (full[0]?.[1] ?? []);
}

const NO_KINDS = {
  memdevs: false,
  buses: false,
  ports: false,
  endpoints: false,
  decoders: false,
  regions: false,
  idle: false,
  single: false,
};
const NO_FILTERS = {
  serial: undefined,
  bus: undefined,
  port: undefined,
  endpoint: undefined,
  region: undefined,
};

/**
 * The enabled memdevs that pass the filters of a command, in the order of the walk. The walk reads the decoders of
 * the ports on its way too, which is when the library reports their invalid targets.
 */
export function walkMemdevs(ctx: Cxl, decoder: Filter, memdev: Filter): Memdev[] {
  const found: Memdev[] = [];
  const p: Listing = { ...PLAIN, ...NO_KINDS, ...NO_FILTERS, decoder, memdev };
  const visit = (port: Port): void => {
    if (port.type === 'root') decoders(port);
    for (const endpoint of endpoints(port)) {
      if (!endpointIsShown(endpoint, p)) continue;
      const device = endpointMemdev(endpoint);
      if (device !== undefined && memdevIsShown(device, p)) found.push(device);
    }
    decoders(port);
    for (const child of childPorts(port)) {
      if (!filters.portMatchesMemdev(child, p)) continue;
      if (portIsEnabled(child)) visit(child);
    }
  };
  for (const bus of buses(ctx)) if (filters.busMatchesMemdev(bus, p)) visit(bus);
  return found;
}
