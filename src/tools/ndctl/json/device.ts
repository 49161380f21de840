/**
 * Buses, DIMMs, mappings and the capabilities of regions as JSON (ndctl/json.c).
 */
import { jsonHex } from '../../util/human.ts';
import type { Json, JsonObject } from '../../util/json.ts';
import { bttSectors, bttSeed } from '../lib/btt.ts';
import { type Bus, scrubState } from '../lib/bus.ts';
import { type Dimm, dimmIsEnabled, dimmIsFrozen, dimmSecurity, dimms } from '../lib/dimm.ts';
import { firmwareUpdateSupport } from '../lib/dsm.ts';
import { daxSeed, pfnAlignments, pfnSeed } from '../lib/pfn.ts';
import type { Mapping, Region } from '../lib/region.ts';
import { firmwareToJson, healthToJson } from './health.ts';

const SCRUB_STATES = ['idle', 'active'];

/**
 * A bus, with the state of its scrub if it supports scrubs, and with `firmware` the way to activate the
 * firmware of its DIMMs if one can be updated: no emulated bus has another way than a reset.
 */
export function busToJson(bus: Bus, firmware: boolean): JsonObject {
  const scrub = scrubState(bus);
  const scrubs = scrub >= 0;
  const updates = scrubs && firmware && dimms(bus).some((dimm) => firmwareUpdateSupport(dimm) === 0);
  return {
    provider: bus.provider,
    dev: bus.name,
    scrub_state: scrubs ? SCRUB_STATES[scrub] : undefined,
    firmware: updates ? { activate_method: 'reset' } : undefined,
  };
}

/** A bus as the commands for buses print it. */
export const actedBusToJson = (bus: Bus): JsonObject => busToJson(bus, true);

/** NFIT flags by their names in the JSON, in its order. */
const DIMM_FLAGS = {
  map_fail: 'flag_failed_map',
  save_fail: 'flag_failed_save',
  not_armed: 'flag_failed_arm',
  restore_fail: 'flag_failed_restore',
  flush_fail: 'flag_failed_flush',
  smart_event: 'flag_smart_event',
} as const;

/** Value of handle and phys_id when they are unknown. */
const NO_HANDLE = 0xffffffff;
const NO_PHYS_ID = 0xffff;

/** Optional parts of a DIMM's object. */
export interface DimmDetail {
  human: boolean;
  firmware?: boolean | undefined;
  health?: boolean | undefined;
}

/** A DIMM, with names, flags and the parts that `detail` selects. */
export function dimmToJson(dimm: Dimm, { human, firmware, health }: DimmDetail): JsonObject {
  const { handle, physId, uniqueId } = dimm;
  const object: JsonObject = {
    dev: dimm.name,
    id: uniqueId,
    handle: handle === undefined || handle >= NO_HANDLE ? undefined : jsonHex(handle, human),
    phys_id: physId === undefined || physId >= NO_PHYS_ID ? undefined : jsonHex(physId, human),
    state: dimmIsEnabled(dimm) ? undefined : 'disabled',
  };
  for (const [word, key] of Object.entries(DIMM_FLAGS)) if (dimm.nfitFlags.includes(word)) object[key] = true;
  object.security = dimmSecurity(dimm);
  if (dimmIsFrozen(dimm)) object.security_frozen = true;
  if (firmware === true) object.firmware = firmwareToJson(dimm, human);
  if (health === true) object.health = healthToJson(dimm);
  return object;
}

/** A mapping of a region; offset and length in bytes. */
export const mappingToJson = (mapping: Mapping, human: boolean): JsonObject => ({
  dimm: mapping.dimm.name,
  offset: jsonHex(mapping.offset, human),
  length: jsonHex(mapping.length, human),
  position: mapping.position >= 0 ? mapping.position : undefined,
});

/** The modes a region supports; undefined unless it has a seed for each. */
export function capabilitiesToJson(region: Region): Json[] | undefined {
  const btt = bttSeed(region);
  const pfn = pfnSeed(region);
  const dax = daxSeed(region);
  if (btt === undefined || pfn === undefined || dax === undefined) return undefined;
  return [
    { mode: 'sector', sector_sizes: bttSectors(btt).supported },
    { mode: 'fsdax', alignments: pfnAlignments(pfn) },
    { mode: 'devdax', alignments: pfnAlignments(dax) },
  ];
}
