/**
 * Preparation of a pfn or dax device for mapping: its info block is read, or laid out and written. Models
 * nd_pfn_init() and nvdimm_setup_pfn() of drivers/nvdimm/pfn_devs.c, 4.5 to 6.12.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { alignDown, alignUp, PAGE_SIZE, physToPfn } from '../../../lib/units.ts';
import { NIL_UUID } from '../../../lib/uuid.ts';
import { devres_add } from '../../base/devres.ts';
import { SECTOR_SIZE } from '../../block/genhd.ts';
import { dev_err, dev_info, type LogDevice } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { SECTION_SIZE, STRUCT_PAGE_SIZE, SUBSECTION_SIZE, subsection_hotplug } from '../../mm/mmzone.ts';
import type { VmemAltmap } from '../../mm/state.ts';
import { traced } from '../../trace.ts';
import { devm_nsio_disable, devm_nsio_enable, nvdimm_write_bytes, nvdimm_zero_bytes } from '../claim/nsio.ts';
import { nd_dev, to_nd_region, to_ndns } from '../devices.ts';
import { INFO_BLOCK_SIZE } from '../info-block.ts';
import { nd_dev_to_uuid } from '../namespace_devs/namespace.ts';
import type { NdPfn } from '../state.ts';
import {
  encode_pfn_sb,
  INFO_BLOCK_OFFSET,
  type NdPfnSb,
  nd_info_block_reserve,
  pfn_mode_number,
  pfn_signature,
} from './info-block.ts';
import { type PfnLayout, pfn_layout } from './layout.ts';
import { section_rounded } from './layout-padding.ts';
import { nd_pfn_validate } from './validate.ts';

/** Info block fields that minor versions 1 to 4 added. */
type AddedFields = Pick<
  NdPfnSb,
  'versionMinor' | 'startPad' | 'endTrunc' | 'align' | 'pageSize' | 'pageStructSize'
>;

/** The minor version that the running kernel writes. */
function info_block_minor(k: Kernel): number {
  if (k.has('pfn-page-size-in-block')) return 4;
  if (k.has('pfn-no-padding')) return 3;
  if (k.has('device-dax')) return 2;
  return k.has('pfn-padding') ? 1 : 0;
}

/** The version-dependent fields; those of later minor versions stay zero. */
function added_fields(k: Kernel, align: number, { startPad, endTrunc }: PfnLayout): AddedFields {
  const versionMinor = info_block_minor(k);
  return {
    startPad,
    endTrunc,
    versionMinor,
    align: versionMinor < 2 ? 0 : align,
    pageSize: versionMinor < 4 ? 0 : PAGE_SIZE,
    pageStructSize: versionMinor < 4 ? 0 : STRUCT_PAGE_SIZE,
  };
}

/** Clears bad sectors where the page map will be written. */
function nd_pfn_clear_memmap_errors(k: Kernel, pfn: NdPfn, dataoff: number): number {
  if (pfn.mode !== 'pmem') return 0;
  const namespace = to_ndns(k, pfn.namespace!);
  const region = to_nd_region(k, pfn.region);
  if (k.has('probe-window-8k')) {
    devm_nsio_disable(k, pfn.name);
    const rc = devm_nsio_enable(k, pfn.name, namespace, dataoff);
    if (rc !== 0) return rc;
  }
  if (region.badblocks === undefined) return 0;
  const first = (INFO_BLOCK_OFFSET + INFO_BLOCK_SIZE) / SECTOR_SIZE;
  const inRegion = (namespace.start - region.start) / SECTOR_SIZE;
  for (const range of [...region.badblocks.ranges]) {
    const start = Math.max(range.start - inRegion, first);
    const end = Math.min(range.end - inRegion, dataoff / SECTOR_SIZE - 1);
    if (start > end) continue;
    const from = alignDown(start * SECTOR_SIZE, PAGE_SIZE);
    const cleared = nvdimm_zero_bytes(k, namespace, from, alignUp((end + 1) * SECTOR_SIZE, PAGE_SIZE) - from);
    if (cleared === 0) continue;
    const count = (end - start + 1).toString(16);
    dev_err(k, nd_dev(k, pfn.name), `error clearing ${count} badblocks at ${start.toString(16)}`);
    return cleared;
  }
  return 0;
}

/** The info block on media or, if there is none, a newly written one; an errno when neither is possible. */
const nd_pfn_init = traced('nd_pfn_init', (k: Kernel, pfn: NdPfn): NdPfnSb | number => {
  const log = nd_dev(k, pfn.name);
  const found = nd_pfn_validate(k, pfn, log);
  if (typeof found !== 'number') {
    const rc = nd_pfn_clear_memmap_errors(k, pfn, found.dataoff);
    return rc === 0 ? found : rc;
  }
  // 4.4 overwrites every block it cannot use, except one that no longer fits its namespace.
  if (found !== -ERRNO.ENODEV && (k.has('pfn-mode-pmem') || found === -ERRNO.EBUSY)) return found;
  const fresh = new_info_block(k, pfn, log);
  if (typeof fresh === 'number') return fresh;
  const rc = nd_pfn_clear_memmap_errors(k, pfn, fresh.dataoff);
  if (rc !== 0) return rc;
  const namespace = to_ndns(k, pfn.namespace!);
  const written = nvdimm_write_bytes(k, namespace, INFO_BLOCK_OFFSET, encode_pfn_sb(fresh));
  return written === 0 ? fresh : written;
});

