/** Shared part of btt, pfn and dax devices in libndctl: namespace, uuid, deletion. */
import { NIL_UUID } from '../../../lib/uuid.ts';
import { failed } from '../../../wall/files.ts';
import { dbg, hasDriver, sysfsWriteAttr, utilUnbind } from '../../util/sysfs.ts';
import { type ChildKind, forgetChild, scanEpoch } from './children.ts';
import { attribute, type Device, setAttribute, toNumber, waitProbe } from './context.ts';
import type { Region } from './region.ts';

/** A device that claims a namespace. */
export interface Claim extends Device {
  kind: Exclude<ChildKind, 'namespace'>;
  region: Region;
  generation: number;
  /** Epoch of the scan in which size and resource were read. */
  epoch: number;
}

/** A device at `path`, before any attribute was read. */
export const newClaim = <Kind extends Claim['kind']>(
  region: Region,
  kind: Kind,
  id: number,
  name: string,
  path: string,
): Claim & { kind: Kind } => ({
  ctx: region.ctx,
  path,
  name,
  id,
  attributes: {},
  kind,
  region,
  generation: region.generation,
  epoch: scanEpoch(region, kind),
});

/** Drops the attributes that a rescan reads again. */
function refresh(claim: Claim): void {
  const epoch = scanEpoch(claim.region, claim.kind);
  if (claim.epoch === epoch) return;
  claim.epoch = epoch;
  claim.attributes.size = undefined;
  claim.attributes.resource = undefined;
}

/** Usable bytes; undefined while the device is not enabled. */
export function claimSize(claim: Claim): number | undefined {
  refresh(claim);
  return toNumber(attribute(claim, 'size'));
}

/** Physical address of the first usable byte; undefined while the device is not enabled. */
export function claimResource(claim: Claim): number | undefined {
  refresh(claim);
  return toNumber(attribute(claim, 'resource'));
}

/** The uuid; nil if none is set. */
export function claimUuid(claim: Claim): string {
  const text = attribute(claim, 'uuid');
  return typeof text === 'number' || text === '' ? NIL_UUID : text;
}

/** Sets the device's uuid. 0 or a negative errno. */
export const claimSetUuid = (claim: Claim, uuid: string): number => setAttribute(claim, 'uuid', uuid);

/** Assigns a namespace to the device, or none. 0 or a negative errno. */
export const claimSetNamespace = (claim: Claim, namespace: string | undefined): number =>
  sysfsWriteAttr(claim.ctx, `${claim.path}/namespace`, namespace ?? '\n');

/** Tests whether the device is bound to its driver. */
export const claimIsEnabled = (claim: Claim): boolean => hasDriver(claim.ctx, claim.path);

/** Unbinds the device from its driver and its namespace, which removes it. 0 or a negative errno. */
export function claimDelete(claim: Claim): number {
  if (claim.generation !== claim.region.generation) return 0;
  utilUnbind(claim.ctx, claim.path);
  const rc = claimSetNamespace(claim, undefined);
  if (rc !== 0) {
    dbg(claim.ctx, `ndctl_${claim.kind}_delete`, `${claim.name}: failed to clear namespace: ${rc}`);
    return rc;
  }
  forgetChild(claim.region, claim.kind, claim.name);
  return 0;
}

/** The block device under `path/block`; an empty string if there is none, or more than one. */
export function blockDevice(region: Region, path: string): string {
  waitProbe(region.bus);
  const names = region.ctx.files.list(`${path}/block`);
  if (failed(names)) {
    dbg(region.ctx, 'get_block_device', `no block device found: ${path}/block`);
    return '';
  }
  if (names.length <= 1) return names[0] ?? '';
  dbg(region.ctx, 'get_block_device', `invalid block_path format: ${path}/block`);
  return '';
}

/** `pmem0` or `pmem0s`; an empty string while there is none. */
export const claimBlockDevice = (claim: Claim): string => blockDevice(claim.region, claim.path);
