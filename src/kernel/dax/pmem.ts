/**
 * The dax_pmem driver, which turns a namespace with a devdax info block into a region of the dax bus: models
 * drivers/dax/pmem.c (originally drivers/dax/pmem/core.c), 5.1 to 6.12.
 */
import { ERRNO } from '../../lib/errno.ts';
import type { Driver } from '../base/dd.ts';
import { devm_request_mem_region } from '../base/devm.ts';
import { dev_warn } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { ND_DEVICE, nd_dev, to_nd_device_type } from '../nvdimm/devices.ts';
import { traced } from '../trace.ts';
import { dax_pmem_class_probe } from './class.ts';
import { create_dax_device, open_nd_dax } from './nd-dax.ts';

/**
 * Probe of dax_pmem; failures of the dax device's own probe are not reported.
 *
 * @returns 0, -EBUSY (addresses reserved by another device), -ENOMEM (data lacks the alignment of the info
 *   block), or the errno of nvdimm_namespace_common_probe / nvdimm_setup_pfn
 */
const __dax_pmem_probe = traced(
  '__dax_pmem_probe',
  (k: Kernel, device: string): number => {
    const ndDax = open_nd_dax(k, device);
    if (typeof ndDax === 'number') return ndDax;
    const { namespace, parent, setup } = ndDax;
    if (!devm_request_mem_region(k, parent.core, namespace.start, setup.sb.dataoff, namespace.name)) {
      dev_warn(k, nd_dev(k, device), 'could not reserve metadata');
      return -ERRNO.EBUSY;
    }
    return create_dax_device(k, ndDax, namespace.id);
  },
  (device) => device,
);

const dax_pmem_probe = traced('dax_pmem_probe', __dax_pmem_probe);

/** Driver of nd_dax devices. */
export const dax_pmem_driver: Driver = {
  name: 'dax_pmem',
  bus: 'nd',
  module: 'dax_pmem',
  matches: (k, device) => to_nd_device_type(k, device) === ND_DEVICE.DAX_PMEM,
  probe: (k, device) => (k.has('dax-bus') ? dax_pmem_probe : dax_pmem_class_probe)(k, device),
  remove: () => {},
};
