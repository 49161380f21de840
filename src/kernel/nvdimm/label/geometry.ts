/**
 * Number of labels and index block size of a label area, as each release derives them from the size of the
 * area: models nvdimm_num_label_slots() and sizeof_namespace_index() of drivers/nvdimm/label.c, all releases.
 * A kernel only finds index blocks of the size it computes.
 */
import { alignUp } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import {
  type LabelGeometry,
  NSINDEX_ALIGN,
  NSINDEX_HEADER,
  num_label_slots,
  sizeof_namespace_index,
} from './layout.ts';

/** Before 4.13: one index byte per 128-byte label. */
function byte_per_label(configSize: number): LabelGeometry {
  const nslot = Math.floor(configSize / 129);
  return { nslot, indexSize: Math.floor(nslot / (2 * NSINDEX_ALIGN)) * NSINDEX_ALIGN };
}

/**
 * 4.13 to 4.18: the label count still assumes one index byte per label, but index blocks have the minimal
 * size.
 */
function by_slots(configSize: number, labelSize: number): LabelGeometry {
  const nslot = Math.floor(configSize / (labelSize + 1));
  const indexSize = alignUp(NSINDEX_HEADER + Math.ceil(nslot / 8), NSINDEX_ALIGN);
  return { nslot, indexSize: 2 * indexSize <= configSize - nslot * labelSize ? indexSize : 0 };
}

/**
 * Geometry of a label area under the running kernel's rule.
 *
 * @param configSize size of the label area in bytes
 * @param labelSize 128 or 256
 * @returns `indexSize` is 0 when the area is too small
 */
export function label_geometry(k: Kernel, configSize: number, labelSize: number): LabelGeometry {
  if (!k.has('label-index-by-slots')) return byte_per_label(configSize);
  if (!k.has('label-slots-exact')) return by_slots(configSize, labelSize);
  return {
    nslot: num_label_slots(configSize, labelSize),
    indexSize: sizeof_namespace_index(configSize, labelSize),
  };
}
