/**
 * Interleave set cookies, which tie labels to their set: models acpi_nfit_init_interleave_set() of
 * drivers/acpi/nfit/core.c and the cookie getters of drivers/nvdimm/region_devs.c, all releases.
 */
import type { NfitBus, NfitDimm, NfitMapping, NfitRegion } from '../../../firmware/platform.ts';
import { fletcher64 } from '../../../lib/bytes/fletcher64.ts';
import { swab16 } from '../../../lib/bytes/swab.ts';
import type { Kernel } from '../../kernel.ts';
import type { LabelIndex } from '../dimm_devs/state.ts';
import type { InterleaveSet, NdRegion } from '../state.ts';

/** Range type GUIDs of the NFIT's system physical address ranges (UEFI 2.7). */
const TYPE_GUID = {
  pmem: '66f0d379-b4f3-4074-ac43-0d3318b78cdb',
  volatile: '7305944f-fdda-44e3-b16c-3f22d252e5d0',
} as const;

/**
 * Manufacturing location and date in NFIT byte order, parsed from the long form of `id`; 0 for the short
 * form.
 */
function manufacturing(dimm: NfitDimm): { location: number; date: number } {
  const parts = dimm.id.split('-');
  if (parts.length !== 4) return { location: 0, date: 0 };
  return { location: Number.parseInt(parts[1]!, 16), date: swab16(Number.parseInt(parts[2]!, 16)) };
}

interface Member {
  mapping: NfitMapping;
  dimm: NfitDimm;
}

/** Cookie record of a member, v1.1: 16 bytes. */
function record1({ mapping, dimm }: Member): Uint8Array {
  const raw = new Uint8Array(16);
  const view = new DataView(raw.buffer);
  view.setBigUint64(0, BigInt(mapping.regionOffset), true);
  view.setUint32(8, dimm.serial, true);
  return raw;
}

/** Cookie record of a member, v1.2: 48 bytes. */
function record2(member: Member): Uint8Array {
  const { location, date } = manufacturing(member.dimm);
  const raw = new Uint8Array(48);
  const view = new DataView(raw.buffer);
  raw.set(record1(member));
  view.setUint16(12, member.dimm.vendorId, true);
  view.setUint16(14, date, true);
  raw[16] = location;
  return raw;
}

function cookie(records: Uint8Array[]): string {
  const size = records[0]?.length ?? 0;
  const all = new Uint8Array(size * records.length);
  for (const [i, record] of records.entries()) all.set(record, i * size);
  return `0x${fletcher64(all).toString(16)}`;
}

/** memcmp() of the little-endian region offsets: the lowest byte is the most significant. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.subarray(0, 8).findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** The interleave set of a region, computed from its mappings. */
export function interleave_set(bus: NfitBus, region: NfitRegion): InterleaveSet {
  const members = region.mappings
    .map((mapping) => ({ mapping, dimm: bus.dimms[mapping.dimm]! }))
    .sort((a, b) => a.mapping.regionOffset - b.mapping.regionOffset);
  return {
    typeGuid: TYPE_GUID[region.volatile ? 'volatile' : 'pmem'],
    cookie1: cookie(members.map(record1)),
    cookie2: cookie(members.map(record2)),
    // Cookie of labels written by kernels that sorted the v1.1 records incorrectly.
    altcookie: cookie(members.map(record1).sort(compareBytes)),
  };
}

/** The set cookie for labels of the index's version; `0x0` for a region without an interleave set. */
export function nd_region_interleave_set_cookie(
  k: Kernel,
  region: NdRegion,
  index: LabelIndex | null,
): string {
  if (region.interleave === null) return '0x0';
  return index?.minor === 1 || !k.has('labels-v1.2') ? region.interleave.cookie1 : region.interleave.cookie2;
}
