/**
 * The dax_cxl driver, which creates a dax region for a committed region of RAM: models drivers/dax/cxl.c, 6.3 to
 * 6.18.
 */
import { ERRNO } from '../../lib/errno.ts';
import { memory_add_physaddr_to_nid, NUMA_NO_NODE, phys_to_target_node } from '../arch/x86/numa/nodes.ts';
import { PMD_SIZE } from '../arch/x86/pgtable.ts';
import { to_cxl } from '../cxl/core/device.ts';
import { cxl_driver } from '../cxl/core/driver.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { devm_create_dev_dax } from './bus/dev_dax.ts';
import { alloc_dax_region } from './region.ts';

/** Returns 0, or -ENOMEM for a range that is not aligned to PMD_SIZE. */
const cxl_dax_region_probe = traced(
  'cxl_dax_region_probe',
  (k: Kernel, name: string): number => {
    const { core, hpa, region } = to_cxl(k).daxRegions[name]!;
    const target = phys_to_target_node(k, hpa.start);
    const targetNode = target === NUMA_NO_NODE ? memory_add_physaddr_to_nid(k, hpa.start) : target;
    // The devices below the root have no node of their own.
    const numaNode = NUMA_NO_NODE;
    const dax = alloc_dax_region(
      k,
      { name, core },
      {
        id: to_cxl(k).regions[region]!.id,
        range: { start: hpa.start, end: hpa.start + hpa.size - 1 },
        targetNode,
        align: PMD_SIZE,
        dynamic: { bus: 'cxl', kmem: k.has('dax-match-type'), numaNode },
      },
    );
    if (dax === null) return -ERRNO.ENOMEM;
    const device = devm_create_dev_dax(k, dax, {
      id: -1,
      size: hpa.size,
      pagemap: null,
      numaNode,
      memmapOnMemory: k.has('dax-memmap-on-memory'),
    });
    return typeof device === 'number' ? device : 0;
  },
  (name) => name,
);

/** Driver of the dax devices of CXL regions. */
export const cxl_dax_region_driver = cxl_driver(
  { name: 'cxl_dax_region', module: 'dax_cxl', since: 'cxl-ram-regions', suppressBind: true },
  'dax_region',
  cxl_dax_region_probe,
);
