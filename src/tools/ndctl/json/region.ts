/** Regions as JSON (region_to_json() of ndctl/list.c). */
import { jsonHex, jsonSize } from '../../util/human.ts';
import type { JsonObject } from '../../util/json.ts';
import type { Dimm } from '../lib/dimm.ts';
import {
  mappings,
  NSTYPE_PMEM,
  type Region,
  regionAlign,
  regionAvailableSize,
  regionIsEnabled,
  regionMaxExtent,
  regionNumaNode,
  regionPersistence,
  regionTargetNode,
  regionType,
} from '../lib/region.ts';
import { matchesDimm } from '../select.ts';
import { regionBadblockReport } from './badblocks.ts';
import { capabilitiesToJson, mappingToJson } from './device.ts';
import { type JsonFlags, nonNegative } from './json.ts';

/** Selection of the mappings to print. */
export interface MappingFilter {
  ident: string | undefined;
  shown: (dimm: Dimm) => boolean;
}

/** @param mapped undefined for a region without its mappings */
export function regionToJson(
  region: Region,
  flags: JsonFlags,
  mapped: MappingFilter | undefined,
): JsonObject {
  const human = flags.human ?? false;
  const size = (value: number | undefined) => (value === undefined ? undefined : jsonSize(value, human));
  const shown = mapped === undefined ? [] : mappings(region);
  const kept = shown.filter(({ dimm }) => matchesDimm(dimm, mapped?.ident) && mapped?.shown(dimm));
  const bad = regionBadblockReport(region, flags.mediaErrors ?? false);
  return {
    dev: region.name,
    size: size(region.size),
    align: size(regionAlign(region)),
    available_size: size(regionAvailableSize(region) ?? -1),
    max_available_extent: size(regionMaxExtent(region)),
    type: regionType(region),
    numa_node: flags.verbose === true ? nonNegative(regionNumaNode(region)) : undefined,
    target_node: flags.verbose === true ? nonNegative(regionTargetNode(region)) : undefined,
    iset_id: region.nstype === NSTYPE_PMEM ? jsonHex(region.isetCookie, human) : undefined,
    mappings: kept.length > 0 ? kept.map((mapping) => mappingToJson(mapping, human)) : undefined,
    state: regionIsEnabled(region) ? undefined : 'disabled',
    badblock_count: bad.count > 0 ? bad.count : undefined,
    badblocks: bad.list,
    capabilities: flags.capabilities === true ? capabilitiesToJson(region) : undefined,
    persistence_domain: regionPersistence(region),
  };
}
