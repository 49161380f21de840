/**
 * Info blocks of the first release that has them: models nd_pfn_validate() of drivers/nvdimm/pfn_devs.c and
 * nd_pfn_init() of pmem.c, 4.4. Struct pages are allocated from RAM only, and a namespace must start at a
 * section boundary.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { isAligned, PAGE_SIZE } from '../../../lib/units.ts';
import { dev_err, type LogDevice } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { SECTION_SIZE } from '../../mm/mmzone.ts';
import { nvdimm_read_bytes } from '../claim/nsio.ts';
import { nd_set_uuid } from '../devices.ts';
import { INFO_BLOCK_SIZE, nd_sb_checksum_ok } from '../info-block.ts';
import type { NdNamespace, NdPfn } from '../state.ts';
import {
  decode_pfn_sb,
  INFO_BLOCK_OFFSET,
  INFO_BLOCK_ROOM,
  type NdPfnSb,
  pfn_mode_name,
  pfn_sb_defaults,
  pfn_signature,
} from './info-block.ts';
import type { PfnLayout, PfnLayoutRequest, PfnRefusal } from './layout.ts';

/** Returns 0 for mode `ram`, -ENOTTY for `pmem`, -ENXIO for other modes. */
function check_mode(sb: NdPfnSb): number {
  const mode = pfn_mode_name(sb.mode);
  if (mode === 'ram') return 0;
  return mode === 'pmem' ? -ERRNO.ENOTTY : -ERRNO.ENXIO;
}

/**
 * Validates the info block of the namespace.
 *
 * @returns the block, or -ENODEV (no block, or another device's), -ENXIO (unreadable, or unknown mode),
 *   -ENOTTY (page map on media), -EBUSY (namespace not section aligned, or smaller than the data offset)
 */
export function nd_pfn_validate_early(
  k: Kernel,
  pfn: NdPfn,
  namespace: NdNamespace,
  log: LogDevice,
): NdPfnSb | number {
  if (namespace.size < SECTION_SIZE) return -ERRNO.ENODEV;
  const raw = nvdimm_read_bytes(k, namespace, INFO_BLOCK_OFFSET, INFO_BLOCK_SIZE);
  if (typeof raw === 'number') return -ERRNO.ENXIO;
  const sb = pfn_sb_defaults({ ...decode_pfn_sb(raw), versionMinor: 0 }, PAGE_SIZE);
  if (sb.signature !== pfn_signature('pfn') || !nd_sb_checksum_ok(raw)) return -ERRNO.ENODEV;
  const mode = check_mode(sb);
  if (mode !== 0) return mode;
  if (pfn.uuid === null) nd_set_uuid(k, pfn, sb.uuid);
  else if (pfn.uuid !== sb.uuid) return -ERRNO.ENODEV;
  pfn.mode = 'ram';
  const { name, start, size } = namespace;
  if (!isAligned(start, SECTION_SIZE)) dev_err(k, log, `init failed: ${name} not section aligned`);
  else if (sb.dataoff >= size) dev_err(k, log, `pfn array size exceeds capacity of ${name}`);
  else return sb;
  return -ERRNO.EBUSY;
}

/**
 * Layout of a new info block: 8 KiB reserved at the start, the rest is data. Fails with -ENODEV (too small or
 * not section aligned) or -ENXIO (mode other than `ram`).
 */
export function early_layout({ start, size, mode }: PfnLayoutRequest): PfnLayout | PfnRefusal {
  if (size < SECTION_SIZE || !isAligned(start, SECTION_SIZE)) return { errno: -ERRNO.ENODEV };
  if (mode !== 'ram') return { errno: -ERRNO.ENXIO };
  const npfns = Math.floor((size - INFO_BLOCK_ROOM) / PAGE_SIZE);
  return { dataoff: INFO_BLOCK_ROOM, npfns, startPad: 0, endTrunc: 0 };
}
