/** `ndctl list` (ndctl/list.c): which devices to print, how they nest, and how one or none is printed. */
import { ERRNO } from '../../lib/errno.ts';
import { eprint, error } from '../lib/console.ts';
import { printArray, printJson } from '../lib/display.ts';

import type { Json, JsonObject } from '../lib/json.ts';
import { ndctlFor } from '../lib/ndctl/context.ts';
import { dimmIsEnabled } from '../lib/ndctl/dimm.ts';
import { namespaceHolder, namespaceIsActive, namespaceSize } from '../lib/ndctl/namespace.ts';
import { regionIsEnabled } from '../lib/ndctl/region.ts';
import { parseOptions, type Values } from '../lib/parse-options.ts';
import { usage } from '../lib/usage.ts';

import type { Run, VerbMain } from '../lib/verbs.ts';
import { filterWalk, type Visitor } from './filter.ts';
import { namespaceToJson } from './json.ts';
import { busToJson, dimmToJson } from './json-device.ts';
import { regionToJson } from './json-region.ts';
import * as options from './options.ts';

type ListOptions = Values<typeof options.list.options>;

/** The arrays and the objects under way; an array comes to be with its first element. */
interface Listing {
  buses?: Json[];
  dimms?: Json[] | undefined;
  regions?: Json[] | undefined;
  namespaces?: Json[] | undefined;
  bus?: JsonObject;
  region?: JsonObject | undefined;
  failed: boolean;
}

const anySection = ({ buses, dimms, regions, namespaces }: ListOptions): boolean =>
  [buses, dimms, regions, namespaces].some((section) => section === true);

/** Without a section, the filters say what to print; each -v adds detail and sections. */
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

/** The array under `key`, made and put into `container` when this is its first element. */
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

function visitor(list: ListOptions, listing: Listing, run: Run): Visitor {
  const flags = {
    human: list.human ?? false,
    verbose: (list.verbose ?? 0) !== 0,
    idle: list.idle ?? false,
    configured: list.configured ?? false,
    mediaErrors: list.mediaErrors ?? false,
    dax: list.dax ?? false,
    capabilities: list.capabilities ?? false,
  };
  const disabledToo = flags.configured || flags.idle;
  const visit: Visitor = {
    bus(bus) {
      if (listing.buses !== undefined) {
        listing.dimms = undefined;
        listing.region = undefined;
        listing.regions = undefined;
        listing.namespaces = undefined;
      }
      if (list.buses !== true) return true;
      listing.buses ??= [];
      listing.bus = busToJson(bus);
      listing.buses.push(listing.bus);
      return true;
    },
    region(region) {
      if (list.regions !== true || (!disabledToo && !regionIsEnabled(region))) return true;
      const array = arrayOf(listing, 'regions', listing.bus);
      const shown = (dimm: Parameters<typeof dimmIsEnabled>[0]): boolean =>
        disabledToo || dimmIsEnabled(dimm);
      const mapped = list.dimms === true ? { ident: list.dimm, shown } : undefined;
      listing.region = regionToJson(region, flags, mapped);
      // The namespaces so far belong to the region before; a new array begins.
      listing.namespaces = undefined;
      array.push(listing.region);
      return true;
    },
  };
  if (list.dimms === true)
    visit.dimm = (dimm) => {
      if (!disabledToo && !dimmIsEnabled(dimm)) return;
      arrayOf(listing, 'dimms', listing.bus).push(
        dimmToJson(dimm, { human: flags.human, firmware: list.firmware, health: list.health }),
      );
    };
  if (list.namespaces === true)
    visit.namespace = (ndns) => {
      const holder = namespaceHolder(ndns);
      const active = namespaceIsActive(ndns, holder);
      if (!active && !flags.idle && !(flags.configured && namespaceSize(ndns) > 0)) return;
      const array = arrayOf(listing, 'namespaces', listing.region ?? listing.bus);
      const object = namespaceToJson(ndns, flags, holder, active);
      if (object !== undefined) {
        array.push(object);
        return;
      }
      listing.failed = true;
      eprint(run.con, 'ndctl-76.1:filter_namespace:267: \n');
    };
  return visit;
}

/**
 * Prints what was collected. Namespaces are inside their regions then, but whether there is more than one
 * section is told by the array of the last region: without any there, regions stand alone.
 */
function display({ con }: Run, listing: Listing, human: boolean): void {
  const { buses, dimms, regions, namespaces } = listing;
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
  const parsed = parseOptions(con, argv, options.list);
  if ('exit' in parsed) return parsed.exit;
  for (const word of parsed.args) error(con, `unknown parameter "${word}"\n`);
  if (parsed.args.length > 0) return usage(con, options.list);

  const chosen = chooseSections(parsed.values, env.env.NDCTL_LIST_LINT !== undefined);
  const listing: Listing = { failed: false };
  const ctx = ndctlFor(run);
  const rc = filterWalk(ctx, chosen, visitor(chosen, listing, run));
  if (rc !== 0) return rc;
  display(run, listing, chosen.human ?? false);
  return listing.failed ? -ERRNO.ENOMEM : 0;
};
