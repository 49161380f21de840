/**
 * Writes to the attributes of a namespace: models the store functions of drivers/nvdimm/namespace_devs.c, all
 * releases. All return 0 or a negative errno; a successful write updates the labels if the namespace has any.
 */

import { ERRNO } from '../../../lib/errno.ts';
import { sysfs_name } from '../../base/dd.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { dev_WARN, once } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtobool, kstrtoull } from '../../lib/kstrtox.ts';
import { traced } from '../../trace.ts';
import { nd_device_unregister, nd_synchronize } from '../bus/async.ts';
import { uuid_parse } from '../bus/shared-attributes.ts';
import { nd_dev, nd_is_uuid_unique, nd_set_uuid, to_nd_region, to_ndd } from '../devices.ts';
import { dpa_allocated, dpa_rename } from '../dimm_devs/dpa.ts';
import { reap_labels } from '../label/active.ts';
import { nd_label_gen_id } from '../label/label.ts';
import { NSLABEL_NAME_LEN } from '../label/layout.ts';
import { nd_pmem_namespace_label_update } from '../label/update.ts';
import { nd_region_allocatable_dpa, nd_region_available_dpa } from '../region_devs/capacity.ts';
import type { ClaimClass, NdNamespace, NdRegion } from '../state.ts';
import { grow_dpa_allocation, shrink_dpa_allocation } from './dpa-alloc.ts';
import { nd_namespace_pmem_set_resource } from './place.ts';

/** Values of `sector_size` in bytes. */
export const PMEM_LBASIZE_SUPPORTED = [512, 4096];

/**
 * Returns true while a driver is bound to the namespace or a device claims it; its configuration is then
 * fixed.
 */
const in_use = (ndns: NdNamespace): boolean => ndns.core.driver !== null || ndns.claim !== null;

/** Writes or deletes the labels of a namespace that has a uuid. */
const nd_namespace_label_update = traced(
  'nd_namespace_label_update',
  (k, region: NdRegion, ndns: NdNamespace): number => {
    if (in_use(ndns)) {
      const text = 'namespace must be idle during label update';
      once(k, 'label-update-in-use', () => dev_WARN(k, nd_dev(k, ndns.name), WARN_SITES.updateInUse, text));
      return 0;
    }
    if (ndns.uuid === null) return 0;
    return nd_pmem_namespace_label_update(k, region, ndns, ndns.size);
  },
);

/** Grows or shrinks the allocation to `val` bytes in total. */
function __size_store(k: Kernel, region: NdRegion, ndns: NdNamespace, val: number): number {
  if (in_use(ndns)) return -ERRNO.EBUSY;
  const ways = region.mappings.length;
  if (ndns.uuid === null || ways === 0) return -ERRNO.ENXIO;
  if (val % region.align !== 0) return -ERRNO.EINVAL;

  const label = nd_label_gen_id(ndns.uuid);
  let allocated = 0;
  for (const mapping of region.mappings) {
    const ndd = to_ndd(k, mapping);
    if (ndd === null) return -ERRNO.ENXIO;
    allocated += dpa_allocated(ndd.dpa, label);
  }
  // The sum of all free ranges can exceed the largest allocation that fits into one of them.
  const available = k.has('size-by-contiguous') ? nd_region_allocatable_dpa : nd_region_available_dpa;
  if (val > available(k, region) + allocated) return -ERRNO.ENOSPC;
  if (val === allocated) return 0;
  if (val < allocated) {
    shrink_dpa_allocation(k, region, label, (allocated - val) / ways);
  } else {
    const rc = grow_dpa_allocation(k, region, label, (val - allocated) / ways);
    if (rc < 0) return rc;
  }
  Object.assign(ndns, nd_namespace_pmem_set_resource(k, region, ndns.uuid, val));
  // The seed and the region's first namespace remain as empty devices.
  if (val === 0 && ndns.id !== 0 && region.namespaceSeed !== ndns.name)
    nd_device_unregister(k, ndns.name, 'async');
  return 0;
}

/**
 * `size`: total bytes. Writing 0 deletes the namespace and its uuid.
 *
 * @returns 0, -EINVAL (not a number, or not a multiple of the region's `align`), -EBUSY (in use), -ENXIO (no
 *   uuid, a DIMM disabled, no free label slot, or no space adjacent to its extents), -ENOSPC
 */
export const size_store = traced(
  'size_store',
  (k, ndns: NdNamespace, text: string): number => {
    const val = kstrtoull(text);
    if (val < 0) return val;
    const region = to_nd_region(k, ndns.region);
    const rc = __size_store(k, region, ndns, val) || nd_namespace_label_update(k, region, ndns);
    if (rc === 0 && val === 0) nd_set_uuid(k, ndns, null);
    nd_synchronize(k);
    return rc;
  },
  (ndns, text) => `${ndns.name}, ${sysfs_name(text)}`,
);

