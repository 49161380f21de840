/**
 * Persistent memory of the e820 map or memmap=: one bus with a region for each range, no DIMMs and no labels.
 * Models drivers/nvdimm/e820.c, all releases.
 */
import {
  memory_add_physaddr_to_nid,
  numa_map_to_online_node,
  phys_to_target_node,
} from '../arch/x86/numa/nodes.ts';
import { walk_iomem_res_desc } from '../kernel/resource/resource.ts';
import type { Resource } from '../kernel/resource/state.ts';
import { IOMEM } from '../kernel/resource/tree.ts';
import type { Kernel } from '../kernel.ts';
import { nvdimm_bus_register } from './bus/register.ts';
import { nvdimm_pmem_region_create } from './region_devs/create.ts';

/** Returns true if the bus considers the range: before 4.18 only top-level resources count. */
const is_visible = (k: Kernel, range: Resource): boolean =>
  k.has('e820-walk-descends') || range.parent === IOMEM;

/** Creates the e820 bus and its regions by ascending address; does nothing when no such range exists. */
export function e820_pmem_probe(k: Kernel): void {
  const ranges = walk_iomem_res_desc(k, 'pmem-legacy').filter((range) => is_visible(k, range));
  if (ranges.length === 0) return;
  const bus = nvdimm_bus_register(k, 'e820', null);
  for (const range of ranges) {
    const find_node = k.has('phys-to-target-node') ? phys_to_target_node : memory_add_physaddr_to_nid;
    const node = find_node(k, range.start);
    nvdimm_pmem_region_create(k, bus, {
      start: range.start,
      size: range.end - range.start + 1,
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
