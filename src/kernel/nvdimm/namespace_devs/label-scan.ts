/**
 * Assembly of namespaces from labels: each needs one label on every DIMM of the set, with matching position
 * and set cookie. Models scan_labels() and create_namespace_pmem() of drivers/nvdimm/namespace_devs.c, all
 * releases.
 */

import { ERRNO } from '../../../lib/errno.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { dev_err, WARN } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { nd_dev, to_ndd } from '../devices.ts';
import type { NamespaceLabel } from '../dimm_devs/state.ts';
import { mapping_labels, nd_mapping_free_labels, track_label } from '../label/active.ts';
import { nsl_get_claim_class } from '../label/label.ts';
import { nd_region_interleave_set_cookie } from '../region_devs/interleave.ts';
import type { NdMapping, NdRegion } from '../state.ts';
import type { NamespaceDesc } from './create.ts';
import { nd_namespace_pmem_set_resource } from './place.ts';

/** Labels of a uuid that a mapping tracks, in slot order. */
function labels_of(k: Kernel, mapping: NdMapping, uuid: string): NamespaceLabel[] {
  const ndd = to_ndd(k, mapping);
  return ndd === null ? [] : (mapping.labels.byUuid[uuid] ?? []).map((slot) => ndd.labels[slot]!);
}

/**
 * Returns true if one DIMM has a valid label of the uuid for position `pos`; a second label on the same DIMM
 * invalidates it.
 */
function has_uuid_at_pos(k: Kernel, region: NdRegion, uuid: string, cookie: string, pos: number): boolean {
  for (const mapping of region.mappings) {
    let seen = false;
    for (const label of labels_of(k, mapping, uuid)) {
      if (label.isetcookie !== cookie) continue;
      if (label.typeGuid !== null && label.typeGuid !== region.interleave?.typeGuid) continue;
      if (seen) return false;
      seen = true;
      if (label.nlabel === region.mappings.length && label.position === pos) return true;
    }
  }
  return false;
}

/** The first label of the uuid on each DIMM, or -EINVAL when one extends beyond the DIMM's mapping. */
function select_pmem_id(k: Kernel, region: NdRegion, uuid: string): NamespaceLabel[] | number {
  const selected: NamespaceLabel[] = [];
  for (const mapping of region.mappings) {
    const [label] = labels_of(k, mapping, uuid);
    if (label === undefined) {
      WARN(k, WARN_SITES.labelMissing, '');
      return -ERRNO.EINVAL;
    }
    const end = mapping.start + mapping.size;
    const inside = label.dpa >= mapping.start && label.dpa < end && label.dpa + label.rawsize <= end;
    if (!inside || label.rawsize === 0) return -ERRNO.EINVAL;
    selected.push(label);
  }
  return selected;
}

interface Found {
  desc: NamespaceDesc;
  /** The namespace's label on each mapping. */
  labels: NamespaceLabel[];
}

/**
 * Assembles the namespace that a label of the first DIMM belongs to.
 *
 * @returns the namespace, or -EAGAIN (the label belongs to another set), -EINVAL (labels missing or
 *   misplaced), -ENXIO (the set has no cookie), -ENOMEM (no label for position 0)
 */
function create(k: Kernel, region: NdRegion, label: NamespaceLabel): Found | number {
  const [mapping0] = region.mappings;
  const ndd = to_ndd(k, mapping0!)!;
  const cookie = nd_region_interleave_set_cookie(k, region, ndd.index);
  const altcookie = region.interleave?.altcookie ?? '0x0';
  if (cookie === '0x0') return -ERRNO.ENXIO;
  if (label.isetcookie !== cookie && label.isetcookie !== altcookie) return -ERRNO.EAGAIN;

  const { uuid } = label;
  const missing = region.mappings.find(
    (_, pos) =>
      !has_uuid_at_pos(k, region, uuid, cookie, pos) && !has_uuid_at_pos(k, region, uuid, altcookie, pos),
  );
  if (missing !== undefined) {
    dev_err(k, nd_dev(k, region.name), `${missing.dimm} missing label for ${uuid}`);
    return -ERRNO.EINVAL;
  }
  const labels = select_pmem_id(k, region, uuid);
  if (typeof labels === 'number') return labels;
  const first = labels.find((each) => each.position === 0);
  if (first === undefined) return -ERRNO.ENOMEM;
  const size = labels.reduce((sum, each) => sum + each.rawsize, 0);
  const desc: NamespaceDesc = {
    kind: 'pmem',
    ...nd_namespace_pmem_set_resource(k, region, uuid, size),
    uuid,
    altName: first.name,
    lbasize: k.has('pmem-sector-size') ? first.lbasize : 0,
    claimClass: nsl_get_claim_class(first),
  };
  return { desc, labels };
}

const create_namespace_pmem = traced('create_namespace_pmem', create);

/** Reduces the tracked labels to those of the assembled namespaces. */
function clean_unselected_labels(region: NdRegion, found: Found[]): void {
  for (const [i, mapping] of region.mappings.entries()) {
    mapping.labels = { ...mapping_labels(), entries: found.length };
    for (const { labels } of found) track_label(mapping.labels, labels[i]!);
  }
}

/**
 * The namespaces that the labels of the first DIMM describe, in slot order.
 *
 * @returns an empty list when there are no labels of this set; null when a label is invalid
 */
export function scan_labels(k: Kernel, region: NdRegion): NamespaceDesc[] | null {
  const mapping = region.mappings[0]!;
  const ndd = to_ndd(k, mapping);
  const found = new Map<string, Found>();
  for (const label of Object.values(ndd?.labels ?? {})) {
    if (label.dpa < mapping.start || label.dpa >= mapping.start + mapping.size) continue;
    if (found.has(label.uuid)) {
      dev_err(k, nd_dev(k, region.name), `error: conflicting extents for uuid: ${label.uuid}`);
      return null;
    }
    const namespace = create_namespace_pmem(k, region, label);
    if (typeof namespace !== 'number') found.set(label.uuid, namespace);
    else if (namespace !== -ERRNO.EAGAIN) return null;
  }
  if (found.size === 0) nd_mapping_free_labels(mapping);
  else clean_unselected_labels(region, [...found.values()]);
  return [...found.values()].map(({ desc }) => desc);
}
