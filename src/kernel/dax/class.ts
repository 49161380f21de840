/**
 * Dax devices before there was a dax bus: models drivers/dax/pmem.c and the making of devices in
 * drivers/dax/dax.c (4.7) and device.c (4.12 to 5.0). The nd driver maps the whole namespace itself, so a
 * mapping that fails is a failure of the namespace, and the device is one of class dax, without a driver.
 */
import { ERRNO } from '../../lib/errno.ts';
import { devm_memremap_pages, devm_request_mem_region } from '../base/devm.ts';
import type { Kernel } from '../kernel.ts';
import { devm_namespace_enable, devm_nsio_disable, format_resource, region_name } from '../nvdimm/claim.ts';
import { nd_device_path } from '../nvdimm/device-sysfs.ts';
import { nd_dev, to_nd_region } from '../nvdimm/devices.ts';
import { namespace_range, nvdimm_namespace_common_probe } from '../nvdimm/namespace.ts';
import { nvdimm_setup_pfn, type PfnSetup } from '../nvdimm/pfn-setup.ts';
import type { NdNamespace, NdPfn, NdRegion } from '../nvdimm/state.ts';
import { wait_for_ever } from '../oops.ts';
import { dev_warn } from '../printk.ts';
import { type Directory, link, listing } from '../sysfs.ts';
import { traced } from '../trace.ts';
import { alloc_dax_region, devm_create_dev_dax } from './bus.ts';

/** Maps the namespace. Until 4.17 a failure waits for page references that nobody will drop. */
function map(k: Kernel, parent: NdPfn, region: NdRegion, { range, altmap }: PfnSetup): number {
  const request = { owner: parent.name, type: 'generic' as const, ranges: [range], altmap };
  const rc = devm_memremap_pages(k, parent.core, request, region.numaNode);
  if (rc !== 0 && k.has('dax-pmem-wait-hang'))
    wait_for_ever(k, `the references on the pages of ${parent.name}, which could not be mapped`);
  return rc;
}

/** Makes the region and its one device; 0 or -ENOMEM when the data is not aligned as the info block says. */
function create(k: Kernel, parent: NdPfn, region: NdRegion, namespace: NdNamespace, setup: PfnSetup): number {
  const { sb, range, altmap } = setup;
  const data = { start: range.start + sb.dataoff, end: range.end };
  const daxRegion = alloc_dax_region(k, parent, region.id, data, region.targetNode, sb.align);
  if (daxRegion === null) return -ERRNO.ENOMEM;
  devm_create_dev_dax(k, daxRegion, parent.core, {
    // Until 4.11 the number came from the dax region, which has one device.
    id: k.has('dax-id-from-namespace') ? namespace.id : 0,
    pagemap: altmap === undefined ? { range } : { range, altmap },
    numaNode: region.numaNode,
  });
  return 0;
}

/**
 * The probe of dax_pmem.
 *
 * @returns 0, -EBUSY (addresses taken), -ENOMEM (data not aligned), or the errno of
 *   nvdimm_namespace_common_probe, nvdimm_setup_pfn or memremap_pages
 */
export const dax_pmem_class_probe = traced(
  'dax_pmem_probe',
  (k: Kernel, device: string): number => {
    const namespace = nvdimm_namespace_common_probe(k, device);
    if (typeof namespace === 'number') return namespace;
    const parent = k.state.nd.pfns[device]!;
    const opened = devm_namespace_enable(k, device, namespace);
    if (opened !== 0) return opened;
    const setup = nvdimm_setup_pfn(k, parent);
    if (typeof setup === 'number') return setup;
    devm_nsio_disable(k, device);
    const { start, size } = namespace;
    if (!devm_request_mem_region(k, parent.core, start, size, region_name(k, device, namespace))) {
      const where = format_resource(namespace_range(namespace));
      dev_warn(k, nd_dev(k, device), `could not reserve region ${where}`);
      return -ERRNO.EBUSY;
    }
    const region = to_nd_region(k, parent.region);
    return map(k, parent, region, setup) || create(k, parent, region, namespace, setup);
  },
  (device) => device,
);

/** The real path of a dax device: below its parent, in the class model with the name of the class between. */
export const dax_device_path = (k: Kernel, name: string): string => {
  const parent = nd_device_path(k, k.state.dax.devices[name]!.region);
  return k.has('dax-bus') ? `${parent}/${name}` : `${parent}/dax/${name}`;
};

/** /sys/class/dax. */
export const dax_class_dir: Directory = listing(
  (k) => Object.keys(k.state.dax.devices),
  (k, name) => (k.state.dax.devices[name] === undefined ? undefined : link(dax_device_path(k, name))),
);
