/**
 * Common steps of both forms of the dax_pmem driver: opening a namespace with a devdax info block, and
 * creating its dax region with one device. Models parts of drivers/dax/pmem.c, 4.7 to 6.12.
 */
import { ERRNO } from '../../lib/errno.ts';
import { rangeSize } from '../../lib/range.ts';
import type { Kernel } from '../kernel.ts';
import { devm_namespace_enable, devm_nsio_disable } from '../nvdimm/claim/nsio.ts';
import { to_nd_region } from '../nvdimm/devices.ts';
import { nvdimm_namespace_common_probe } from '../nvdimm/namespace_devs/namespace.ts';
import { nvdimm_setup_pfn, type PfnSetup } from '../nvdimm/pfn_devs/setup.ts';
import type { NdNamespace, NdPfn, NdRegion } from '../nvdimm/state.ts';
import { devm_create_dev_dax } from './bus/dev_dax.ts';
import { alloc_dax_region } from './region.ts';

/** An nd_dax device whose namespace has a valid devdax info block. */
export interface OpenNdDax {
  namespace: NdNamespace;
  /** The nd_dax device. */
  parent: NdPfn;
  region: NdRegion;
  setup: PfnSetup;
}

/** Reads the info block of an nd_dax device's namespace; returns an errno when it is unusable. */
export function open_nd_dax(k: Kernel, device: string): OpenNdDax | number {
  const namespace = nvdimm_namespace_common_probe(k, device);
  if (typeof namespace === 'number') return namespace;
  const parent = k.state.nd.pfns[device]!;
  const opened = devm_namespace_enable(k, device, namespace);
  if (opened !== 0) return opened;
  const setup = nvdimm_setup_pfn(k, parent);
  if (typeof setup === 'number') return setup;
  devm_nsio_disable(k, device);
  return { namespace, parent, region: to_nd_region(k, parent.region), setup };
}

/**
 * Creates the region and its device.
 *
 * @param id number of the device within the region
 * @returns 0, or -ENOMEM when the data lacks the alignment of the info block, or the alignment leaves no data
 */
export function create_dax_device(k: Kernel, { parent, region, setup }: OpenNdDax, id: number): number {
  const { sb, range, altmap } = setup;
  const daxRegion = alloc_dax_region(k, parent, {
    id: region.id,
    range: { start: range.start + sb.dataoff, end: range.end },
    targetNode: region.targetNode,
    align: sb.align,
  });
  if (daxRegion === null) return -ERRNO.ENOMEM;
  const device = devm_create_dev_dax(k, daxRegion, {
    id,
    size: rangeSize(daxRegion.range),
    pagemap: altmap === undefined ? { range } : { range, altmap },
    numaNode: region.numaNode,
  });
  return typeof device === 'number' ? device : 0;
}
