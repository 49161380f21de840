/**
 * The pmem driver: detects the info block of a namespace and adds the disks of namespaces, pfn and btt
 * devices. Models drivers/nvdimm/pmem.c, 4.7 (the first release that looks for info blocks before mapping) to
 * 6.12. Before 5.7 every info block failure resulted in a raw disk.
 */
import { ERRNO } from '../../../lib/errno.ts';
import type { Driver, NvdimmEvent } from '../../base/dd.ts';
import { devm_memremap_pages } from '../../base/devm.ts';
import { blk_alloc_disk, disk_of } from '../../block/genhd.ts';
import { dev_warn } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import type { PagemapRequest } from '../../mm/memremap/memremap.ts';
import { traced } from '../../trace.ts';
import { nvdimm_namespace_attach_btt, nvdimm_namespace_detach_btt } from '../btt/btt.ts';
import { nd_btt_probe } from '../btt/btt_devs.ts';
import { nvdimm_check_and_set_ro } from '../bus/disk-ro.ts';
import {
  devm_namespace_enable,
  devm_namespace_reserve,
  devm_nsio_disable,
  open_error,
} from '../claim/nsio.ts';
import { ND_DEVICE, nd_dev, nd_device_core, to_nd_device_type, to_nd_region } from '../devices.ts';
import {
  namespace_range,
  nvdimm_namespace_common_probe,
  pmem_should_map_pages,
} from '../namespace_devs/namespace.ts';
import { nd_dax_probe, nd_pfn_probe } from '../pfn_devs/pfn_devs.ts';
import { nvdimm_setup_pfn, type PfnSetup } from '../pfn_devs/setup.ts';
import { nvdimm_has_flush } from '../region_devs/flush.ts';
import type { NdNamespace } from '../state.ts';
import { pmem_add_disk } from './add-disk.ts';
import { pmem_revalidate_poison } from './disk.ts';
import { nd_pmem_probe_early } from './early.ts';

/** Range that gets struct pages: the pfn device's, the whole namespace, or none. */
function pagemap_request(
  k: Kernel,
  device: string,
  namespace: NdNamespace,
  setup: PfnSetup | undefined,
): PagemapRequest | undefined {
  if (setup !== undefined)
    return { owner: device, type: 'fs-dax', ranges: [setup.range], altmap: setup.altmap };
  if (!pmem_should_map_pages(k, namespace)) return undefined;
  return { owner: device, type: 'fs-dax', ranges: [namespace_range(namespace)] };
}

/**
 * Maps the namespace and adds its disk.
 *
 * @param device the namespace itself, or the pfn device that claims it
 * @returns 0, -EBUSY (addresses reserved by another device), or the errno of nvdimm_setup_pfn /
 *   memremap_pages
 */
const pmem_attach_disk = traced(
  'pmem_attach_disk',
  (k: Kernel, device: string, namespace: NdNamespace): number => {
    const core = nd_device_core(k, device)!;
    const region = to_nd_region(k, namespace.region);
    const opened = devm_namespace_enable(k, device, namespace);
    if (opened !== 0) return open_error(k, opened);
    const pfn = k.state.nd.pfns[device];
    const setup = pfn === undefined ? undefined : nvdimm_setup_pfn(k, pfn);
    if (typeof setup === 'number') return setup;
    devm_nsio_disable(k, device);
    if (nvdimm_has_flush(k, region) < 0)
      dev_warn(k, nd_dev(k, device), 'unable to guarantee persistence of writes');
    const reserved = devm_namespace_reserve(k, device, namespace);
    if (reserved !== 0) return reserved;
    const sequence = blk_alloc_disk(k);
    const request = pagemap_request(k, device, namespace, setup);
    if (request !== undefined) {
      const mapped = devm_memremap_pages(k, core, request, region.numaNode);
      if (mapped !== 0) return mapped;
    }
    pmem_add_disk(k, device, namespace, { dax: request !== undefined, sequence });
    return 0;
  },
  (device) => device,
);

/**
 * Probes a namespace, btt or pfn device.
 *
 * @returns 0; -ENXIO, not logged, when an info block was found: the device created from it is probed next;
 *   -EOPNOTSUPP when there is an info block that cannot be used here: the namespace stays unbound, so that
 *   its contents are not exposed as a raw disk; or another errno
 */
const nd_pmem_probe = traced(
  'nd_pmem_probe',
  (k: Kernel, device: string): number => {
    const namespace = nvdimm_namespace_common_probe(k, device);
    if (typeof namespace === 'number') return namespace;
    if (k.state.nd.btts[device] !== undefined) return nvdimm_namespace_attach_btt(k, namespace);
    if (k.state.nd.pfns[device] !== undefined) return pmem_attach_disk(k, device, namespace);
    const opened = devm_namespace_enable(k, device, namespace);
    if (opened !== 0) return open_error(k, opened);
    if (nd_btt_probe(k, namespace) === 0) return -ERRNO.ENXIO;
    for (const autodetect of [nd_pfn_probe, nd_dax_probe]) {
      const rc = autodetect(k, namespace);
      if (rc === 0) return -ERRNO.ENXIO;
      if (rc === -ERRNO.EOPNOTSUPP) return rc;
    }
    devm_nsio_disable(k, device);
    return pmem_attach_disk(k, device, namespace);
  },
  (device) => device,
);

const nd_pmem_remove = traced('nd_pmem_remove', (k: Kernel, device: string): void => {
  const btt = k.state.nd.btts[device];
  if (btt !== undefined) nvdimm_namespace_detach_btt(k, btt);
});

function nd_pmem_notify(k: Kernel, device: string, event: NvdimmEvent): void {
  if (event === 'revalidate-poison') {
    pmem_revalidate_poison(k, device);
    return;
  }
  const disk = disk_of(k, device);
  if (disk !== undefined) nvdimm_check_and_set_ro(k, disk);
}

const TYPES: readonly number[] = [ND_DEVICE.NAMESPACE_IO, ND_DEVICE.NAMESPACE_PMEM];

/** Driver of bare namespaces, pfn and btt devices. */
export const nd_pmem_driver: Driver = {
  name: 'nd_pmem',
  bus: 'nd',
  module: 'nd_pmem',
  matches: (k, device) => TYPES.includes(to_nd_device_type(k, device)),
  probe: (k, device) => (k.has('nsio-first-probe') ? nd_pmem_probe : nd_pmem_probe_early)(k, device),
  remove: nd_pmem_remove,
  notify: nd_pmem_notify,
};
