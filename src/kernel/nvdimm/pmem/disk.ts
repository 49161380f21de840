/**
 * Reads and writes of pmem disks: models pmem_do_read() and pmem_do_write() of drivers/nvdimm/pmem.c, all
 * releases. Sector 0 follows the info block and the page map. Offsets are relative to the padded start of
 * namespaces created before 5.3, as in the mapping.
 */
import { readMedia, writeMedia } from '../../../firmware/media.ts';
import { ERRNO } from '../../../lib/errno.ts';
import type { Range } from '../../../lib/range.ts';
import { touch_direct_map } from '../../arch/x86/init_64/pgd.ts';
import { badblocks_clear } from '../../block/badblocks.ts';
import { type DiskOps, disk_of, SECTOR_SIZE } from '../../block/genhd.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { is_bad_pmem, nvdimm_badblocks_populate, nvdimm_clear_poison } from '../badrange.ts';
import { to_nd_region, to_ndns } from '../devices.ts';
import { namespace_range } from '../namespace_devs/namespace.ts';
import type { NdNamespace } from '../state.ts';

interface Backing {
  namespace: NdNamespace;
  /** Bytes from the start of the mapping to sector 0. */
  dataOffset: number;
  startPad: number;
  endTrunc: number;
}

/** Backing range of a namespace's or pfn device's disk. */
function backing(k: Kernel, device: string): Backing {
  const { namespaces, pfns } = k.state.nd;
  const pfn = pfns[device];
  const namespace = namespaces[pfn === undefined ? device : pfn.namespace!]!;
  const { dataoff = 0, startPad = 0, endTrunc = 0 } = pfn?.sb ?? {};
  return { namespace, dataOffset: dataoff, startPad, endTrunc };
}

/** Physical byte range whose bad sectors the disk reports, relative to sector 0. */
export function pmem_badblocks_range(k: Kernel, device: string): Range {
  const { namespace, dataOffset, startPad, endTrunc } = backing(k, device);
  const { start, end } = namespace_range(namespace);
  return { start: start + startPad + dataOffset, end: end - endTrunc };
}

/**
 * Adds the bad ranges that a scrub found to the list of a namespace, pfn or btt device. A btt has none on its
 * disk: those of the namespace below count.
 */
export function pmem_revalidate_poison(k: Kernel, device: string): void {
  const btt = k.state.nd.btts[device];
  const namespace = to_ndns(k, btt === undefined ? backing(k, device).namespace.name : btt.namespace!);
  const bad = btt === undefined ? disk_of(k, device)?.badblocks : namespace.io?.badblocks;
  if (bad === undefined) return;
  const range = btt === undefined ? pmem_badblocks_range(k, device) : namespace_range(namespace);
  nvdimm_badblocks_populate(k, to_nd_region(k, namespace.region), bad, range);
}

/** Physical address of a byte offset of the disk. */
function pmem_to_phys(k: Kernel, device: string, offset: number): number {
  const { namespace, dataOffset, startPad } = backing(k, device);
  return namespace.start + startPad + dataOffset + offset;
}

/** Accesses the data through the direct mapping. */
const pmem_do_bvec = traced('pmem_do_bvec', touch_direct_map);

/** Disk operations of pmem; reads of bad sectors fail with -EIO, writes clear them. */
export const pmem_ops: DiskOps = {
  read(k, disk, offset, length) {
    if (disk.badblocks !== undefined && is_bad_pmem(disk.badblocks, offset / SECTOR_SIZE, length))
      return -ERRNO.EIO;
    const at = pmem_to_phys(k, disk.owner, offset);
    if (disk.dax) pmem_do_bvec(k, at, length);
    return readMedia(k.firmware, at, length);
  },
  write(k, disk, offset, data) {
    const at = pmem_to_phys(k, disk.owner, offset);
    if (disk.dax) pmem_do_bvec(k, at, data.length);
    if (disk.badblocks !== undefined && is_bad_pmem(disk.badblocks, offset / SECTOR_SIZE, data.length)) {
      const cleared = nvdimm_clear_poison(k, disk.owner, at, data.length);
      if (cleared < 0) return -ERRNO.EIO;
      badblocks_clear(disk.badblocks, offset / SECTOR_SIZE, Math.floor(cleared / SECTOR_SIZE));
      if (cleared < data.length) return -ERRNO.EIO;
    }
    writeMedia(k.firmware, at, data);
    return 0;
  },
};
