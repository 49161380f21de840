/**
 * Writing and deleting the labels of a namespace. On each DIMM a new label goes to a free slot, then the
 * index frees the old slot; labels are first marked as being updated, then rewritten without the mark. Models
 * the second half of drivers/nvdimm/label.c, all releases; before 5.1 the final rewrite is missing.
 */

import { ERRNO } from '../../../lib/errno.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { dev_WARN, once, WARN } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { nd_dev, to_ndd, to_nvdimm } from '../devices.ts';
import { nvdimm_set_config_data } from '../dimm_devs/config.ts';
import { dpa_first } from '../dimm_devs/dpa.ts';
import type { LabelIndex, NamespaceLabel, NvdimmDrvdata } from '../dimm_devs/state.ts';
import { nd_region_interleave_set_cookie } from '../region_devs/interleave.ts';
import type { NdMapping, NdNamespace, NdRegion } from '../state.ts';
import { nd_mapping_free_labels, track_label, untrack_labels } from './active.ts';
import { label_geometry } from './geometry.ts';
import {
  nd_label_alloc_slot,
  nd_label_free_slot,
  nd_label_gen_id,
  nd_label_write_index,
  to_abstraction_guid,
} from './label.ts';
import { encode_index, encode_label, fresh_index, NSLABEL_FLAG_UPDATING } from './layout.ts';

/** Position of a label in its set, its flags, its slot, and the device addresses that it records. */
interface LabelPlace {
  position: number;
  flags: number;
  slot: number;
  extent: { start: number; size: number };
}

/** The namespace's label for one DIMM. */
function make_label(
  k: Kernel,
  region: NdRegion,
  ndns: NdNamespace,
  ndd: NvdimmDrvdata,
  { position, flags, slot, extent }: LabelPlace,
): NamespaceLabel {
  const long = ndd.labelSize >= 256;
  return {
    uuid: ndns.uuid!,
    name: ndns.altName,
    flags,
    nlabel: region.mappings.length,
    position,
    isetcookie: nd_region_interleave_set_cookie(k, region, ndd.index),
    lbasize: k.has('pmem-sector-size') ? ndns.lbasize : 0,
    dpa: extent.start,
    rawsize: extent.size,
    slot,
    typeGuid: long ? region.interleave!.typeGuid : null,
    abstractionGuid: long ? to_abstraction_guid(ndns.claimClass) : null,
  };
}

/** Returns 0, or -ENXIO: no index, no device addresses, or no free slot. */
function __pmem_label_update(
  k: Kernel,
  region: NdRegion,
  mapping: NdMapping,
  ndns: NdNamespace,
  position: number,
  flags: number,
): number {
  const nvdimm = to_nvdimm(k, mapping.dimm);
  const ndd = to_ndd(k, mapping);
  if (ndd === null || ndd.index === null) return -ERRNO.ENXIO;
  const extent = dpa_first(ndd.dpa, nd_label_gen_id(ndns.uuid!));
  if (extent === undefined) {
    once(k, 'label-without-dpa', () => WARN(k, WARN_SITES.labelWithoutDpa, ''));
    return -ERRNO.ENXIO;
  }
  const slot = nd_label_alloc_slot(ndd.index);
  if (slot === null) return -ERRNO.ENXIO;
  const label = make_label(k, region, ndns, ndd, { position, flags, slot, extent });
  const offset = ndd.index.labelOffset + slot * ndd.labelSize;
  const written = nvdimm_set_config_data(k, nvdimm, offset, encode_label(label, ndd.labelSize));
  if (written < 0) return written;

  for (const old of untrack_labels(mapping.labels, ndns.uuid!, true)) nd_label_free_slot(ndd, old);
  const rc = nd_label_write_index(k, nvdimm, ndd);
  if (rc < 0) return rc;
  ndd.labels[slot] = label;
  if (mapping.labels.active >= mapping.labels.entries) {
    const text = `failed to track label: ${slot}`;
    once(k, 'label-untracked', () => dev_WARN(k, nd_dev(k, ndns.name), WARN_SITES.labelUntracked, text));
    return -ERRNO.ENXIO;
  }
  track_label(mapping.labels, label);
  return 0;
}

/**
 * Ensures entries for `count` labels, and writes two index blocks to an uninitialised area; returns 0 or an
 * errno.
 */
function init_labels(k: Kernel, mapping: NdMapping, count: number): number {
  const ndd = to_ndd(k, mapping);
  if (ndd === null) return -ERRNO.ENXIO;
  mapping.labels.entries = Math.max(mapping.labels.entries, count);
  if (ndd.index !== null) return 0;
  const { configSize, labelSize } = ndd;
  const geometry = label_geometry(k, configSize, labelSize);
  const blank = (seq: number): LabelIndex => fresh_index(configSize, labelSize, seq, geometry);
  for (const which of [0, 1]) {
    // The first block is not valid yet, so its sequence number may be 0.
    const block = encode_index(blank(k.has('labels-v1.2') ? 3 - which : which * 2), which, labelSize);
    const rc = nvdimm_set_config_data(k, to_nvdimm(k, mapping.dimm), which * block.length, block);
    if (rc < 0) return rc;
  }
  ndd.current = 0;
  ndd.next = 1;
  // The next write goes to the second block and increments its sequence number.
  ndd.index = blank(2);
  ndd.labels = {};
  return 0;
}

/**
 * Frees the slots of a uuid's labels and writes the index even when there were none; returns 0 or an errno.
 */
function del_labels(k: Kernel, mapping: NdMapping, uuid: string): number {
  const ndd = to_ndd(k, mapping);
  if (ndd === null) return -ERRNO.ENXIO;
  if (ndd.index === null) return 0;
  for (const slot of untrack_labels(mapping.labels, uuid, false)) nd_label_free_slot(ndd, slot);
  if (mapping.labels.active === 0) nd_mapping_free_labels(mapping);
  return nd_label_write_index(k, to_nvdimm(k, mapping.dimm), ndd);
}

/** Updates the labels on all DIMMs with the updating flag set and, since 5.1, once more with it clear. */
function update(k: Kernel, region: NdRegion, ndns: NdNamespace, size: number): number {
  for (const [position, mapping] of region.mappings.entries()) {
    const rc =
      size === 0
        ? del_labels(k, mapping, ndns.uuid!)
        : init_labels(k, mapping, to_ndd(k, mapping)?.dpa.count ?? 0) ||
          __pmem_label_update(k, region, mapping, ndns, position, NSLABEL_FLAG_UPDATING);
    if (rc < 0) return rc;
  }
  if (size === 0 || !k.has('label-flag-cleared')) return 0;
  for (const [position, mapping] of region.mappings.entries()) {
    const rc = __pmem_label_update(k, region, mapping, ndns, position, 0);
    if (rc < 0) return rc;
  }
  return 0;
}

/**
 * Updates the labels of a namespace on all DIMMs of its region.
 *
 * @param size size of the namespace in bytes; 0 deletes its labels
 * @returns 0, or -ENXIO when a DIMM has no free slot (DIMMs before it keep the unfinished label)
 */
export const nd_pmem_namespace_label_update = traced('nd_pmem_namespace_label_update', update);
