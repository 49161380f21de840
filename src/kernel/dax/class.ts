/**
 * Dax devices before the dax bus: models drivers/dax/pmem.c and device creation in drivers/dax/dax.c (4.7)
 * and device.c (4.12 to 5.0). The nd driver maps the whole namespace itself, so a failed mapping fails the
 * namespace's probe; the device belongs to class dax and has no driver.
 */
import { devm_memremap_pages } from '../base/devm.ts';
import { cxl_device_path } from '../cxl/core/device.ts';
import { type Directory, link, listing } from '../fs/sysfs.ts';
import { wait_for_ever } from '../kernel/panic.ts';
import type { Kernel } from '../kernel.ts';
import { nd_device_path } from '../nvdimm/bus/device-sysfs.ts';
import { devm_namespace_reserve } from '../nvdimm/claim/nsio.ts';
import type { NdNamespace } from '../nvdimm/state.ts';
import { traced } from '../trace.ts';
import { hmem_path } from './hmem/device.ts';
import { create_dax_device, type OpenNdDax, open_nd_dax } from './nd-dax.ts';

/** Maps the namespace. From 4.12 to 4.18 a failure waits for page references that are never dropped. */
function map(k: Kernel, { parent, region, setup }: OpenNdDax): number {
  const { range, altmap } = setup;
  const request = { owner: parent.name, type: 'generic' as const, ranges: [range], altmap };
  const rc = devm_memremap_pages(k, parent.core, request, region.numaNode);
  if (rc !== 0 && k.has('dax-pmem-wait-hang'))
    wait_for_ever(k, `the references on the pages of ${parent.name}, which could not be mapped`);
  return rc;
}

/** Number of the device; before 4.12 it is allocated from the dax region, which has one device. */
const device_id = (k: Kernel, namespace: NdNamespace): number =>
  k.has('dax-id-from-namespace') ? namespace.id : 0;

/**
 * Probe of dax_pmem.
 *
 * @returns 0, -EBUSY (addresses reserved by another device), -ENOMEM (data not aligned), or the errno of
 *   nvdimm_namespace_common_probe, nvdimm_setup_pfn or memremap_pages
 */
export const dax_pmem_class_probe = traced(
  'dax_pmem_probe',
  (k: Kernel, device: string): number => {
    const ndDax = open_nd_dax(k, device);
    if (typeof ndDax === 'number') return ndDax;
    const { namespace } = ndDax;
    const reserved = devm_namespace_reserve(k, device, namespace);
    if (reserved !== 0) return reserved;
    return map(k, ndDax) || create_dax_device(k, ndDax, device_id(k, namespace));
  },
  (device) => device,
);

/** Path of the device that a dax region belongs to. */
function parent_path(k: Kernel, name: string): string {
  if (k.state.dax.hmem?.[name] !== undefined) return hmem_path(k, name);
  return k.state.cxl?.daxRegions[name] === undefined ? nd_device_path(k, name) : cxl_device_path(k, name);
}

/**
 * Absolute sysfs path of a dax device: below its parent; in the class model with the class name in between.
 */
export const dax_device_path = (k: Kernel, name: string): string => {
  const { region } = k.state.dax.devices[name]!;
  const parent = parent_path(k, region);
  return k.has('dax-bus') ? `${parent}/${name}` : `${parent}/dax/${name}`;
};

/** /sys/class/dax. */
export const dax_class_dir: Directory = listing(
  (k) => Object.keys(k.state.dax.devices),
  (k, name) => (k.state.dax.devices[name] === undefined ? undefined : link(dax_device_path(k, name))),
);
