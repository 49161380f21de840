/**
 * How many labels a label area has and how large its index blocks are, as each kernel works it out from
 * the size of the area: models nvdimm_num_label_slots() and sizeof_namespace_index() of
 * drivers/nvdimm/label.c, all releases. A kernel finds only the index blocks that have its own size.
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

/** Before 4.13: a byte of index for each label of 128 bytes, whatever is left over. */
function spacious(configSize: number): LabelGeometry {
  const nslot = Math.floor(configSize / 129);
  return { nslot, indexSize: Math.floor(nslot / (2 * NSINDEX_ALIGN)) * NSINDEX_ALIGN };
}

/** 4.13 to 4.18: as many labels as there were with a byte of index each, and no more index than they need. */
function by_slots(configSize: number, labelSize: number): LabelGeometry {
  const nslot = Math.floor(configSize / (labelSize + 1));
  const indexSize = alignUp(NSINDEX_HEADER + Math.ceil(nslot / 8), NSINDEX_ALIGN);
  return { nslot, indexSize: 2 * indexSize <= configSize - nslot * labelSize ? indexSize : 0 };
}

/**
 * @param configSize bytes of the label area
 * @param labelSize 128 or 256
 * @returns `indexSize` is 0 when the area cannot hold the labels
 */
export function label_geometry(k: Kernel, configSize: number, labelSize: number): LabelGeometry {
  if (!k.has('label-index-by-slots')) return spacious(configSize);
  if (!k.has('label-slots-exact')) return by_slots(configSize, labelSize);
  return {
    nslot: num_label_slots(configSize, labelSize),
    indexSize: sizeof_namespace_index(configSize, labelSize),
  };
}
