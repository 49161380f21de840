/**
 * Attributes of a region: models the attribute groups of drivers/nvdimm/region_devs.c and the nfit group of
 * drivers/acpi/nfit/core.c, 4.5 to 6.12.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { hex, isPowerOfTwo, PAGE_SIZE } from '../../../lib/units.ts';
import { badblocks_show } from '../../block/badblocks.ts';
import {
  type AttributeTable,
  attribute_group,
  attribute_part,
  type DevicePart,
  device_dir,
  since,
} from '../../fs/attribute-table.ts';
import { ro } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtobool, kstrtoull } from '../../lib/kstrtox.ts';
import { nd_common } from '../bus/device-sysfs.ts';
import { nd_device_dir, nd_subdirectories } from '../bus/directories.ts';
import { ND_DEVICE, nd_child, nd_device_kind, nd_region_to_nstype, to_ndd } from '../devices.ts';
import { cache_busy_sums } from '../dimm_devs/available.ts';
import type { NdRegion } from '../state.ts';
import { nd_region_allocatable_dpa, nd_region_available_dpa } from './capacity.ts';
import { nvdimm_has_flush } from './flush.ts';
import { nd_region_interleave_set_cookie } from './interleave.ts';
import { nd_region_children, nd_region_notify } from './region.ts';

/** `deep_flush` is hidden when it is unknown if writes need flushing. */
function deep_flush_mode(k: Kernel, region: NdRegion): number {
  const needed = nvdimm_has_flush(k, region);
  if (needed < 0 || !k.has('region-resource')) return 0;
  return needed === 1 ? 0o644 : 0o444;
}

/**
 * `set_cookie`: the cookie for the label version in use; the v1.1 cookie while the first DIMM is disabled.
 */
function set_cookie_show(k: Kernel, region: NdRegion): string {
  const [mapping] = region.mappings;
  const ndd = mapping === undefined ? null : to_ndd(k, mapping);
  if (ndd === null) return `${region.interleave?.cookie1 ?? '0x0'}\n`;
  return `${nd_region_interleave_set_cookie(k, region, ndd.index)}\n`;
}

/**
 * `align`. Returns 0; -ENXIO for a region without DIMMs before 6.1; or -EINVAL unless the value per DIMM is a power
 * of two of at least a page and the value is at most the region's size.
 */
function align_store(k: Kernel, region: NdRegion, text: string): number {
  const val = kstrtoull(text);
  if (val < 0) return val;
  if (region.mappings.length === 0 && !k.has('unmapped-region-align')) return -ERRNO.ENXIO;
  const perDimm = val / Math.max(1, region.mappings.length);
  if (!isPowerOfTwo(perDimm) || perDimm < PAGE_SIZE || val > region.size) return -ERRNO.EINVAL;
  region.align = val;
  cache_busy_sums(k, region);
  return 0;
}

function read_only_store(k: Kernel, region: NdRegion, text: string): number {
  const readOnly = kstrtobool(k, text);
  if (readOnly === undefined) return -ERRNO.EINVAL;
  region.readOnly = readOnly;
  if (k.has('region-ro-toggles')) nd_region_notify(k, region.name, 'revalidate-region');
  return 0;
}

const seed =
  (key: 'namespaceSeed' | 'bttSeed' | 'pfnSeed' | 'daxSeed') =>
  (_k: Kernel, region: NdRegion): string =>
    `${region[key] ?? ''}\n`;

