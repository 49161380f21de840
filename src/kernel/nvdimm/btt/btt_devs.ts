/**
 * btt devices: models drivers/nvdimm/btt_devs.c, all releases.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { MiB } from '../../../lib/units.ts';
import { NIL_UUID } from '../../../lib/uuid.ts';
import { dev_info, type LogDevice } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import { nd_device_register } from '../bus/async.ts';
import { __nd_attach_ndns, nd_detach_ndns } from '../claim/claim.ts';
import { nvdimm_read_bytes } from '../claim/nsio.ts';
import { nd_add_child, nd_remove_child, nd_set_uuid, to_nd_region } from '../devices.ts';
import { INFO_BLOCK_SIZE, nd_sb_checksum_ok } from '../info-block.ts';
import { nd_dev_to_uuid } from '../namespace_devs/namespace.ts';
import type { NdBtt, NdNamespace, NdRegion } from '../state.ts';
import { BTT_SIG, type BttSbHead, decode_btt_head, IB_FLAG_ERROR } from './arena.ts';
import { initial_offset } from './map.ts';

/** Supported external block sizes in bytes: 512 and 4096, with or without integrity metadata. */
export const BTT_LBASIZES: readonly number[] = [512, 520, 528, 4096, 4104, 4160, 4224];

/** Smallest namespace that autodetection reads. */
const MIN_CAPACITY = 16 * MiB;

function nd_btt_alloc(k: Kernel, region: NdRegion): NdBtt {
  const id = ida_alloc(region.bttIda);
  const btt: NdBtt = {
    name: `btt${region.id}.${id}`,
    id,
    region: region.name,
    core: { driver: null, devres: [] },
    uuid: null,
    lbasize: 0,
    namespace: null,
    size: 0,
    version: '1.1',
    arenas: [],
  };
  k.state.nd.btts[btt.name] = btt;
  return btt;
}

function register(k: Kernel, region: NdRegion, btt: NdBtt): void {
  nd_add_child(region.btts, btt.name);
  nd_device_register(k, btt.name);
}

/** Creates and registers an idle btt device, the next seed; returns its name. */
export function nd_btt_create(k: Kernel, region: NdRegion): string {
  const btt = nd_btt_alloc(k, region);
  register(k, region, btt);
  return btt.name;
}

/** Deletes the record of an unbound btt device, releases its namespace and frees its id. */
export function nd_btt_release(k: Kernel, name: string): void {
  const btt = k.state.nd.btts[name];
  if (btt === undefined) return;
  const region = to_nd_region(k, btt.region);
  nd_detach_ndns(k, btt);
  nd_set_uuid(k, btt, null);
  nd_remove_child(region.btts, name);
  ida_free(region.bttIda, btt.id);
  delete k.state.nd.btts[name];
}

/**
 * Returns true if the info block is valid and belongs to the btt's namespace; a nil parent uuid matches any
 * namespace.
 *
 * @param log device that the message about a set error flag names
 */
export function nd_btt_arena_is_valid(k: Kernel, btt: NdBtt, raw: Uint8Array, log: LogDevice): boolean {
  const { signature, parentUuid, flags } = decode_btt_head(raw);
  if (signature !== BTT_SIG) return false;
  const owner = nd_dev_to_uuid(k.state.nd.namespaces[btt.namespace!]!) ?? NIL_UUID;
  if (parentUuid !== NIL_UUID && parentUuid !== owner) return false;
  if (!nd_sb_checksum_ok(raw)) return false;
  if (flags % 2 === IB_FLAG_ERROR) dev_info(k, log, 'Found arena with an error flag');
  return true;
}

/**
 * Selects the layout version by the namespace's claim class and reads the info block of that version.
 *
 * @returns the block's head, or -ENXIO (unreadable), -ENODEV (no block of this version)
 */
export function nd_btt_version(
  k: Kernel,
  btt: NdBtt,
  namespace: NdNamespace,
  log: LogDevice,
): BttSbHead | number {
  btt.version = namespace.claimClass === 'btt2' ? '2.0' : '1.1';
  const raw = nvdimm_read_bytes(k, namespace, initial_offset(btt), INFO_BLOCK_SIZE);
  if (typeof raw === 'number') return -ERRNO.ENXIO;
  if (!nd_btt_arena_is_valid(k, btt, raw, log)) return -ERRNO.ENODEV;
  const head = decode_btt_head(raw);
  if (!k.has('btt-v2')) return head;
  return `${head.versionMajor}.${head.versionMinor}` === btt.version ? head : -ERRNO.ENODEV;
}

/** Autodetection: returns 0 when a btt device claimed the open namespace, else -ENODEV or -ENXIO. */
export const nd_btt_probe = traced('nd_btt_probe', (k: Kernel, namespace: NdNamespace): number => {
  if (namespace.forceRaw) return -ERRNO.ENODEV;
  if (!['none', 'btt', 'btt2'].includes(namespace.claimClass)) return -ERRNO.ENODEV;
  const region = to_nd_region(k, namespace.region);
  const btt = nd_btt_alloc(k, region);
  __nd_attach_ndns(btt, namespace);
  // The device is not on a bus and has no driver yet, so its messages start with its name alone.
  const log = { driver: '', name: btt.name };
  const head = namespace.size < MIN_CAPACITY ? -ERRNO.ENXIO : nd_btt_version(k, btt, namespace, log);
  if (typeof head === 'number') {
    nd_btt_release(k, btt.name);
    return head;
  }
  btt.lbasize = head.externalLbasize;
  nd_set_uuid(k, btt, head.uuid);
  register(k, region, btt);
  return 0;
});
