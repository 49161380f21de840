/**
 * The attributes of a region, which may be written in any order: models the stores and shows of
 * drivers/cxl/core/region.c, releases 6.0 to 6.18.
 */
import { U64_MAX } from '../../../../lib/bytes/u64.ts';
import { ERRNO } from '../../../../lib/errno.ts';
import { hex, isPowerOfTwo } from '../../../../lib/units.ts';
import { isUuid, NIL_UUID } from '../../../../lib/uuid.ts';
import { device_release_driver, sysfs_name } from '../../../base/dd.ts';
import type { AttributeTable, DevicePart } from '../../../fs/attribute-table.ts';
import { rw } from '../../../fs/sysfs.ts';
import { dev_warn } from '../../../kernel/printk.ts';
import { alloc_free_mem_region } from '../../../kernel/resource/free-region.ts';
import type { Kernel } from '../../../kernel.ts';
import { kstrtobool, kstrtoull } from '../../../lib/kstrtox.ts';
import { traced } from '../../../trace.ts';
import { CXL_CAPACITY_UNIT, granularity_to_eig, ways_to_eiw } from '../../cxl.ts';
import type { CxlDecoder, CxlRegion } from '../../state.ts';
import { cxl_dev, to_cxl, to_cxl_decoder } from '../device.ts';
import { cxl_region_attach, cxl_region_detach } from './attach.ts';
import { cxl_region_decode_commit, cxl_region_decode_reset } from './commit.ts';
import { cxl_region_iomem_release } from './region.ts';
import { region_hpa } from './targets.ts';

/** Length of a uuid with the newline or the NUL of a C string, in bytes. */
const UUID_STORE_LENGTH = 37;

const isConfigured = ({ state }: CxlRegion): boolean => state !== 'idle';
const isCommitted = ({ state }: CxlRegion): boolean => state === 'commit';
const isActive = ({ state }: CxlRegion): boolean => state !== 'idle' && state !== 'interleave-active';

/** 0, -EINVAL (no uuid, or the nil one), -EBUSY (the region is active, or another one has the uuid). */
function uuid_store(k: Kernel, region: CxlRegion, text: string): number {
  const uuid = sysfs_name(text).toLowerCase();
  if (text.length > UUID_STORE_LENGTH || !isUuid(uuid) || uuid === NIL_UUID) return -ERRNO.EINVAL;
  if (region.uuid === uuid) return 0;
  if (isActive(region)) return -ERRNO.EBUSY;
  if (Object.values(to_cxl(k).regions).some((other) => other.uuid === uuid)) return -ERRNO.EBUSY;
  region.uuid = uuid;
  return 0;
}

/** 0, -EINVAL, -EPERM (it is locked), -ENXIO (targets are missing), or the errno of a decoder. */
const commit_store = traced('commit_store', (k: Kernel, region: CxlRegion, text: string): number => {
  const commit = kstrtobool(k, text);
  if (commit === undefined) return -ERRNO.EINVAL;
  if (!commit && region.locked) return -ERRNO.EPERM;
  if (commit === isCommitted(region)) return 0;
  if (!commit) {
    region.state = 'reset-pending';
    device_release_driver(k, { bus: 'cxl', name: region.name });
    if (region.state === 'reset-pending') {
      cxl_region_decode_reset(k, region, region.ways);
      region.state = 'active';
    }
    return 0;
  }
  if (!isActive(region)) return -ERRNO.ENXIO;
  const rc = cxl_region_decode_commit(k, region);
  if (rc === 0) region.state = 'commit';
  return rc;
});

/** 0, -EINVAL (not ways that the window's ways divide into powers of two), -EBUSY (it has addresses). */
function interleave_ways_store(k: Kernel, region: CxlRegion, text: string): number {
  const ways = kstrtoull(text);
  if (ways < 0) return ways;
  const encoded = ways_to_eiw(ways);
  if (encoded < 0) return encoded;
  const root = to_cxl_decoder(k, region.decoder).ways;
  if (ways % root !== 0 || !isPowerOfTwo(ways / root)) return -ERRNO.EINVAL;
  if (isConfigured(region)) return -ERRNO.EBUSY;
  region.ways = ways;
  return 0;
}

/** 0, -EINVAL (no power of two of 256 to 16384, or not the window's own), -EBUSY (it has addresses). */
function interleave_granularity_store(k: Kernel, region: CxlRegion, text: string): number {
  const value = kstrtoull(text);
  if (value < 0) return value;
  const encoded = granularity_to_eig(value);
  if (encoded < 0) return encoded;
  const root = to_cxl_decoder(k, region.decoder);
  if (root.ways > 1 && value !== root.granularity) return -ERRNO.EINVAL;
  if (isConfigured(region)) return -ERRNO.EBUSY;
  region.granularity = value;
  return 0;
}

/**
 * Allocates host addresses of the window: 0, -EBUSY, -ENXIO (ways, granularity or uuid missing), -EINVAL,
 * -ERANGE.
 */
