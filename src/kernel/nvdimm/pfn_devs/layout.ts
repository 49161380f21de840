/**
 * Where the data of a pfn or dax device begins and ends: the arithmetic of nd_pfn_init in
 * drivers/nvdimm/pfn_devs.c, 4.5 to 6.12. Here is the form of 5.3 on: the start is never padded and only
 * the end is cut to the alignment. layout-padding.ts has the form before, which pads both ends to
 * sections.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { alignDown, alignUp, hex, isAligned, PAGE_SIZE } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { STRUCT_PAGE_SIZE } from '../../mm/mmzone.ts';
import { MEMREMAP_COMPAT_ALIGN } from '../namespace_devs/namespace.ts';
import type { NdPfn, NdRegion, PfnMode } from '../state.ts';
import { early_layout } from './early.ts';
import { INFO_BLOCK_ROOM } from './info-block.ts';
import { padded_layout } from './layout-padding.ts';

export interface PfnLayoutRequest {
  kind: NdPfn['kind'];
  region: NdRegion;
  /** The namespace by name, for messages. */
  namespace: string;
  /** Physical address and bytes of the namespace. */
  start: number;
  size: number;
  mode: PfnMode;
  /** The device's `align` attribute. */
  align: number;
}

interface Said {
  /** What the kernel says beforehand, about ends that it cuts. */
  notice?: string;
}

/** Bytes from the namespace's start plus `startPad` to the data, and pages of data. */
export interface PfnLayout extends Said {
  dataoff: number;
  npfns: number;
  startPad: number;
  endTrunc: number;
}

/** Why there is no layout: the errno, and what the kernel logs about it, if anything. */
export interface PfnRefusal extends Said {
  errno: number;
  message?: string;
  /** Where the data would have begun, and the bytes that there are: the two numbers that were compared. */
  compared?: { dataoff: number; room: number; startPad: number; endTrunc: number };
}

/** Splits a namespace into info block, page map and data, by the rule of the running kernel. */
export function pfn_layout(k: Kernel, request: PfnLayoutRequest): PfnLayout | PfnRefusal {
  if (k.has('pfn-no-padding')) return subsection_layout(k, request);
  return k.has('pfn-mode-pmem') ? padded_layout(k, request) : early_layout(request);
}

function subsection_layout(k: Kernel, request: PfnLayoutRequest): PfnLayout | PfnRefusal {
  const { namespace, start, size, mode } = request;
  if (k.has('misaligned-unable-to-map') && !isAligned(start, MEMREMAP_COMPAT_ALIGN))
    return {
      errno: -ERRNO.EINVAL,
      message: `${namespace}: start ${hex(start, 16)} misaligned to ${hex(MEMREMAP_COMPAT_ALIGN)}`,
    };
  const align = Math.max(request.align, MEMREMAP_COMPAT_ALIGN);
  const endTrunc = start + size - alignDown(start + size, align);
  if (mode === 'none') return { errno: -ERRNO.ENXIO };
  const pageMap = mode === 'pmem' ? STRUCT_PAGE_SIZE * Math.floor((size - INFO_BLOCK_ROOM) / PAGE_SIZE) : 0;
  const dataoff = alignUp(start + INFO_BLOCK_ROOM + pageMap, align) - start;
  // Without the change a device of no size at all comes about when only the cut end is left.
  const room = k.has('pfn-small-namespace') ? size - endTrunc : size;
  if (dataoff >= room)
    return {
      errno: -ERRNO.ENXIO,
      message: `${namespace} unable to satisfy requested alignment`,
      compared: { dataoff, room, startPad: 0, endTrunc },
    };
  const npfns = Math.floor((size - dataoff - endTrunc) / PAGE_SIZE);
  return { dataoff, npfns, startPad: 0, endTrunc };
}
