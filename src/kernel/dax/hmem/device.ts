/**
 * Registration of Soft Reserved memory: models drivers/dax/hmem/device.c, 5.10 to 7.3, for ranges that no HMAT
 * describes. Before 6.3 it creates a platform device for each range, with a resource that covers the range;
 * since 7dab174e2e27 it registers the ranges and the dax_hmem module creates the devices, without a resource.
 */
import { E820 } from '../../../firmware/e820-types.ts';
import type { Range } from '../../../lib/range.ts';
import { numa_map_to_online_node, phys_to_target_node } from '../../arch/x86/numa/nodes.ts';
import { is_flag_set } from '../../kernel/params.ts';
import { insert_resource, walk_iomem_res_desc } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc } from '../../lib/ida.ts';
import type { HmemDevice } from '../state.ts';

/** Device that registers the Soft Reserved ranges; the parent of their devices since 7.1. */
export const HMEM_PLATFORM = 'hmem_platform.0';

/** Path of the device of a Soft Reserved range in /sys. */
export const hmem_path = (k: Kernel, name: string): string =>
  k.has('hmem-parent') ? `/sys/devices/platform/${HMEM_PLATFORM}/${name}` : `/sys/devices/platform/${name}`;

/** Creates the platform device of a range. Its number is from the allocator of nd regions (memregion_alloc). */
export function hmem_register_device(k: Kernel, range: Range): HmemDevice {
  const id = ida_alloc(k.state.nd.regionIda);
  const targetNode = phys_to_target_node(k, range.start);
  const device: HmemDevice = {
    name: `hmem.${id}`,
    id,
    core: { driver: null, devres: [] },
    range,
    targetNode,
    numaNode: numa_map_to_online_node(k, targetNode),
  };
  k.state.dax.hmem = { ...k.state.dax.hmem, [device.name]: device };
  return device;
}

/** Ranges that get a device, ascending; none with `device_hmem.disable`. */
export function hmem_ranges(k: Kernel): Range[] {
  if (!k.has('hmem-soft-reserved') || is_flag_set(k, 'device_hmem.disable')) return [];
  const ranges = k.has('soft-reserved-deferred')
    ? k.state.e820.table.filter(({ type }) => type === E820.SOFT_RESERVED)
    : walk_iomem_res_desc(k, 'soft-reserved');
  return ranges.map(({ start, end }) => ({ start, end }));
}

/** Before 6.3: creates the devices, each with a resource that is not busy. */
export function hmem_init(k: Kernel): void {
  if (k.has('hmem-registered-late')) return;
  for (const range of hmem_ranges(k)) {
    const { name } = hmem_register_device(k, range);
    insert_resource(k, { name, ...range, busy: false, desc: 'soft-reserved' });
  }
}