function new_info_block(k: Kernel, pfn: NdPfn, log: LogDevice): NdPfnSb | number {
  const region = to_nd_region(k, pfn.region);
  const namespace = to_ndns(k, pfn.namespace!);
  if (region.readOnly) {
    dev_info(k, log, `${region.name} is read-only, unable to init metadata`);
    return -ERRNO.ENXIO;
  }
  const { start, size } = namespace;
  const { kind, mode, align } = pfn;
  const layout = pfn_layout(k, { kind, region, namespace: namespace.name, start, size, mode, align });
  if (layout.notice !== undefined) dev_info(k, log, layout.notice);
  if ('errno' in layout) {
    if (layout.message !== undefined) dev_err(k, log, layout.message);
    return layout.errno;
  }
  const { dataoff, npfns } = layout;
  return {
    dataoff,
    npfns,
    ...added_fields(k, align, layout),
    signature: pfn_signature(pfn.kind),
    uuid: pfn.uuid!,
    parentUuid: nd_dev_to_uuid(namespace) ?? NIL_UUID,
    flags: 0,
    versionMajor: 1,
    mode: pfn_mode_number(mode),
  };
}

/** Clears the cached info block of a device that was unbound. */
export function pfn_sb_release(k: Kernel, device: string): void {
  const pfn = k.state.nd.pfns[device];
  if (pfn !== undefined) Object.assign(pfn, { sb: null, data: null });
}

/** Mapping parameters of a namespace with an info block. */
export interface PfnSetup {
  sb: NdPfnSb;
  /** Physical byte range to map, including info block and page map; `end` is inclusive. */
  range: { start: number; end: number };
  altmap?: VmemAltmap;
}

/**
 * Reads or writes the info block of an open namespace and computes the range to map.
 *
 * @returns the set-up, the errno of nd_pfn_validate / nd_pfn_init, or -ENODEV for a device that is not
 *   configured
 */
export const nvdimm_setup_pfn = traced('nvdimm_setup_pfn', (k: Kernel, pfn: NdPfn): PfnSetup | number => {
  if (pfn.uuid === null || pfn.namespace === null) return -ERRNO.ENODEV;
  const sb = nd_pfn_init(k, pfn);
  if (typeof sb === 'number') return sb;
  const { dataoff, npfns, startPad, endTrunc } = sb;
  pfn.sb = { dataoff, npfns, startPad, endTrunc };
  devres_add(pfn.core, { kind: 'pfn-sb' });
  return __nvdimm_setup_pfn(k, pfn, sb);
});

function __nvdimm_setup_pfn(k: Kernel, pfn: NdPfn, sb: NdPfnSb): PfnSetup | number {
  const namespace = to_ndns(k, pfn.namespace!);
  const reserve = nd_info_block_reserve();
  const start = namespace.start + sb.startPad;
  const end = namespace.start + namespace.size - 1 - sb.endTrunc;
  const size = end + 1 - start - sb.dataoff;
  if (pfn.mode === 'none') return -ERRNO.ENXIO;
  if (pfn.mode === 'ram' && sb.dataoff < reserve) return -ERRNO.EINVAL;
  pfn.data = { start: start + sb.dataoff, size };
  if (pfn.mode === 'ram') return { sb, range: { start, end } };
  const npfns = section_rounded(k, Math.floor(size / PAGE_SIZE));
  if (sb.npfns > npfns)
    dev_info(k, nd_dev(k, pfn.name), `number of pfns truncated from ${sb.npfns} to ${npfns}`);
  return { sb, range: { start, end }, altmap: new_altmap(k, start, end, sb.dataoff) };
}

/**
 * Space of the page map: from the end of the info block to the data, with a base aligned to the unit of
 * memory hotplug. The kernel switched to sub-sections here together with its new layout (a3619190d62e); in
 * this model the unit follows the hotplug change, so that either change can be toggled alone.
 */
function new_altmap(k: Kernel, start: number, end: number, dataoff: number): VmemAltmap {
  const reserve = nd_info_block_reserve();
  const basePfn = physToPfn(alignDown(start, subsection_hotplug(k) ? SUBSECTION_SIZE : SECTION_SIZE));
  return {
    basePfn,
    endPfn: physToPfn(end),
    reserve: reserve / PAGE_SIZE + (physToPfn(start) - basePfn),
    free: Math.floor((dataoff - reserve) / PAGE_SIZE),
    align: 0,
    alloc: 0,
  };
}