const ATTRIBUTES: AttributeTable<NdRegion> = {
  size: { mode: 0o444, show: (_k, region) => `${region.size}\n` },
  align: {
    mode: since('region-align', 0o644),
    show: (_k, region) => `${hex(region.align)}\n`,
    store: align_store,
  },
  nstype: { mode: 0o444, show: (k, region) => `${nd_region_to_nstype(k, region)}\n` },
  mappings: { mode: 0o444, show: (_k, region) => `${region.mappings.length}\n` },
  btt_seed: { mode: 0o444, show: seed('bttSeed') },
  pfn_seed: { mode: 0o444, show: seed('pfnSeed') },
  dax_seed: { mode: since('device-dax', 0o444), show: seed('daxSeed') },
  deep_flush: {
    mode: deep_flush_mode,
    show: (k, region) => `${nvdimm_has_flush(k, region)}\n`,
    store: (k, _region, text) => (kstrtobool(k, text) === true ? 0 : -ERRNO.EINVAL),
  },
  read_only: { mode: 0o644, show: (_k, region) => `${region.readOnly ? 1 : 0}\n`, store: read_only_store },
  set_cookie: { mode: (_k, region) => (region.interleave === null ? 0 : 0o444), show: set_cookie_show },
  available_size: {
    mode: (k, region) =>
      region.interleave !== null || nd_region_to_nstype(k, region) === ND_DEVICE.NAMESPACE_PMEM ? 0o444 : 0,
    show: (k, region) => `${nd_region_available_dpa(k, region)}\n`,
  },
  max_available_extent: {
    mode: since('max-available-extent', 0o444),
    show: (k, region) => `${nd_region_allocatable_dpa(k, region)}\n`,
  },
  namespace_seed: { mode: 0o444, show: seed('namespaceSeed') },
  init_namespaces: {
    mode: 0o444,
    show: (_k, region) => (region.initNamespaces === null ? -ERRNO.ENXIO : `${region.initNamespaces}\n`),
  },
  badblocks: {
    mode: since('region-resource', 0o444),
    show: (_k, region) => (region.core.driver === null ? -ERRNO.ENXIO : badblocks_show(region.badblocks)),
  },
  resource: { mode: since('region-resource', 0o400), show: (_k, region) => `${hex(region.start)}\n` },
  persistence_domain: {
    mode: (k, region) => (region.persistenceDomain === null || !k.has('persistence-domain') ? 0 : 0o444),
    show: (_k, region) => `${region.persistenceDomain}\n`,
  },
};

const find = (k: Kernel, name: string): NdRegion | undefined => k.state.nd.regions[name];

const NFIT_ATTRIBUTES: AttributeTable<NdRegion> = {
  range_index: { mode: 0o444, show: (_k, region) => `${region.rangeIndex}\n` },
};

/** `mappingN`: DIMM, start (DPA), size in bytes, position in the set. */
const mapping_files: DevicePart = {
  names: (k, region) => (find(k, region)?.mappings ?? []).map((_, i) => `mapping${i}`),
  lookup(k, region, entry) {
    const at = /^mapping(\d+)$/.exec(entry)?.[1];
    const mapping = at === undefined ? undefined : find(k, region)?.mappings[Number(at)];
    if (mapping === undefined) return undefined;
    const { dimm, start, size, position } = mapping;
    const place = k.has('mapping-position') ? `,${position}` : '';
    return ro(() => `${dimm},${start},${size}${place}\n`);
  },
};

/** Lists of a region's children by kind. */
const CHILDREN = { dax: 'daxes', pfn: 'pfns', btt: 'btts', namespace: 'namespaces' } as const;

/** Directories of the region's children. */
const children: DevicePart = {
  names(k, name, prefix = '') {
    const region = find(k, name);
    if (region === undefined) return [];
    const kind = nd_device_kind(prefix);
    return kind !== undefined && kind in CHILDREN
      ? region[CHILDREN[kind as keyof typeof CHILDREN]]
      : nd_region_children(region);
  },
  lookup: (k, name, entry) => (nd_child(k, entry)?.region === name ? nd_device_dir(k, entry) : undefined),
};

const with_range_index = (k: Kernel, name: string): NdRegion | undefined => {
  const region = find(k, name);
  return region === undefined || region.rangeIndex === null ? undefined : region;
};

/** The directory of a region. */
export const nd_region_dir = device_dir(
  attribute_part(ATTRIBUTES, find),
  children,
  ...nd_common,
  mapping_files,
  attribute_group('nfit', NFIT_ATTRIBUTES, with_range_index),
  nd_subdirectories,
);
