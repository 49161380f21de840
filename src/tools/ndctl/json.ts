/** Namespaces as JSON (util_namespace_to_json() of ndctl/json.c). */
import { NIL_UUID } from '../../lib/uuid.ts';
import { daxDevices } from '../lib/daxctl/device.ts';
import { daxRegionToJson } from '../lib/daxctl/json.ts';
import { jsonSize } from '../lib/human.ts';
import { type JsonObject, jsonObject } from '../lib/json.ts';
import { bttSectorSize } from '../lib/ndctl/btt.ts';
import { claimBlockDevice, claimSize, claimUuid } from '../lib/ndctl/claim.ts';
import {
  type Holder,
  type Namespace,
  type NamespaceMode,
  namespaceAltName,
  namespaceBlockDevice,
  namespaceHolder,
  namespaceIsActive,
  namespaceMode,
  namespaceNumaNode,
  namespaceSectorSize,
  namespaceSize,
  namespaceTargetNode,
  namespaceType,
  namespaceUuid,
} from '../lib/ndctl/namespace.ts';
import { type Pfn, pfnAlign, pfnDaxRegion, pfnLocation } from '../lib/ndctl/pfn.ts';
import { NSTYPE_IO } from '../lib/ndctl/region.ts';
import { namespaceBadblockReport } from './json-badblocks.ts';

/** What to print of a device (the UTIL_JSON_ flags). */
export interface JsonFlags {
  human?: boolean;
  verbose?: boolean;
  idle?: boolean;
  configured?: boolean;
  mediaErrors?: boolean;
  /** The dax region of a device-dax namespace with its devices, not only a device's name. */
  dax?: boolean;
  capabilities?: boolean;
}

/** What the JSON calls the places of page structs. */
const LOCATIONS = { none: 'none', ram: 'mem', pmem: 'dev' } as const;

interface Shape {
  map?: string | undefined;
  size: number | undefined;
}

/** Size and place of the page structs; undefined when mode and holder do not go together. */
function shapeOf(ndns: Namespace, mode: NamespaceMode | undefined, holder: Holder): Shape | undefined {
  const { btt, pfn, dax } = holder;
  switch (mode) {
    case 'fsdax':
      if (pfn === undefined) return { map: 'mem', size: namespaceSize(ndns) };
      return { map: LOCATIONS[pfnLocation(pfn)], size: claimSize(pfn) };
    case 'devdax':
      return dax && { map: LOCATIONS[pfnLocation(dax)], size: claimSize(dax) };
    case 'sector':
      return btt && { size: claimSize(btt) };
    case 'raw':
      return { size: namespaceSize(ndns) };
    default:
      return { map: 'none', size: undefined };
  }
}

function addUuids(object: JsonObject, ndns: Namespace, holder: Holder, verbose: boolean): void {
  const claim = holder.btt ?? holder.pfn ?? holder.dax;
  if (claim === undefined) {
    if (namespaceType(ndns) !== NSTYPE_IO) object.set('uuid', namespaceUuid(ndns));
    return;
  }
  object.set('uuid', claimUuid(claim));
  const raw = verbose ? namespaceUuid(ndns) : NIL_UUID;
  if (raw !== NIL_UUID) object.set('raw_uuid', raw);
}

function addDax(object: JsonObject, dax: Pfn, flags: JsonFlags): void {
  const region = pfnDaxRegion(dax);
  if (flags.dax !== true) {
    // Only an enabled instance has devices.
    const device = daxDevices(region)[0];
    if (device !== undefined) object.set('chardev', device.name);
    return;
  }
  const daxFlags = {
    human: flags.human ?? false,
    idle: flags.idle === true || flags.configured === true,
    devices: true,
    inNamespace: true,
  };
  object.set('daxregion', daxRegionToJson(region, undefined, daxFlags));
}

/** Sectors are of 512 bytes where nothing says otherwise: without labels, and with v1.1 labels. */
function sectorSize(ndns: Namespace, holder: Holder): number | undefined {
  if (holder.btt !== undefined) return bttSectorSize(holder.btt);
  if (holder.dax !== undefined) return undefined;
  return namespaceSectorSize(ndns) || 512;
}

function blockDeviceOf(ndns: Namespace, holder: Holder): string {
  if (holder.dax !== undefined) return '';
  const claim = holder.btt ?? holder.pfn;
  return claim === undefined ? namespaceBlockDevice(ndns) : claimBlockDevice(claim);
}

/**
 * The namespace as JSON; undefined when its mode and its holder do not go together.
 *
 * @param active whether it is, by a look at it just now
 */
export function namespaceToJson(
  ndns: Namespace,
  flags: JsonFlags,
  holder: Holder = namespaceHolder(ndns),
  active: boolean = namespaceIsActive(ndns, holder),
): JsonObject | undefined {
  const mode = namespaceMode(ndns);
  const shape = shapeOf(ndns, mode, holder);
  if (shape === undefined) return undefined;
  const human = flags.human ?? false;
  const verbose = flags.verbose ?? false;

  const object = jsonObject({
    dev: ndns.name,
    mode,
    map: shape.map,
    size: shape.size === undefined ? undefined : jsonSize(shape.size, human),
  });
  const set = (key: string, value: string | number | undefined): void => {
    if (value !== undefined) object.set(key, value);
  };
  addUuids(object, ndns, holder, verbose);
  if (holder.dax !== undefined) addDax(object, holder.dax, flags);
  set('sector_size', sectorSize(ndns, holder));
  const aligned = holder.btt === undefined ? (holder.pfn ?? holder.dax) : undefined;
  set('align', aligned && (pfnAlign(aligned) || undefined));
  set('blockdev', blockDeviceOf(ndns, holder) || undefined);
  if (!active) set('state', 'disabled');
  set('name', namespaceAltName(ndns) || undefined);
  if (verbose) {
    const [numa, target] = [namespaceNumaNode(ndns), namespaceTargetNode(ndns)];
    if (numa >= 0) set('numa_node', numa);
    if (target >= 0) set('target_node', target);
  }
  const bad = namespaceBadblockReport(ndns, holder, flags.mediaErrors ?? false);
  if (bad.count > 0) object.set('badblock_count', bad.count);
  if (bad.list !== undefined) object.set('badblocks', bad.list);
  return object;
}
