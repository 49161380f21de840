/**
 * The block translation table: discovers or creates the arenas of a namespace and adds its disk. Models
 * drivers/nvdimm/btt.c, all releases. Layout and info block are in arena.ts, map and log in map.ts and
 * log.ts, reads and writes in rw.ts.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { NIL_UUID } from '../../../lib/uuid.ts';
import { devres_add, devres_release } from '../../base/devres.ts';
import { blk_alloc_disk, device_add_disk } from '../../block/genhd.ts';
import { dev_err, dev_info, dev_warn } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { nvdimm_check_and_set_ro } from '../bus/disk-ro.ts';
import { devm_nsio_enable, nvdimm_zero_bytes, open_error } from '../claim/nsio.ts';
import { nd_dev, to_nd_region, to_ndns } from '../devices.ts';
import { INFO_BLOCK_SIZE } from '../info-block.ts';
import { nd_dev_to_uuid, nvdimm_namespace_disk_name } from '../namespace_devs/namespace.ts';
import type { NdBtt, NdNamespace } from '../state.ts';
import {
  ARENA_MAX_SIZE,
  ARENA_MIN_SIZE,
  alloc_arena,
  type BttArena,
  decode_arena,
  encode_btt_sb,
  LOG_GROUP,
} from './arena.ts';
import { nd_btt_arena_is_valid, nd_btt_version } from './btt_devs.ts';
import { btt_log_read_all, log_set_indices, PADDED_SLOTS, put_log_entry } from './log.ts';
import {
  arena_read_bytes,
  arena_write_bytes,
  block_of,
  btt_map_read,
  btt_map_write,
  initial_offset,
} from './map.ts';
import { btt_sector_size } from './rw.ts';

/** ND_MAX_LANES: number of lanes of a region. */
const NUM_LANES = 256;
const LOG_SEQ_INIT = 1;

/** Completes writes that were interrupted between log and map update; 0 or an errno. */
function btt_freelist_init(k: Kernel, btt: NdBtt, arena: BttArena): number {
  const lanes = btt_log_read_all(k, btt, arena);
  if (typeof lanes === 'number') return lanes;
  for (const { entry: last } of lanes) {
    const { lba, oldMap, newMap } = last;
    const [from, to] = [block_of(oldMap), block_of(newMap)];
    if (from === to) continue;
    const entry = btt_map_read(k, btt, arena, lba);
    if (typeof entry === 'number') return entry;
    if (entry.block === to || entry.block !== from) continue;
    const rc = btt_map_write(k, btt, arena, lba, to);
    if (rc !== 0) return rc;
  }
  return 0;
}

/** The arenas on the namespace: an empty list when it has no BTT, an errno when they are damaged. */
function discover_arenas(k: Kernel, btt: NdBtt, rawsize: number): BttArena[] | number {
  const log = nd_dev(k, btt.name);
  const arenas: BttArena[] = [];
  let nlba = 0;
  for (let offset = 0, remaining = rawsize; remaining !== 0; ) {
    const raw = arena_read_bytes(k, btt, offset, INFO_BLOCK_SIZE);
    if (typeof raw === 'number') return raw;
    if (!nd_btt_arena_is_valid(k, btt, raw, log)) {
      if (remaining === rawsize) {
        dev_info(k, log, 'No existing arenas');
        return [];
      }
      dev_err(k, log, 'Found corrupted metadata!');
      return -ERRNO.ENODEV;
    }
    const arena = decode_arena(raw, offset, nlba);
    if (arena.nfree < NUM_LANES) {
      dev_err(k, log, `nfree ${arena.nfree} smaller than lane count ${NUM_LANES}`);
      return -ERRNO.ENODEV;
    }
    const indices = log_set_indices(k, btt, arena);
    if (typeof indices === 'number') {
      dev_err(k, log, 'Unable to deduce log/padding indices');
      return indices;
    }
    arena.logIndex = indices;
    const rc = btt_freelist_init(k, btt, arena);
    if (rc !== 0) return rc;
    arenas.push(arena);
    remaining -= arena.size;
    offset += arena.size;
    nlba += arena.externalNlba;
    if (arena.nextoff === 0) break;
  }
  return arenas;
}

/** Divides the namespace into arenas; a remainder below 16 MiB stays unused. */
export function create_arenas(btt: Pick<NdBtt, 'lbasize' | 'version'>, rawsize: number): BttArena[] {
  const arenas: BttArena[] = [];
  let nlba = 0;
  for (let offset = 0, remaining = rawsize; remaining > 0; ) {
    const size = Math.min(ARENA_MAX_SIZE, remaining);
    remaining -= size;
    if (size < ARENA_MIN_SIZE) break;
    const arena = alloc_arena(size, offset, nlba, btt.lbasize, btt.version);
    arena.nextoff = remaining >= ARENA_MIN_SIZE ? size : 0;
    arenas.push(arena);
    nlba += arena.externalNlba;
    offset += size;
  }
  return arenas;
}

