/**
 * Labels that an enabled region tracks on each of its DIMMs: models nd_mapping->labels and its users in
 * drivers/nvdimm (init_active_labels, deactivate_labels, nd_mapping_free_labels), all releases. The kernel
 * keeps a list; this model indexes labels by uuid and only counts entries without a label.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { devres_add } from '../../base/devres.ts';
import { dev_err } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_dev, to_nd_region, to_nvdimm } from '../devices.ts';
import { cache_busy_sums } from '../dimm_devs/available.ts';
import type { NamespaceLabel } from '../dimm_devs/state.ts';
import type { MappingLabels, NdMapping, NdRegion } from '../state.ts';

/** Initial state without entries. */
export const mapping_labels = (): MappingLabels => ({ byUuid: {}, entries: 0, active: 0, reap: [] });

/** Tracks one more label, in an existing entry. */
export function track_label(labels: MappingLabels, label: Pick<NamespaceLabel, 'uuid' | 'slot'>): void {
  const slots = labels.byUuid[label.uuid];
  if (slots === undefined) labels.byUuid[label.uuid] = [label.slot];
  else slots.push(label.slot);
  labels.active += 1;
}

/**
 * Stops tracking the labels of a uuid and, with `reap`, those marked for reaping; returns their slots. The
 * entries remain.
 */
export function untrack_labels(labels: MappingLabels, uuid: string, reap: boolean): number[] {
  const slots = labels.byUuid[uuid] ?? [];
  delete labels.byUuid[uuid];
  if (reap && labels.reap.length > 0) slots.push(...labels.reap.splice(0));
  labels.active -= slots.length;
  return slots;
}

/**
 * Marks the labels of a uuid for reaping, after their namespace's uuid changed: the next label write frees
 * their slots.
 */
export function reap_labels(labels: MappingLabels, uuid: string): void {
  labels.reap.push(...(labels.byUuid[uuid] ?? []));
  delete labels.byUuid[uuid];
}

/** Removes all entries (nd_mapping_free_labels). */
export function nd_mapping_free_labels(mapping: NdMapping): void {
  mapping.labels = mapping_labels();
}

/** Stops tracking the labels of a region that was disabled and releases its DIMMs. */
export function deactivate_labels(k: Kernel, device: string): void {
  const region = to_nd_region(k, device);
  for (const mapping of region.mappings) {
    nd_mapping_free_labels(mapping);
    if (mapping.held) to_nvdimm(k, mapping.dimm).busy -= 1;
    mapping.held = false;
  }
}

/**
 * Marks the region's DIMMs busy and tracks their labels.
 *
 * @returns 0, or -ENXIO when a DIMM is locked, or disabled although it has labels
 */
export function init_active_labels(k: Kernel, region: NdRegion): number {
  for (const mapping of region.mappings) {
    const nvdimm = to_nvdimm(k, mapping.dimm);
    if (nvdimm.drvdata === null) {
      if (!nvdimm.locked && !nvdimm.labeling) continue;
      const why = nvdimm.locked ? 'locked' : 'disabled';
      if (k.has('region-driver-disabled-dimm-err'))
        dev_err(k, nd_dev(k, region.name), `${nvdimm.name}: is ${why}, failing probe`);
      deactivate_labels(k, region.name);
      return -ERRNO.ENXIO;
    }
    mapping.held = true;
    nvdimm.busy += 1;
    for (const label of Object.values(nvdimm.drvdata.labels)) {
      mapping.labels.entries += 1;
      track_label(mapping.labels, label);
    }
  }
  cache_busy_sums(k, region);
  devres_add(region.core, { kind: 'labels' });
  return 0;
}
