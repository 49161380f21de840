/**
 * The disk of a mapped namespace: models the last part of pmem_attach_disk() of drivers/nvdimm/pmem.c, all
 * releases.
 */
import { PAGE_SIZE } from '../../../lib/units.ts';
import { devres_add } from '../../base/devres.ts';
import { device_add_disk } from '../../block/genhd.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc } from '../../lib/ida.ts';
import { badblocks_of } from '../badrange.ts';
import { nvdimm_check_and_set_ro } from '../bus/disk-ro.ts';
import { nd_device_core, to_nd_region } from '../devices.ts';
import { nvdimm_namespace_disk_name, pmem_sector_size } from '../namespace_devs/namespace.ts';
import type { NdNamespace } from '../state.ts';
import { pmem_badblocks_range } from './disk.ts';

/**
 * Adds the disk of `device`: the namespace itself or the pfn device that claims it.
 *
 * @param disk `dax`: the range has struct pages; `sequence`: result of blk_alloc_disk
 */
export function pmem_add_disk(
  k: Kernel,
  device: string,
  namespace: NdNamespace,
  { dax, sequence }: { dax: boolean; sequence: number },
): void {
  const region = to_nd_region(k, namespace.region);
  const disk = device_add_disk(k, {
    name: nvdimm_namespace_disk_name(k, namespace),
    kind: 'pmem',
    owner: device,
    size: k.state.nd.pfns[device]?.data?.size ?? namespace.size,
    sectorSize: pmem_sector_size(k, namespace),
    physicalBlockSize: PAGE_SIZE,
    readOnly: false,
    dax,
    sequence,
    daxMinor: ida_alloc(k.state.dax.minorIda),
    badblocks: badblocks_of(k, region, pmem_badblocks_range(k, device)),
  });
  devres_add(nd_device_core(k, device)!, { kind: 'disk', name: disk.name });
  nvdimm_check_and_set_ro(k, disk);
}
