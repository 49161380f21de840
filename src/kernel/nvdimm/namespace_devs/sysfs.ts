/**
 * Attributes of a namespace: models the attribute group of drivers/nvdimm/namespace_devs.c, 4.4 to 6.12. A
 * namespace without a label has fewer attributes and a read-only size.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { hex } from '../../../lib/units.ts';
import { type AttributeTable, attribute_part, device_dir, since } from '../../fs/attribute-table.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_common } from '../bus/device-sysfs.ts';
import { nd_subdirectories } from '../bus/directories.ts';
import { nd_size_select_show } from '../bus/shared-attributes.ts';
import { nd_device_kind, nd_region_to_nstype, to_nd_region, to_ndd } from '../devices.ts';
import { dpa_extents } from '../dimm_devs/dpa.ts';
import { nd_label_gen_id } from '../label/label.ts';
import type { NdNamespace } from '../state.ts';
import { nvdimm_namespace_capacity, pmem_should_map_pages } from './namespace.ts';
import {
  alt_name_store,
  force_raw_store,
  holder_class_store,
  PMEM_LBASIZE_SUPPORTED,
  sector_size_store,
  size_store,
  uuid_store,
} from './store.ts';

/** Permission bits of an attribute that only labelled namespaces have. */
const labelled =
  (mode: number) =>
  (_k: Kernel, ndns: NdNamespace): number =>
    ndns.kind === 'pmem' ? mode : 0;

const MODES: Record<string, string> = { btt: 'safe', pfn: 'memory', dax: 'dax' };

/** `mode`: the kind of device that claims it, or the mode in which its own driver maps it. */
function mode_show(k: Kernel, ndns: NdNamespace): string {
  if (ndns.claim !== null) return `${MODES[nd_device_kind(ndns.claim) ?? ''] ?? 'raw'}\n`;
  return pmem_should_map_pages(k, ndns) ? 'memory\n' : 'raw\n';
}

const HOLDER_CLASSES: Record<NdNamespace['claimClass'], string> = {
  none: '',
  btt: 'btt',
  btt2: 'btt',
  pfn: 'pfn',
  dax: 'dax',
  unknown: '<unknown>',
};

/** `dpa_extents`: number of extents on all DIMMs. */
function dpa_extents_show(k: Kernel, ndns: NdNamespace): string {
  const { uuid } = ndns;
  if (uuid === null) return '0\n';
  const counts = to_nd_region(k, ndns.region).mappings.map((mapping) => {
    const ndd = to_ndd(k, mapping);
    return ndd === null ? 0 : dpa_extents(ndd.dpa, nd_label_gen_id(uuid)).length;
  });
  return `${counts.reduce((sum, count) => sum + count, 0)}\n`;
}

const ATTRIBUTES: AttributeTable<NdNamespace> = {
  nstype: { mode: 0o444, show: (k, ndns) => `${nd_region_to_nstype(k, to_nd_region(k, ndns.region))}\n` },
  size: {
    mode: (_k, ndns) => (ndns.kind === 'pmem' ? 0o644 : 0o444),
    show: (_k, ndns) => `${nvdimm_namespace_capacity(ndns)}\n`,
    store: size_store,
  },
  mode: { mode: since('memory-mode-in-sysfs', 0o444), show: mode_show },
  uuid: { mode: labelled(0o644), show: (_k, ndns) => `${ndns.uuid ?? ''}\n`, store: uuid_store },
  holder: { mode: 0o444, show: (_k, ndns) => `${ndns.claim ?? ''}\n` },
  resource: {
    mode: (k) => (k.has('holder-class') ? 0o400 : 0o444),
    show: (_k, ndns) => (ndns.size === 0 ? -ERRNO.ENXIO : `${hex(ndns.start)}\n`),
  },
  alt_name: { mode: labelled(0o644), show: (_k, ndns) => `${ndns.altName}\n`, store: alt_name_store },
  force_raw: { mode: 0o644, show: (_k, ndns) => `${ndns.forceRaw ? 1 : 0}\n`, store: force_raw_store },
  sector_size: {
    mode: (k, ndns) => (k.has('pmem-sector-size') ? labelled(0o644)(k, ndns) : 0),
    show: (_k, ndns) => nd_size_select_show(ndns.lbasize, PMEM_LBASIZE_SUPPORTED),
    store: sector_size_store,
  },
  dpa_extents: { mode: labelled(0o444), show: dpa_extents_show },
  holder_class: {
    mode: since('holder-class', 0o644),
    show: (_k, ndns) => `${HOLDER_CLASSES[ndns.claimClass]}\n`,
    store: holder_class_store,
  },
};

/** The directory of a namespace. */
export const namespace_dir = device_dir(
  attribute_part(ATTRIBUTES, (k, name) => k.state.nd.namespaces[name]),
  ...nd_common,
  nd_subdirectories,
);
