/**
 * Persistent memory that the e820 map or memmap= declares: one bus, a region for each range, no DIMMs and
 * no labels. Models drivers/nvdimm/e820.c, releases 5.7 (nodes by phys_to_target_node) to 6.12.
 */
import { bytes, phys } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { numa_map_to_online_node, phys_to_target_node } from '../mm/numa.ts';
import { walk_iomem_res_desc } from '../resource.ts';
import { nvdimm_bus_register } from './bus-register.ts';
import { nvdimm_pmem_region_create } from './region-create.ts';

/** Makes the e820 bus and its regions, ascending by address; nothing when the map has no such memory. */
export function e820_pmem_probe(k: Kernel): void {
  const ranges = walk_iomem_res_desc(k, 'pmem-legacy');
  if (ranges.length === 0) return;
  const bus = nvdimm_bus_register(k, 'e820', null);
  for (const range of ranges) {
    const node = phys_to_target_node(k, range.start);
    nvdimm_pmem_region_create(k, bus, {
      start: phys(range.start),
      size: bytes(range.end - range.start + 1),
      numaNode: numa_map_to_online_node(k, node),
      targetNode: node,
      mappings: [],
      interleave: null,
      persistenceDomain: null,
      pagemap: true,
      rangeIndex: null,
    });
  }
}
