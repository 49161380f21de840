/**
 * Label slots of a DIMM: reading labels, allocating and freeing slots, writing labels and index blocks.
 * Models drivers/nvdimm/label.c, all releases. The kernel keeps a copy of the area in memory; this model
 * keeps decoded labels and writes the same bytes in the same order.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { NIL_UUID } from '../../../lib/uuid.ts';
import { dev_err } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_dev } from '../devices.ts';
import { nvdimm_get_config_data, nvdimm_set_config_data } from '../dimm_devs/config.ts';
import { dpa_allocate } from '../dimm_devs/dpa.ts';
import type { LabelIndex, NamespaceLabel, NvdimmDrvdata } from '../dimm_devs/state.ts';
import { nd_inc_seq } from '../sequence.ts';
import type { ClaimClass, Nvdimm } from '../state.ts';
import { label_geometry } from './geometry.ts';
import { decode_index, decode_label, encode_index, NSINDEX_SEQ_MASK } from './layout.ts';

/** address_abstraction GUIDs (UEFI 2.7) by claim class. */
const GUIDS: [ClaimClass, string][] = [
  ['btt', '8aed63a2-29a2-4c66-8b12-f05d15d3922a'],
  ['btt2', '18633bfc-1735-4217-8ac9-17239282d3f8'],
  ['pfn', '266400ba-fb9f-4677-bcb0-968f11d0d225'],
  ['dax', '97a86d9c-3cdd-4eda-986f-5068b4f80088'],
  ['none', NIL_UUID],
];

/** Claim class that a label records; `none` for 128-byte labels. */
export function nsl_get_claim_class(label: NamespaceLabel): ClaimClass {
  if (label.abstractionGuid === null) return 'none';
  return GUIDS.find(([, guid]) => guid === label.abstractionGuid)?.[0] ?? 'unknown';
}

/** The GUID that a label stores for a claim class; nil for `unknown`. */
export const to_abstraction_guid = (claimClass: ClaimClass): string =>
  GUIDS.find(([known]) => known === claimClass)?.[1] ?? NIL_UUID;

/** Label id of a namespace: the owner name of its device addresses. */
export const nd_label_gen_id = (uuid: string): string => `pmem-${uuid}`;

/** The later of two sequence numbers, which cycle 1, 2, 3, 1; 0 is invalid. */
function best_seq(a: number, b: number): number {
  if (a === 0 || a === b) return b;
  if (b === 0) return a;
  return nd_inc_seq(a) === b ? b : a;
}

interface Valid {
  which: number;
  labelSize: number;
  index: LabelIndex;
}

/** Supported label sizes in bytes, in the order in which they are tried. */
const label_sizes = (k: Kernel): number[] => (k.has('labels-v1.2') ? [128, 256] : [128]);

/** The current index block, tried with 128-byte and then with 256-byte labels. */
function nd_label_validate(k: Kernel, nvdimm: Nvdimm, configSize: number): Valid | undefined {
  const sizes = label_sizes(k);
  for (const labelSize of sizes) {
    const size = label_geometry(k, configSize, labelSize).indexSize;
    const blocks = [0, 1].map((which) => {
      const raw = nvdimm_get_config_data(k, nvdimm, which * size, size);
      return decode_index(raw, which, configSize, labelSize, sizes.length > 1);
    });
    const [first, second] = blocks;
    const seq = (index?: LabelIndex): number => (index?.seq ?? 0) % (NSINDEX_SEQ_MASK + 1);
    const which = second !== undefined && best_seq(seq(first), seq(second)) === seq(second) ? 1 : 0;
    const index = blocks[which];
    if (index !== undefined) return { which, labelSize, index };
  }
  return undefined;
}

/**
 * Reads the label area into the driver data of a DIMM.
 *
 * @returns 0, or -ENXIO when the area is too small
 */
export function nd_label_data_init(k: Kernel, nvdimm: Nvdimm, ndd: NvdimmDrvdata): number {
  const { configSize } = ndd;
  if (configSize === 0) return -ERRNO.ENXIO;
  if (label_geometry(k, configSize, 128).indexSize === 0) {
    dev_err(k, nd_dev(k, nvdimm.name), `label area (${configSize}) too small to host (128 byte) labels`);
    return -ERRNO.ENXIO;
  }
  const valid = nd_label_validate(k, nvdimm, configSize);
  // An uninitialised area gets the longest labels when it is first written.
  ndd.labelSize = valid?.labelSize ?? Math.max(...label_sizes(k));
  if (valid === undefined) return 0;
  ndd.current = valid.which;
  ndd.next = 1 - valid.which;
  ndd.index = valid.index;
  for (const slot of used_slots(valid.index)) {
    const offset = valid.index.labelOffset + slot * ndd.labelSize;
    const label = decode_label(nvdimm_get_config_data(k, nvdimm, offset, ndd.labelSize), slot);
    if (label !== undefined) ndd.labels[slot] = label;
  }
  return 0;
}

function* used_slots(index: LabelIndex): Generator<number> {
  for (let slot = 0; slot < index.nslot; slot++)
    if (((index.free[slot >>> 5]! >>> (slot & 31)) & 1) === 0) yield slot;
}

/** Reserves the device addresses of each label; returns 0, or -EBUSY when two labels overlap. */
export function nd_label_reserve_dpa(ndd: NvdimmDrvdata): number {
  for (const label of Object.values(ndd.labels))
    if (!dpa_allocate(ndd.dpa, nd_label_gen_id(label.uuid), label.dpa, label.rawsize)) return -ERRNO.EBUSY;
  return 0;
}

/** Number of free slots, including the one that an update needs; all slots when the area has no index. */
export const nd_label_nfree = (k: Kernel, ndd: NvdimmDrvdata): number =>
  ndd.index?.nfree ?? label_geometry(k, ndd.configSize, ndd.labelSize).nslot;

/** Allocates the lowest free slot; returns null when there is none. */
export function nd_label_alloc_slot(index: LabelIndex): number | null {
  while (index.hint < index.free.length && index.free[index.hint] === 0) index.hint += 1;
  const word = index.free[index.hint];
  if (word === undefined) return null;
  const bit = 31 - Math.clz32(word & -word);
  index.free[index.hint] = (word & ~(1 << bit)) >>> 0;
  index.nfree -= 1;
  return index.hint * 32 + bit;
}

/** Frees a slot and deletes its label. */
export function nd_label_free_slot(ndd: NvdimmDrvdata, slot: number): void {
  const { index } = ndd;
  if (index === null || slot >= index.nslot) return;
  const at = slot >>> 5;
  const bit = (1 << (slot & 31)) >>> 0;
  if ((index.free[at]! & bit) === 0) index.nfree += 1;
  index.free[at] = (index.free[at]! | bit) >>> 0;
  index.hint = Math.min(index.hint, at);
  delete ndd.labels[slot];
}

/**
 * Writes the index with the next sequence number to the older block, which then becomes the current one.
 *
 * @returns 0 or the errno of the write
 */
export function nd_label_write_index(k: Kernel, nvdimm: Nvdimm, ndd: NvdimmDrvdata): number {
  const index = ndd.index!;
  index.seq = nd_inc_seq(index.seq);
  const block = encode_index(index, ndd.next, ndd.labelSize);
  const rc = nvdimm_set_config_data(k, nvdimm, ndd.next * block.length, block);
  if (rc < 0) return rc;
  [ndd.current, ndd.next] = [ndd.next, ndd.current];
  return 0;
}
