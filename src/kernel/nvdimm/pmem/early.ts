/**
 * The pmem driver of releases that map a namespace before they look for info blocks: models
 * drivers/nvdimm/pmem.c, 4.4 to 4.6. No CPU has the pcommit instruction, so each probe warns about
 * persistence.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { devm_memremap_pages } from '../../base/devm.ts';
import { blk_alloc_disk } from '../../block/genhd.ts';
import { dev_warn } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { nvdimm_namespace_attach_btt } from '../btt/btt.ts';
import { nd_btt_probe } from '../btt/btt_devs.ts';
import { devm_nsio_enable } from '../claim/nsio.ts';
import { nd_dev, nd_device_core, to_nd_region } from '../devices.ts';
import {
  namespace_range,
  nvdimm_namespace_common_probe,
  pmem_should_map_pages,
} from '../namespace_devs/namespace.ts';
import { nd_pfn_probe } from '../pfn_devs/pfn_devs.ts';
import { nvdimm_setup_pfn, type PfnSetup } from '../pfn_devs/setup.ts';
import type { NdNamespace, NdPfn } from '../state.ts';
import { pmem_add_disk } from './add-disk.ts';

/** Maps a range of the namespace with struct pages; returns 0 or an errno. */
const map = (
  k: Kernel,
  device: string,
  namespace: NdNamespace,
  what: Pick<PfnSetup, 'range' | 'altmap'>,
): number =>
  devm_memremap_pages(
    k,
    nd_device_core(k, device)!,
    { owner: device, type: 'fs-dax', ranges: [what.range], altmap: what.altmap },
    to_nd_region(k, namespace.region).numaNode,
  );

/** Reserves the namespace for its driver and maps it; returns 0, -EBUSY, or the errno of the mapping. */
const pmem_alloc = traced('pmem_alloc', (k: Kernel, device: string, namespace: NdNamespace): number => {
  const rc = devm_nsio_enable(k, device, namespace, namespace.size);
  if (rc !== 0 || device !== namespace.name || !pmem_should_map_pages(k, namespace)) return rc;
  return map(k, device, namespace, { range: namespace_range(namespace) });
});

const nvdimm_namespace_attach_pfn = traced(
  'nvdimm_namespace_attach_pfn',
  (k: Kernel, pfn: NdPfn, namespace: NdNamespace): number => {
    const setup = nvdimm_setup_pfn(k, pfn);
    if (typeof setup === 'number') return setup;
    const rc = map(k, pfn.name, namespace, setup);
    if (rc === 0) pmem_add_disk(k, pfn.name, namespace, { dax: true, sequence: blk_alloc_disk(k) });
    return rc;
  },
);

/**
 * Probe of a namespace, btt or pfn device; returns 0, the first errno, or -ENXIO when an info block was
 * found.
 */
export const nd_pmem_probe_early = traced(
  'nd_pmem_probe',
  (k: Kernel, device: string): number => {
    const namespace = nvdimm_namespace_common_probe(k, device);
    if (typeof namespace === 'number') return namespace;
    dev_warn(k, nd_dev(k, device), 'unable to guarantee persistence of writes');
    if (k.state.nd.btts[device] !== undefined) return nvdimm_namespace_attach_btt(k, namespace);
    const taken = pmem_alloc(k, device, namespace);
    if (taken !== 0) return taken;
    const pfn = k.state.nd.pfns[device];
    if (pfn !== undefined) return nvdimm_namespace_attach_pfn(k, pfn, namespace);
    if (nd_btt_probe(k, namespace) === 0 || nd_pfn_probe(k, namespace) === 0) return -ERRNO.ENXIO;
    const dax = pmem_should_map_pages(k, namespace);
    pmem_add_disk(k, device, namespace, { dax, sequence: blk_alloc_disk(k) });
    return 0;
  },
  (device) => device,
);
