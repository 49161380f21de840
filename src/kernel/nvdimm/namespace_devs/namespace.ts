/**
 * Namespace queries of drivers and attributes: address range, struct pages, disk name, and the common checks
 * of every probe. Models the first part of drivers/nvdimm/namespace_devs.c, all releases.
 */
import { ERRNO } from '../../../lib/errno.ts';
import type { Range } from '../../../lib/range.ts';
import { isAligned, MiB, PAGE_SIZE } from '../../../lib/units.ts';
import { dev_err } from '../../kernel/printk.ts';
import { region_intersects, resource_raw } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { memremap_compat_align } from '../../mm/memremap/memremap.ts';
import { nd_dev, to_nd_region, to_ndns, to_nvdimm } from '../devices.ts';
import type { NdNamespace } from '../state.ts';

/** ND_MIN_NAMESPACE_SIZE: the smallest namespace that a driver accepts, in bytes. */
const nd_min_namespace_size = (k: Kernel): number => (k.has('min-namespace-page') ? PAGE_SIZE : 4 * MiB);

/** Physical address range of a namespace; `end` is below `start` when nothing is allocated. */
export const namespace_range = (ndns: NdNamespace): Range => ({
  start: ndns.start,
  end: ndns.start + ndns.size - 1,
});

/** Bytes that the namespace spans, including info blocks. */
export const nvdimm_namespace_capacity = (ndns: NdNamespace): number => ndns.size;

/**
 * Returns true if the driver of the bare namespace allocates struct pages (mode `memory`) rather than mapping
 * it without (`raw`).
 */
export function pmem_should_map_pages(k: Kernel, ndns: NdNamespace): boolean {
  if (k.state.config.ZONE_DEVICE === false) return false;
  if (!to_nd_region(k, ndns.region).pagemap) return false;
  if (ndns.forceRaw && k.has('honor-force-raw')) return false;
  if (!k.has('pfn-padding')) return true;
  return region_intersects(k, ndns.start, ndns.size) !== 'mixed';
}

/** Sector size of the bare namespace's disk in bytes, from its label: 512 or 4096. */
export const pmem_sector_size = (k: Kernel, ndns: NdNamespace): number =>
  k.has('pmem-sector-size') && ndns.lbasize === 4096 ? 4096 : 512;

/** Suffix of a disk's name: `s` for a btt and, in 4.4, `m` for one with struct pages. */
function disk_suffix(k: Kernel, ndns: NdNamespace): string {
  if (ndns.claim?.startsWith('btt')) return 's';
  if (k.has('memory-mode-in-sysfs')) return '';
  return ndns.claim !== null || pmem_should_map_pages(k, ndns) ? 'm' : '';
}

/** Disk name of a namespace: `pmem0`, `pmem0.1`, `pmem0.1s` for a btt. */
export function nvdimm_namespace_disk_name(k: Kernel, ndns: NdNamespace): string {
  const { id } = to_nd_region(k, ndns.region);
  const sub = ndns.kind === 'pmem' && ndns.id !== 0 ? `.${ndns.id}` : '';
  return `pmem${id}${sub}${disk_suffix(k, ndns)}`;
}

/** Parent uuid of the namespace's info blocks; null, encoded as nil, without a label. */
export const nd_dev_to_uuid = (ndns: NdNamespace): string | null => (ndns.kind === 'pmem' ? ndns.uuid : null);

/** Returns true if a DIMM of the namespace's region is locked. */
const nvdimm_namespace_locked = (k: Kernel, ndns: NdNamespace): boolean =>
  to_nd_region(k, ndns.region).mappings.some((mapping) => to_nvdimm(k, mapping.dimm).locked);

/**
 * The namespace that a btt, pfn or dax device claims, or `device` itself when it is a namespace.
 *
 * @returns the namespace, or -ENODEV (nothing claimed), -EBUSY (the namespace is bound itself), -ENXIO
 *   (claimed by another device)
 */
function namespace_to_probe(k: Kernel, device: string): NdNamespace | number {
  const { nd } = k.state;
  const holder = nd.btts[device] ?? nd.pfns[device];
  if (holder === undefined) {
    const ndns = to_ndns(k, device);
    return ndns.claim === null ? ndns : -ERRNO.ENXIO;
  }
  if (holder.namespace === null) return -ERRNO.ENODEV;
  const ndns = to_ndns(k, holder.namespace);
  if (ndns.core.driver !== null) return -ERRNO.EBUSY;
  return ndns.claim === device ? ndns : -ERRNO.ENXIO;
}

/**
 * Common checks of every namespace driver's probe.
 *
 * @param device the namespace, or the btt, pfn or dax device that claims one
 * @returns the namespace, or -ENODEV (nothing claimed, too small, no uuid), -EBUSY (the namespace is bound
 *   itself), -ENXIO (claimed by another device), -EACCES (locked), -EOPNOTSUPP (misaligned, unable to map)
 */
export function nvdimm_namespace_common_probe(k: Kernel, device: string): NdNamespace | number {
  const ndns = namespace_to_probe(k, device);
  if (typeof ndns === 'number') return ndns;
  if (k.has('namespace-locked-eacces') && nvdimm_namespace_locked(k, ndns)) return -ERRNO.EACCES;
  if (nvdimm_namespace_capacity(ndns) < nd_min_namespace_size(k)) return -ERRNO.ENODEV;
  // An info block can pad the range, so only a bare namespace is refused here.
  if (k.has('misaligned-unable-to-map') && ndns.name === device && pmem_should_map_pages(k, ndns)) {
    const range = namespace_range(ndns);
    const unit = memremap_compat_align();
    if (!isAligned(range.start, unit) || !isAligned(range.end + 1, unit)) {
      dev_err(k, nd_dev(k, ndns.name), `${resource_raw(range)} misaligned, unable to map`);
      return -ERRNO.EOPNOTSUPP;
    }
  }
  return ndns.kind === 'pmem' && ndns.uuid === null ? -ERRNO.ENODEV : ndns;
}
