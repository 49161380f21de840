/**
 * Directories of disks: models the attributes of block/genhd.c, blk-sysfs.c, blk-integrity.c and of
 * drivers/nvdimm/pmem.c (dax/), 5.15 to 6.12. Tuning attributes without effect on pmem disks are read-only
 * here.
 */
import { ERRNO } from '../../lib/errno.ts';
import {
  type Attribute,
  type Directory,
  dir,
  link,
  listing,
  type Node,
  ro,
  rw,
  uevent_attribute,
} from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { nd_device_path } from '../nvdimm/bus/device-sysfs.ts';
import { badblocks_init, badblocks_show, badblocks_store } from './badblocks.ts';
import { BLOCK_EXT_MAJOR, disk_name_of, get_capacity } from './genhd.ts';
import type { Disk } from './state.ts';

const constant = (value: string | number): Attribute => ro(() => `${value}\n`);
/** An attribute with write permission whose writes are not modelled and fail. */
const tunable = (value: string | number): Attribute => ({ ...constant(value), mode: 0o644 });

function uevent(disk: Disk): string {
  const { minor, name, sequence } = disk;
  const values = { MAJOR: BLOCK_EXT_MAJOR, MINOR: minor, DEVNAME: name, DEVTYPE: 'disk', DISKSEQ: sequence };
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

const ATOMIC_WRITE_LIMITS = {
  atomic_write_boundary_bytes: constant(0),
  atomic_write_max_bytes: constant(0),
  atomic_write_unit_max_bytes: constant(0),
  atomic_write_unit_min_bytes: constant(0),
};

const BLK_MQ_FILES = {
  nr_requests: tunable(128),
  rq_affinity: tunable(0),
  scheduler: tunable('none'),
  wbt_lat_usec: { kind: 'file', mode: 0o644, show: () => -ERRNO.EINVAL },
} as const satisfies Record<string, Node>;

function queue_dir(k: Kernel, disk: Disk): Directory {
  const integritySegments = disk.kind === 'btt' && k.has('integrity-in-queue-limits') ? 1 : 0;
  return dir({
    add_random: tunable(0),
    ...(k.has('block-atomic-writes') ? ATOMIC_WRITE_LIMITS : {}),
    chunk_sectors: constant(0),
    dax: constant(disk.dax ? 1 : 0),
    discard_granularity: constant(0),
    discard_max_bytes: tunable(0),
    discard_max_hw_bytes: constant(0),
    discard_zeroes_data: constant(0),
    dma_alignment: constant(511),
    fua: constant(0),
    hw_sector_size: constant(disk.sectorSize),
    io_poll: tunable(0),
    io_poll_delay: tunable(k.has('no-hybrid-polling') ? -1 : 0),
    iostats: tunable(0),
    logical_block_size: constant(disk.sectorSize),
    max_discard_segments: constant(1),
    max_hw_sectors_kb: constant(2147483647),
    max_integrity_segments: constant(integritySegments),
    max_sectors_kb: tunable(1280),
    max_segment_size: constant(65536),
    max_segments: constant(128),
    minimum_io_size: constant(disk.physicalBlockSize),
    nomerges: tunable(0),
    nr_zones: constant(0),
    optimal_io_size: constant(0),
    physical_block_size: constant(disk.physicalBlockSize),
    read_ahead_kb: tunable(128),
    rotational: tunable(0),
    ...(k.has('blk-mq-attribute-group') ? {} : BLK_MQ_FILES),
    stable_writes: tunable(0),
    virt_boundary_mask: constant(0),
    write_cache: tunable(disk.kind === 'pmem' ? 'write back' : 'write through'),
    write_same_max_bytes: constant(0),
    write_zeroes_max_bytes: constant(0),
    zone_append_max_bytes: constant(0),
    zone_write_granularity: constant(0),
    zoned: constant('none'),
  });
}

function integrity_dir(k: Kernel): Directory {
  const active = k.has('integrity-in-queue-limits') ? 1 : 0;
  return dir({
    device_is_integrity_capable: constant(0),
    format: constant('none'),
    protection_interval_bytes: constant(0),
    read_verify: tunable(active),
    tag_size: constant(0),
    write_generate: tunable(active),
  });
}

const badblocks_attribute = (disk: Disk): Attribute =>
  rw(
    () => badblocks_show(disk.badblocks),
    (_k, text) => {
      disk.badblocks ??= badblocks_init();
      return badblocks_store(disk.badblocks, text);
    },
  );

const STAT_FIELDS = 17;
const counters = (count: number): string => Array(count).fill('       0').join(' ');

function disk_dir(k: Kernel, disk: Disk): Directory {
  return dir({
    alignment_offset: constant(0),
    badblocks: disk.kind === 'pmem' ? badblocks_attribute(disk) : undefined,
    capability: constant(0),
    dax: disk.kind === 'pmem' ? dir({ write_cache: tunable(1) }) : undefined,
    dev: constant(`${BLOCK_EXT_MAJOR}:${disk.minor}`),
    device: link(nd_device_path(k, disk.owner)),
    discard_alignment: constant(0),
    diskseq: constant(disk.sequence),
    events: ro(() => ''),
    events_async: ro(() => ''),
    events_poll_msecs: tunable(-1),
    ext_range: constant(256),
    hidden: constant(0),
    holders: dir({}),
    inflight: constant(counters(2)),
    integrity: integrity_dir(k),
    partscan: k.has('block-partscan') ? constant(1) : undefined,
    queue: queue_dir(k, disk),
    range: constant(0),
    removable: constant(0),
    ro: constant(disk.readOnly ? 1 : 0),
    size: constant(get_capacity(disk)),
    slaves: dir({}),
    stat: constant(counters(STAT_FIELDS)),
    subsystem: link('/sys/class/block'),
    uevent: uevent_attribute(() => uevent(disk)),
  });
}

/** The directory `block` of a device; undefined when it has no disk. */
export function block_subdirectory(k: Kernel, device: string): Directory | undefined {
  const name = disk_name_of(k, device);
  if (name === undefined) return undefined;
  // Built on lookup, since listing the namespaces needs only the disk's name.
  return listing(
    () => [name],
    (_k, entry) => (entry === name ? disk_dir(k, k.state.block.disks[name]!) : undefined),
  );
}