/** Changes the uuid; existing labels keep the old one until the next label write. */
function namespace_update_uuid(k: Kernel, region: NdRegion, ndns: NdNamespace, uuid: string): number {
  if (!nd_is_uuid_unique(k, ndns.name, uuid)) return -ERRNO.EINVAL;
  if (ndns.uuid !== null) {
    if (region.mappings.some((mapping) => mapping.labels.entries === 0)) return -ERRNO.EBUSY;
    for (const mapping of region.mappings) {
      const ndd = to_ndd(k, mapping);
      if (ndd !== null) dpa_rename(ndd.dpa, nd_label_gen_id(ndns.uuid), nd_label_gen_id(uuid));
      if (k.has('label-tracking')) reap_labels(mapping.labels, ndns.uuid);
    }
  }
  nd_set_uuid(k, ndns, uuid);
  return 0;
}

/**
 * `uuid`. Returns 0, -EBUSY (in use, or the old uuid has no labels), -EINVAL (not a uuid, or used by another
 * device).
 */
export const uuid_store = traced('uuid_store', (k, ndns: NdNamespace, text: string): number => {
  if (in_use(ndns)) return -ERRNO.EBUSY;
  const uuid = uuid_parse(k, text);
  if (uuid === null) return -ERRNO.EINVAL;
  const region = to_nd_region(k, ndns.region);
  return namespace_update_uuid(k, region, ndns, uuid) || nd_namespace_label_update(k, region, ndns);
});

/** `alt_name`. Returns 0, -EBUSY (in use), or -EINVAL for more than 63 bytes after trimming. */
export function alt_name_store(k: Kernel, ndns: NdNamespace, text: string): number {
  if (in_use(ndns)) return -ERRNO.EBUSY;
  const name = text.trim();
  if (new TextEncoder().encode(name).length + 1 > NSLABEL_NAME_LEN) return -ERRNO.EINVAL;
  ndns.altName = name;
  return nd_namespace_label_update(k, to_nd_region(k, ndns.region), ndns);
}

/** `sector_size`. Returns 0, -EBUSY (in use), or -EINVAL for values other than 512 and 4096. */
export function sector_size_store(k: Kernel, ndns: NdNamespace, text: string): number {
  if (in_use(ndns)) return -ERRNO.EBUSY;
  const size = kstrtoull(text);
  if (size < 0) return size;
  if (!PMEM_LBASIZE_SUPPORTED.includes(size)) return -ERRNO.EINVAL;
  ndns.lbasize = size;
  return nd_namespace_label_update(k, to_nd_region(k, ndns.region), ndns);
}

/**
 * BTT version for a namespace of the region: 1.1 with v1.1 labels or no labels at all, 2.0 with v1.2 labels
 * or an uninitialised label area.
 *
 * @returns undefined when the region's DIMMs disagree
 */
function btt_claim_class(k: Kernel, region: NdRegion): ClaimClass | undefined {
  const kinds = new Set<'blank' | '1.1' | '1.2'>();
  for (const mapping of region.mappings) {
    const ndd = to_ndd(k, mapping);
    if (ndd === null) return 'btt';
    if (ndd.index === null) kinds.add('blank');
    else kinds.add(ndd.index.minor === 1 ? '1.1' : '1.2');
  }
  if (kinds.size > 1) return undefined;
  return kinds.size === 0 || kinds.has('1.1') ? 'btt' : 'btt2';
}

/**
 * `holder_class`: `btt`, `pfn`, `dax` or empty. Returns 0, -EBUSY (in use), -EINVAL, or -ENXIO (labels of two
 * versions).
 */
export function holder_class_store(k: Kernel, ndns: NdNamespace, text: string): number {
  if (in_use(ndns)) return -ERRNO.EBUSY;
  const region = to_nd_region(k, ndns.region);
  const word = sysfs_name(text);
  if (word === 'btt') {
    const claimClass = btt_claim_class(k, region);
    if (claimClass === undefined) return -ERRNO.ENXIO;
    ndns.claimClass = claimClass;
  } else if (word === 'pfn' || word === 'dax') {
    ndns.claimClass = word;
  } else if (word === '') {
    ndns.claimClass = 'none';
  } else {
    return -ERRNO.EINVAL;
  }
  // A namespace without labels has none to update: the write fails, but the class is already set.
  return ndns.kind === 'io' ? -ERRNO.ENXIO : nd_namespace_label_update(k, region, ndns);
}

/**
 * `force_raw`. Returns 0 or -EINVAL; unlike the other attributes it can be written while the namespace is in
 * use.
 */
export function force_raw_store(k: Kernel, ndns: NdNamespace, text: string): number {
  const force = kstrtobool(k, text);
  if (force === undefined) return -ERRNO.EINVAL;
  ndns.forceRaw = force;
  return 0;
}
