/**
 * Label slots of a DIMM: reading them in, taking and freeing slots, writing labels and index blocks.
 * Models drivers/nvdimm/label.c, all releases. Memory holds decoded labels where the kernel holds a copy of
 * the area; what goes to the media are the same bytes in the same order.
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

/** address_abstraction guids (UEFI 2.7) by the use that they stand for. */
const GUIDS: [ClaimClass, string][] = [
  ['btt', '8aed63a2-29a2-4c66-8b12-f05d15d3922a'],
  ['btt2', '18633bfc-1735-4217-8ac9-17239282d3f8'],
  ['pfn', '266400ba-fb9f-4677-bcb0-968f11d0d225'],
  ['dax', '97a86d9c-3cdd-4eda-986f-5068b4f80088'],
  ['none', NIL_UUID],
];

/** What a label says of its namespace's use; 128-byte labels say nothing. */
export function nsl_get_claim_class(label: NamespaceLabel): ClaimClass {
  if (label.abstractionGuid === null) return 'none';
  return GUIDS.find(([, guid]) => guid === label.abstractionGuid)?.[0] ?? 'unknown';
}

/** The guid a label carries for a use; a new label knows no guid for an unknown one. */
export const to_abstraction_guid = (claimClass: ClaimClass): string =>
  GUIDS.find(([known]) => known === claimClass)?.[1] ?? NIL_UUID;

/** The name under which a namespace owns device addresses. */
export const nd_label_gen_id = (uuid: string): string => `pmem-${uuid}`;

/** The later of two sequence numbers, which run 1, 2, 3, 1, ..; 0 is none. */
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

/** The sizes that labels may have, in the order in which they are tried. */
const label_sizes = (k: Kernel): number[] => (k.has('labels-v1.2') ? [128, 256] : [128]);

/** The index block in force, tried with 128-byte and then with 256-byte labels. */
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
  // A blank area gets the longest labels when it is first written.
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

/** Gives each label its device addresses: 0, or -EBUSY when two labels claim the same. */
export function nd_label_reserve_dpa(ndd: NvdimmDrvdata): number {
  for (const label of Object.values(ndd.labels))
    if (!dpa_allocate(ndd.dpa, nd_label_gen_id(label.uuid), label.dpa, label.rawsize)) return -ERRNO.EBUSY;
  return 0;
}

/** Free slots, the one that an update needs included; all of them when the area has no index. */
export const nd_label_nfree = (k: Kernel, ndd: NvdimmDrvdata): number =>
  ndd.index?.nfree ?? label_geometry(k, ndd.configSize, ndd.labelSize).nslot;

/** Takes the lowest free slot, or returns null when there is none. */
export function nd_label_alloc_slot(index: LabelIndex): number | null {
  while (index.hint < index.free.length && index.free[index.hint] === 0) index.hint += 1;
  const word = index.free[index.hint];
  if (word === undefined) return null;
  const bit = 31 - Math.clz32(word & -word);
  index.free[index.hint] = (word & ~(1 << bit)) >>> 0;
  index.nfree -= 1;
  return index.hint * 32 + bit;
}

/** Gives a slot back and forgets its label. */
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
 * Writes the index with the next sequence number over the older block, which is then the one in force.
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