const alloc_hpa = traced('alloc_hpa', (k: Kernel, region: CxlRegion, size: number): number => {
  const known = region_hpa(k, region);
  if (known !== null) return known.size === size ? 0 : -ERRNO.EBUSY;
  if (isConfigured(region)) return -ERRNO.EBUSY;
  const needsUuid = region.mode === 'pmem' && region.uuid === NIL_UUID;
  if (region.ways === 0 || region.granularity === 0 || needsUuid) return -ERRNO.ENXIO;
  if (size % (CXL_CAPACITY_UNIT * region.ways) !== 0) return -ERRNO.EINVAL;
  const window = to_cxl_decoder(k, region.decoder).root?.resource;
  if (window == null) return -ERRNO.ERANGE;
  const resource = alloc_free_mem_region(k, window, size, CXL_CAPACITY_UNIT, region.name);
  if (resource < 0) return resource;
  region.resource = resource;
  region.state = 'interleave-active';
  return 0;
});

function free_hpa(k: Kernel, region: CxlRegion): number {
  if (region.resource === null) return 0;
  if (isActive(region)) return -ERRNO.EBUSY;
  cxl_region_iomem_release(k, region);
  region.state = 'idle';
  return 0;
}

function size_store(k: Kernel, region: CxlRegion, text: string): number {
  const size = kstrtoull(text);
  if (size < 0) return size;
  return size === 0 ? free_hpa(k, region) : alloc_hpa(k, region, size);
}

/** Attributes of regions other than their targets. */
export const REGION_ATTRIBUTES: AttributeTable<CxlRegion> = {
  uuid: {
    mode: (k, { mode }) => (mode === 'pmem' ? 0o644 : k.has('cxl-region-uuid-always') ? 0o444 : 0),
    show: (_k, { mode, uuid }) => (mode === 'pmem' ? `${uuid}\n` : '\n'),
    store: uuid_store,
  },
  commit: {
    mode: 0o644,
    show: (_k, region) => `${isCommitted(region) ? 1 : 0}\n`,
    store: commit_store,
  },
  interleave_ways: { mode: 0o644, show: (_k, { ways }) => `${ways}\n`, store: interleave_ways_store },
  interleave_granularity: {
    mode: 0o644,
    show: (_k, { granularity }) => `${granularity}\n`,
    store: interleave_granularity_store,
  },
  resource: {
    mode: 0o444,
    show: (k, region) => `${hex(region_hpa(k, region)?.start ?? U64_MAX)}\n`,
  },
  size: { mode: 0o644, show: (k, region) => `${hex(region_hpa(k, region)?.size ?? 0)}\n`, store: size_store },
  mode: { mode: (k) => (k.has('cxl-region-mode') ? 0o444 : 0), show: (_k, { mode }) => `${mode}\n` },
};

/** The endpoint decoder of that name; -ENODEV (no such device), -EINVAL (no endpoint decoder). */
function endpoint_named(k: Kernel, name: string): CxlDecoder | number {
  const { decoders } = to_cxl(k);
  const decoder = decoders[name];
  if (decoder === undefined) return k.state.cxl?.ports[name] === undefined ? -ERRNO.ENODEV : -ERRNO.EINVAL;
  return decoder.kind === 'endpoint' ? decoder : -ERRNO.EINVAL;
}

function attach_target(k: Kernel, region: CxlRegion, endpoint: CxlDecoder, pos: number): number {
  const rc = cxl_region_attach(k, region, endpoint, pos);
  if (rc < 0 && k.has('cxl-attach-warns'))
    dev_warn(k, cxl_dev(k, endpoint.port), `failed to attach ${endpoint.name} to ${region.name}: ${rc}`);
  return rc;
}

function store_targetN(k: Kernel, region: CxlRegion, pos: number, text: string): number {
  if (pos >= region.ways) return -ERRNO.ENXIO;
  const name = sysfs_name(text);
  if (name === '') {
    const target = region.targets[pos];
    if (target != null) cxl_region_detach(k, to_cxl_decoder(k, target));
    return 0;
  }
  const endpoint = endpoint_named(k, name);
  return typeof endpoint === 'number' ? endpoint : attach_target(k, region, endpoint, pos);
}

const TARGET = /^target(\d|1[0-5])$/;

/** target0, target1, ..: one for each way of the region. */
export const region_targets = (find: (k: Kernel, name: string) => CxlRegion | undefined): DevicePart => ({
  names: (k, name) => Array.from({ length: find(k, name)?.ways ?? 0 }, (_, i) => `target${i}`),
  lookup(k, name, entry) {
    const region = find(k, name);
    const pos = Number(TARGET.exec(entry)?.[1] ?? Number.NaN);
    if (region === undefined || Number.isNaN(pos) || pos >= region.ways) return undefined;
    return rw(
      () => `${region.targets[pos] ?? ''}\n`,
      (_k, text) => store_targetN(k, region, pos, text),
    );
  },
});
