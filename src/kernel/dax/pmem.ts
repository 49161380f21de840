/**
 * The dax_pmem driver, which turns a namespace with a devdax info block into a region of the dax bus:
 * models drivers/dax/pmem.c (drivers/dax/pmem/core.c at first), 5.1 to 6.12.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Driver, driver_register } from '../base/dd.ts';
import { devm_request_mem_region } from '../base/devm.ts';
import type { Kernel } from '../kernel.ts';
import { devm_namespace_enable, devm_nsio_disable } from '../nvdimm/claim.ts';
import { ND_DEVICE, nd_dev, to_nd_device_type, to_nd_region } from '../nvdimm/devices.ts';
import { nvdimm_namespace_common_probe } from '../nvdimm/namespace.ts';
import { nvdimm_setup_pfn } from '../nvdimm/pfn-setup.ts';
import { dev_warn } from '../printk.ts';
import { traced } from '../trace.ts';
import { alloc_dax_region, devm_create_dev_dax } from './bus.ts';
import { dax_pmem_class_probe } from './class.ts';

/**
 * @returns 0, -EBUSY (addresses taken), -ENOMEM (data not aligned as the info block says), or the errno of
 *   nvdimm_namespace_common_probe / nvdimm_setup_pfn; what becomes of the dax device is its own affair
 */
const __dax_pmem_probe = traced(
  '__dax_pmem_probe',
  (k: Kernel, device: string): number => {
    const namespace = nvdimm_namespace_common_probe(k, device);
    if (typeof namespace === 'number') return namespace;
    const parent = k.state.nd.pfns[device]!;
    const region = to_nd_region(k, parent.region);
    const opened = devm_namespace_enable(k, device, namespace);
    if (opened !== 0) return opened;
    const setup = nvdimm_setup_pfn(k, parent);
    if (typeof setup === 'number') return setup;
    devm_nsio_disable(k, device);
    const { sb, range, altmap } = setup;
    if (!devm_request_mem_region(k, parent.core, namespace.start, sb.dataoff, namespace.name)) {
      dev_warn(k, nd_dev(k, device), 'could not reserve metadata');
      return -ERRNO.EBUSY;
    }
    const data = { start: range.start + sb.dataoff, end: range.end };
    const daxRegion = alloc_dax_region(k, parent, region.id, data, region.targetNode, sb.align);
    if (daxRegion === null) return -ERRNO.ENOMEM;
    devm_create_dev_dax(k, daxRegion, parent.core, {
      id: namespace.id,
      pagemap: altmap === undefined ? { range } : { range, altmap },
      numaNode: region.numaNode,
    });
    return 0;
  },
  (device) => device,
);

const dax_pmem_probe = traced('dax_pmem_probe', __dax_pmem_probe);

export const dax_pmem_driver: Driver = {
  name: 'dax_pmem',
  bus: 'nd',
  module: 'dax_pmem',
  matches: (k, device) => to_nd_device_type(k, device) === ND_DEVICE.DAX_PMEM,
  probe: (k, device) => (k.has('dax-bus') ? dax_pmem_probe : dax_pmem_class_probe)(k, device),
  remove: () => {},
};

driver_register(dax_pmem_driver);
