/**
 * Read-only state of disks, which follows their region: models nvdimm_check_and_set_ro() of
 * drivers/nvdimm/bus.c (nvdimm_revalidate_disk() before 5.10), all releases.
 */
import type { Disk } from '../../block/state.ts';
import { dev_info } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_dev, nd_parent_region } from '../devices.ts';

/**
 * Sets the disk's read-only flag to that of its region and logs a change. Before `region-ro-toggles` a disk
 * that became read-only stays so.
 */
export function nvdimm_check_and_set_ro(k: Kernel, disk: Disk): void {
  const region = nd_parent_region(k, disk.owner)!;
  if (disk.readOnly === region.readOnly) return;
  if (disk.readOnly && !k.has('region-ro-toggles')) return;
  const word = region.readOnly ? 'only' : 'write';
  dev_info(k, nd_dev(k, disk.owner), `${region.name} read-${word}, marking ${disk.name} read-${word}`);
  disk.readOnly = region.readOnly;
}
