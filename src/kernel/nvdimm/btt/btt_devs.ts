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

/** Sector sizes that a btt can have: 512 and 4096, plain or with room for integrity data. */
export const BTT_LBASIZES: readonly number[] = [512, 520, 528, 4096, 4104, 4160, 4224];

/** The smallest namespace that is looked at for arenas. */
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

/** Makes an idle btt in the region, the next seed; its name. */
export function nd_btt_create(k: Kernel, region: NdRegion): string {
  const btt = nd_btt_alloc(k, region);
  register(k, region, btt);
  return btt.name;
}

/** Forgets a btt that has no driver: its namespace is free, its number can be used again. */
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
 * True for an info block that is whole and belongs to the btt's namespace; one without a parent belongs
 * to any.
 *
 * @param log the name under which an arena with the error flag is reported
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
 * Picks the layout version by the namespace's claim class, and looks for an info block of it.
 *
 * @returns the block's head, or -ENXIO (unreadable) / -ENODEV (none of this version)
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

/** Autodetection: 0 when a btt device took over the open namespace, else -ENODEV or -ENXIO. */
export const nd_btt_probe = traced('nd_btt_probe', (k: Kernel, namespace: NdNamespace): number => {
  if (namespace.forceRaw) return -ERRNO.ENODEV;
  if (!['none', 'btt', 'btt2'].includes(namespace.claimClass)) return -ERRNO.ENODEV;
  const region = to_nd_region(k, namespace.region);
  const btt = nd_btt_alloc(k, region);
  __nd_attach_ndns(btt, namespace);
  // The device is on no bus yet, and no driver's: its messages begin with nothing but its name.
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
