/** `ndctl list` (ndctl/list.c): selection of devices, their nesting, and the output of one device or none. */
import { ERRNO } from '../../lib/errno.ts';
import { type Console, eprint } from '../util/console.ts';
import { printArray, printJson } from '../util/display.ts';
import type { Json, JsonObject } from '../util/json.ts';
import { parseOptionsOnly, type Values } from '../util/parse-options.ts';
import type { VerbMain } from '../util/verbs.ts';
import { filterWalk, type Visitor } from './filter.ts';
import { busToJson, dimmToJson } from './json/device.ts';
import { type JsonFlags, namespaceToJson } from './json/json.ts';
import { regionToJson } from './json/region.ts';
import type { Bus } from './lib/bus.ts';
import { ndctlFor } from './lib/context.ts';
import { type Dimm, dimmIsEnabled } from './lib/dimm.ts';
import { type Namespace, namespaceHolder, namespaceIsActive, namespaceSize } from './lib/namespace.ts';
import { type Region, regionIsEnabled } from './lib/region.ts';
import * as options from './options.ts';

type ListOptions = Values<typeof options.list.options>;

/** One listing in progress. An array is created with its first element. */
interface Listing {
  con: Console;
  list: ListOptions;
  flags: JsonFlags;
  /** Disabled devices are listed too. */
  disabledToo: boolean;
  buses?: Json[];
  dimms?: Json[] | undefined;
  regions?: Json[] | undefined;
  namespaces?: Json[] | undefined;
  /** The bus and the region currently being filled. */
  bus?: JsonObject;
  region?: JsonObject | undefined;
  /** Set if the mode of a namespace and its holder contradict each other. */
  failed: boolean;
}

const anySection = ({ buses, dimms, regions, namespaces }: ListOptions): boolean =>
  [buses, dimms, regions, namespaces].some((section) => section === true);

/** Without a section, the filters select what to print; each -v adds detail and sections. */
function chooseSections(given: ListOptions, lint: boolean): ListOptions {
  const list = { ...given };
  if (!anySection(list)) {
    list.buses = list.bus !== undefined;
    list.regions = list.region !== undefined;
    list.dimms = list.dimm !== undefined;
    if (list.dax === true) list.mode ??= 'dax';
  }
  const level = list.verbose ?? 0;
  if (level >= 3 || level < 0) {
    list.idle = true;
    list.firmware = true;
    list.health = true;
    list.capabilities = true;
  }
  if (level >= 2 || level < 0) {
    const all = !anySection(list);
    if (!lint || all) {
      list.dimms = true;
      list.buses = true;
      list.regions = true;
    }
    if (lint && all) list.namespaces = true;
  }
  if (level !== 0) {
    list.mediaErrors = true;
    if (!lint) list.namespaces = true;
    list.dax = true;
  }
  if (!anySection(list)) list.namespaces = true;
  return list;
}

/** The array under `key`, created in `container` with its first element. */
function arrayOf(
  listing: Listing,
  key: 'dimms' | 'regions' | 'namespaces',
  container: JsonObject | undefined,
): Json[] {
  const known = listing[key];
  if (known !== undefined) return known;
  const fresh: Json[] = [];
  listing[key] = fresh;
  if (container !== undefined) container[key] = fresh;
  return fresh;
}

function newListing(con: Console, list: ListOptions): Listing {
  const flags = {
    human: list.human ?? false,
    verbose: (list.verbose ?? 0) !== 0,
    idle: list.idle ?? false,
    configured: list.configured ?? false,
    mediaErrors: list.mediaErrors ?? false,
    dax: list.dax ?? false,
    capabilities: list.capabilities ?? false,
  };
  return { con, list, flags, disabledToo: flags.configured || flags.idle, failed: false };
}

function addBus(listing: Listing, bus: Bus): void {
  if (listing.list.buses !== true) return;
  listing.dimms = undefined;
  listing.region = undefined;
  listing.regions = undefined;
  listing.namespaces = undefined;
  listing.bus = busToJson(bus, listing.list.firmware ?? false);
  listing.buses ??= [];
  listing.buses.push(listing.bus);
}

function addDimm(listing: Listing, dimm: Dimm): void {
  const { list, disabledToo } = listing;
  if (!disabledToo && !dimmIsEnabled(dimm)) return;
  const detail = { human: list.human ?? false, firmware: list.firmware, health: list.health };
  arrayOf(listing, 'dimms', listing.bus).push(dimmToJson(dimm, detail));
}

function addRegion(listing: Listing, region: Region): void {
  const { list, flags, disabledToo } = listing;
  if (list.regions !== true || (!disabledToo && !regionIsEnabled(region))) return;
  const array = arrayOf(listing, 'regions', listing.bus);
  const shown = (dimm: Dimm): boolean => disabledToo || dimmIsEnabled(dimm);
  listing.region = regionToJson(region, flags, list.dimms === true ? { ident: list.dimm, shown } : undefined);
  // The namespaces so far belong to the previous region; a new array begins.
  listing.namespaces = undefined;
  array.push(listing.region);
}

function addNamespace(listing: Listing, ndns: Namespace): void {
  const { con, flags } = listing;
  const holder = namespaceHolder(ndns);
  const active = namespaceIsActive(ndns, holder);
  if (!active && flags.idle !== true && !(flags.configured === true && namespaceSize(ndns) > 0)) return;
  const array = arrayOf(listing, 'namespaces', listing.region ?? listing.bus);
  const object = namespaceToJson(ndns, flags, holder, active);
  if (object !== undefined) {
    array.push(object);
    return;
  }
  listing.failed = true;
  eprint(con, 'ndctl-76.1:filter_namespace:267: \n');
}

/** Collects the listed devices. Sections that are not listed are not walked. */
function visitor(listing: Listing): Visitor {
  const visit: Visitor = {
    bus: (bus) => addBus(listing, bus),
    region: (region) => addRegion(listing, region),
  };
  if (listing.list.dimms === true) visit.dimm = (dimm) => addDimm(listing, dimm);
  if (listing.list.namespaces === true) visit.namespace = (ndns) => addNamespace(listing, ndns);
  return visit;
}

/**
 * Prints the collected devices. Namespaces are nested in their regions then, but the array of the last region
 * decides whether there is more than one section: if it has none, regions are printed alone.
 */
function display({ con, list, buses, dimms, regions, namespaces }: Listing): void {
  const human = list.human ?? false;
  const sections = [dimms, regions, namespaces].filter((section) => section !== undefined);
  if (buses !== undefined) {
    printArray(con, buses, human);
  } else if (sections.length > 1) {
    printJson(con, { dimms, regions, namespaces: regions === undefined ? namespaces : undefined });
  } else if (sections[0] !== undefined) {
    printArray(con, sections[0], human);
  }
}

export const list: VerbMain = (argv, run) => {
  const { con, env } = run;
  const parsed = parseOptionsOnly(con, argv, options.list);
  if ('exit' in parsed) return parsed.exit;
  const chosen = chooseSections(parsed.values, env.env.NDCTL_LIST_LINT !== undefined);
  const listing = newListing(con, chosen);
  const rc = filterWalk(ndctlFor(run), chosen, visitor(listing));
  if (rc !== 0) return rc;
  display(listing);
  return listing.failed ? -ERRNO.ENOMEM : 0;
};
