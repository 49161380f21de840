/**
 * Data offset and size of a pfn or dax device: the arithmetic of nd_pfn_init in drivers/nvdimm/pfn_devs.c,
 * 4.5 to 6.12. This module has the rule of 5.3 and later: the start is never padded, the end is truncated to
 * the alignment. layout-padding.ts has the earlier rule, which pads both ends to sections.
 */

import { u64 } from '../../../lib/bytes/u64.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { alignDown, alignUp, hex, isAligned, PAGE_SIZE } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { memremap_compat_align } from '../../mm/memremap/memremap.ts';
import { STRUCT_PAGE_SIZE } from '../../mm/mmzone.ts';
import type { NdPfn, NdRegion, PfnMode } from '../state.ts';
import { early_layout } from './early.ts';
import { INFO_BLOCK_ROOM } from './info-block.ts';
import { padded_layout } from './layout-padding.ts';

/** The namespace and the settings of the device that claims it. */
export interface PfnLayoutRequest {
  kind: NdPfn['kind'];
  region: NdRegion;
  /** Name of the namespace, for messages. */
  namespace: string;
  /** Physical address and size in bytes of the namespace. */
  start: number;
  size: number;
  mode: PfnMode;
  /** The device's `align` attribute. */
  align: number;
}

interface LayoutNotice {
  /** Message that is logged in any case, about truncated ends. */
  notice?: string;
}

/** Data offset in bytes from the namespace's start plus `startPad`, and number of data pages. */
export interface PfnLayout extends LayoutNotice {
  dataoff: number;
  npfns: number;
  startPad: number;
  endTrunc: number;
}

/** The errno of a namespace without a valid layout, and the message that the kernel logs, if any. */
export interface PfnRefusal extends LayoutNotice {
  errno: number;
  message?: string;
  /** The data offset and the available bytes whose comparison failed. */
  compared?: { dataoff: number; room: number; startPad: number; endTrunc: number };
}

/**
 * Splits a namespace into info block, page map and data, by the running kernel's rule. Fails with -ENXIO,
 * -EINVAL (misaligned start) or, in 4.4, -ENODEV.
 */
export function pfn_layout(k: Kernel, request: PfnLayoutRequest): PfnLayout | PfnRefusal {
  if (k.has('pfn-no-padding')) return subsection_layout(k, request);
  return k.has('pfn-mode-pmem') ? padded_layout(k, request) : early_layout(request);
}

function subsection_layout(k: Kernel, request: PfnLayoutRequest): PfnLayout | PfnRefusal {
  const { namespace, start, size, mode } = request;
  const unit = memremap_compat_align();
  if (k.has('misaligned-unable-to-map') && !isAligned(start, unit))
    return {
      errno: -ERRNO.EINVAL,
      message: `${namespace}: start ${hex(start, 16)} misaligned to ${hex(unit)}`,
    };
  const align = Math.max(request.align, unit);
  const endTrunc = start + size - alignDown(start + size, align);
  if (mode === 'none') return { errno: -ERRNO.ENXIO };
  const pageMap = mode === 'pmem' ? STRUCT_PAGE_SIZE * Math.floor((size - INFO_BLOCK_ROOM) / PAGE_SIZE) : 0;
  const dataoff = alignUp(start + INFO_BLOCK_ROOM + pageMap, align) - start;
  // Before this change the size is not reduced by the truncated end, so a device with no data pages is
  // possible.
  const room = k.has('pfn-small-namespace') ? size - endTrunc : size;
  // An end truncated by more than the size wraps the kernel's unsigned `room`, so the check passes.
  if (room >= 0 && dataoff >= room)
    return {
      errno: -ERRNO.ENXIO,
      message: `${namespace} unable to satisfy requested alignment`,
      compared: { dataoff, room, startPad: 0, endTrunc },
    };
  const npfns = unsigned_pages(size - dataoff - endTrunc);
  return { dataoff, npfns, startPad: 0, endTrunc };
}

/** PHYS_PFN of an unsigned 64-bit byte count, which wraps below 0. */
const unsigned_pages = (size: number): number => Number(u64(BigInt(size)) / BigInt(PAGE_SIZE));
