/** Namespaces as JSON (util_namespace_to_json() of ndctl/json.c). */
import { NIL_UUID } from '../../../lib/uuid.ts';
import { daxDevices } from '../../daxctl/lib/device.ts';
import { daxRegionToJson } from '../../daxctl/lib/json.ts';
import { jsonSize } from '../../util/human.ts';
import type { JsonObject } from '../../util/json.ts';
import { bttSectorSize } from '../lib/btt.ts';
import { claimBlockDevice, claimSize, claimUuid } from '../lib/claim.ts';
import {
  claimOf,
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
} from '../lib/namespace.ts';
import { type Pfn, pfnAlign, pfnDaxRegion, pfnLocation } from '../lib/pfn.ts';
import { NSTYPE_IO } from '../lib/region.ts';
import { namespaceBadblockReport } from './badblocks.ts';

/** Selection of the output (the UTIL_JSON_ flags). */
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

/** A node's number; undefined for none. */
export const nonNegative = (node: number | undefined): number | undefined =>
  node !== undefined && node >= 0 ? node : undefined;

/** Names in the JSON for the locations of page structs. */
const LOCATIONS = { none: 'none', ram: 'mem', pmem: 'dev' } as const;

interface Shape {
  map?: string | undefined;
  size: number | undefined;
}

/** Size and location of the page structs; undefined if mode and holder contradict each other. */
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

/** The uuid of the holder of the namespace, or of its label; undefined if it has neither. */
function uuidOf(ndns: Namespace, holder: Holder): string | undefined {
  const claim = claimOf(holder);
  if (claim !== undefined) return claimUuid(claim);
  return namespaceType(ndns) === NSTYPE_IO ? undefined : namespaceUuid(ndns);
}

/** The uuid of the label beneath that of the holder; undefined unless both exist. */
function rawUuid(ndns: Namespace, holder: Holder): string | undefined {
  const uuid = claimOf(holder) === undefined ? NIL_UUID : namespaceUuid(ndns);
  return uuid === NIL_UUID ? undefined : uuid;
}

/** Only an enabled instance has devices. */
const chardev = (dax: Pfn): string | undefined => daxDevices(pfnDaxRegion(dax))[0]?.name;

const daxregion = (dax: Pfn, flags: JsonFlags): JsonObject =>
  daxRegionToJson(pfnDaxRegion(dax), undefined, {
    human: flags.human ?? false,
    idle: flags.idle === true || flags.configured === true,
    devices: true,
    inNamespace: true,
  });

/** The sector size is 512 bytes unless an attribute says otherwise: without labels, and with v1.1 labels. */
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
 * The namespace as JSON; undefined if its mode and its holder contradict each other.
 *
 * @param active state of the namespace, read just before
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

  const { dax } = holder;
  const inDetail = flags.dax === true;
  const aligned = holder.btt === undefined ? (holder.pfn ?? dax) : undefined;
  const object: JsonObject = {
    dev: ndns.name,
    mode,
    map: shape.map,
    size: shape.size === undefined ? undefined : jsonSize(shape.size, human),
    uuid: uuidOf(ndns, holder),
    raw_uuid: verbose ? rawUuid(ndns, holder) : undefined,
    chardev: dax === undefined || inDetail ? undefined : chardev(dax),
    daxregion: dax === undefined || !inDetail ? undefined : daxregion(dax, flags),
    sector_size: sectorSize(ndns, holder),
    align: aligned && (pfnAlign(aligned) || undefined),
    blockdev: blockDeviceOf(ndns, holder) || undefined,
    state: active ? undefined : 'disabled',
    name: namespaceAltName(ndns) || undefined,
    numa_node: verbose ? nonNegative(namespaceNumaNode(ndns)) : undefined,
    target_node: verbose ? nonNegative(namespaceTargetNode(ndns)) : undefined,
  };
  const bad = namespaceBadblockReport(ndns, holder, flags.mediaErrors ?? false);
  if (bad.count > 0) object.badblock_count = bad.count;
  object.badblocks = bad.list;
  return object;
}
