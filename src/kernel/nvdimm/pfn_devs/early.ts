/**
 * Info blocks of the first kernel that had them: models nd_pfn_validate() of drivers/nvdimm/pfn_devs.c and
 * nd_pfn_init() of pmem.c, 4.4. Struct pages are in RAM only, and a namespace begins with a section.
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

/** The errno for a mode on media: only `ram` is known so far. */
function check_mode(sb: NdPfnSb): number {
  const mode = pfn_mode_name(sb.mode);
  if (mode === 'ram') return 0;
  return mode === 'pmem' ? -ERRNO.ENOTTY : -ERRNO.ENXIO;
}

/**
 * Validates the info block of the namespace.
 *
 * @returns the block, or -ENODEV (none, or another device's), -ENXIO (unreadable, or no known mode), -ENOTTY
 *   (a page map on media), -EBUSY (the namespace has moved or shrunk)
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

/** The layout: 8 KiB for the info block, the rest is data. */
export function early_layout({ start, size, mode }: PfnLayoutRequest): PfnLayout | PfnRefusal {
  if (size < SECTION_SIZE || !isAligned(start, SECTION_SIZE)) return { errno: -ERRNO.ENODEV };
  if (mode !== 'ram') return { errno: -ERRNO.ENXIO };
  const npfns = Math.floor((size - INFO_BLOCK_ROOM) / PAGE_SIZE);
  return { dataoff: INFO_BLOCK_ROOM, npfns, startPad: 0, endTrunc: 0 };
}