/** The log of a new arena: the first entry of each lane records the lane's own reserved block as free. */
function initial_log(arena: BttArena): Uint8Array {
  const log = new Uint8Array(arena.nfree * LOG_GROUP);
  const view = new DataView(log.buffer);
  for (let lane = 0; lane < arena.nfree; lane++) {
    const block = arena.externalNlba + lane;
    put_log_entry(view, lane * LOG_GROUP, { lba: lane, oldMap: block, newMap: block, seq: LOG_SEQ_INIT });
  }
  return log;
}

/** Writes a new arena: a zeroed map (identity mapping), the log, then both info blocks. */
function btt_arena_write_layout(k: Kernel, btt: NdBtt, namespace: NdNamespace, arena: BttArena): number {
  const metadata = arena.info2off - arena.mapoff;
  const zeroed = nvdimm_zero_bytes(k, namespace, arena.mapoff + initial_offset(btt), metadata);
  if (zeroed !== 0) return zeroed;
  const logged = arena_write_bytes(k, btt, arena.logoff, initial_log(arena));
  if (logged !== 0) return logged;
  const raw = encode_btt_sb(arena, btt.uuid!, nd_dev_to_uuid(namespace) ?? NIL_UUID);
  const copied = arena_write_bytes(k, btt, arena.info2off, raw);
  return copied === 0 ? arena_write_bytes(k, btt, arena.infooff, raw) : copied;
}

function btt_meta_init(k: Kernel, btt: NdBtt, namespace: NdNamespace, arenas: BttArena[]): number {
  for (const arena of arenas) {
    const rc = btt_arena_write_layout(k, btt, namespace, arena);
    if (rc !== 0) return rc;
  }
  return 0;
}

function btt_blk_init(k: Kernel, btt: NdBtt, namespace: NdNamespace): void {
  const sectorSize = btt_sector_size(btt);
  const nlba = btt.arenas.reduce((sum, arena) => sum + arena.externalNlba, 0);
  btt.size = nlba * sectorSize;
  const disk = device_add_disk(k, {
    name: nvdimm_namespace_disk_name(k, namespace),
    kind: 'btt',
    owner: btt.name,
    size: btt.size,
    sectorSize,
    physicalBlockSize: sectorSize,
    readOnly: false,
    dax: false,
    sequence: blk_alloc_disk(k),
  });
  devres_add(btt.core, { kind: 'disk', name: disk.name });
  nvdimm_check_and_set_ro(k, disk);
}

/** The discovered or newly written arenas; undefined, with the reason logged, on failure. */
function btt_init(k: Kernel, btt: NdBtt, namespace: NdNamespace, rawsize: number): BttArena[] | undefined {
  const log = nd_dev(k, btt.name);
  const found = discover_arenas(k, btt, rawsize);
  if (typeof found === 'number') {
    dev_err(k, log, `init: error in arena_discover: ${found}`);
    return undefined;
  }
  if (found.length > 0) return found;
  const region = to_nd_region(k, btt.region);
  if (region.readOnly) {
    dev_warn(k, log, `${region.name} is read-only, unable to init btt metadata`);
    return undefined;
  }
  const fresh = create_arenas(btt, rawsize);
  if (!k.has('btt-log-index')) for (const arena of fresh) arena.logIndex = PADDED_SLOTS;
  const rc = btt_meta_init(k, btt, namespace, fresh);
  if (rc === 0) return fresh;
  dev_err(k, log, `init: error in meta_init: ${rc}`);
  return undefined;
}

/**
 * Adds the disk of the btt device that claims the namespace.
 *
 * @returns 0, -ENODEV (not configured), -EBUSY (addresses reserved by another device), -ENXIO (too small),
 *   -ENOMEM (no arenas; the reason is logged)
 */
export const nvdimm_namespace_attach_btt = traced(
  'nvdimm_namespace_attach_btt',
  (k: Kernel, namespace: NdNamespace): number => {
    const btt = k.state.nd.btts[namespace.claim!]!;
    if (btt.uuid === null || btt.namespace === null || btt.lbasize === 0) return -ERRNO.ENODEV;
    const rc = devm_nsio_enable(k, btt.name, to_ndns(k, btt.namespace), namespace.size);
    if (rc !== 0) return open_error(k, rc);
    nd_btt_version(k, btt, namespace, nd_dev(k, btt.name));
    const rawsize = namespace.size - initial_offset(btt);
    if (rawsize < ARENA_MIN_SIZE) return -ERRNO.ENXIO;
    const arenas = btt_init(k, btt, namespace, rawsize);
    if (arenas === undefined) return -ERRNO.ENOMEM;
    btt.arenas = arenas;
    btt_blk_init(k, btt, namespace);
    return 0;
  },
);

/** Removes the disk and the arena records; the media are not changed. */
export function nvdimm_namespace_detach_btt(k: Kernel, btt: NdBtt): void {
  devres_release(k, btt.name, btt.core, 'disk');
  btt.arenas = [];
}
