/**
 * virtio-pmem devices: models drivers/nvdimm/virtio_pmem.c, 5.3 (6e84200c0a29) to 6.18. Each device has a bus of
 * its own with one region, without DIMMs and labels. The flush queue is not modelled: a region without mappings
 * has no known flush method, whatever the device offers (nvdimm_has_flush).
 */
import type { VirtioPmem } from '../../firmware/platform.ts';
import { memory_add_physaddr_to_nid, NUMA_NO_NODE, phys_to_target_node } from '../arch/x86/numa/nodes.ts';
import {
  type Directory,
  dir,
  link,
  listing,
  ro,
  type Node as SysfsNode,
  uevent_attribute,
  union,
} from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { nd_device_register, nd_synchronize } from './bus/async.ts';
import { nvdimm_bus_register } from './bus/register.ts';
import { nd_parent_dir } from './bus/tree.ts';
import { nvdimm_pmem_region_create } from './region_devs/create.ts';

/** First PCI slot of the devices: QEMU's PC has its host bridge, VGA and network card below it. */
const FIRST_SLOT = 3;
const PCI_ROOT = '/sys/devices/pci0000:00';
/** Virtio ids of a pmem device and of its vendor. */
const MODALIAS = 'virtio:d0000001Bv00001AF4';

const slot = (index: number): string => `0000:00:${(FIRST_SLOT + index).toString(16).padStart(2, '0')}.0`;
const virtio = (index: number): string => `virtio${index}`;
const path = (index: number): string => `${PCI_ROOT}/${slot(index)}/${virtio(index)}`;

/** Nodes of a region: from the address since 6.3; before, the device's node (none) and node 0. */
function nodes(k: Kernel, start: number): { numaNode: number; targetNode: number } {
  if (!k.has('virtio-pmem-nodes')) return { numaNode: NUMA_NO_NODE, targetNode: 0 };
  const numaNode = memory_add_physaddr_to_nid(k, start);
  const target = phys_to_target_node(k, start);
  return { numaNode, targetNode: target === NUMA_NO_NODE ? numaNode : target };
}

const virtio_pmem_probe = traced(
  'virtio_pmem_probe',
  (k: Kernel, { address, size }: VirtioPmem, index: number): void => {
    const bus = nvdimm_bus_register(k, 'virtio-pmem', null, path(index));
    const region = nvdimm_pmem_region_create(k, bus, {
      start: address,
      size,
      ...nodes(k, address),
      mappings: [],
      interleave: null,
      persistenceDomain: null,
      pagemap: true,
      rangeIndex: null,
    });
    if (region !== null) nd_device_register(k, region);
  },
  (_device, index) => virtio(index),
);

/** Module init: creates the bus and the region of each device. */
export function virtio_pmem_init(k: Kernel): void {
  const { virtioPmem } = k.firmware.platform;
  if (virtioPmem.length === 0 || !k.has('virtio-pmem')) return;
  for (const [index, device] of virtioPmem.entries()) virtio_pmem_probe(k, device, index);
  nd_synchronize(k);
}

const virtio_dir = (index: number): Directory =>
  union(
    dir({
      uevent: uevent_attribute(() => `DRIVER=virtio_pmem\nMODALIAS=${MODALIAS}\n`),
      modalias: ro(() => `${MODALIAS}\n`),
      device: ro(() => '0x001b\n'),
      vendor: ro(() => '0x1af4\n'),
      subsystem: link('/sys/bus/virtio'),
    }),
    nd_parent_dir(path(index)),
  );

const indexes = (k: Kernel): number[] =>
  k.has('virtio-pmem') ? [...k.firmware.platform.virtioPmem.keys()] : [];

/** Entries named after the index of a device. */
const by_index = (name: (index: number) => string, make: (index: number) => SysfsNode): Directory =>
  listing(
    (k) => indexes(k).map(name),
    (k, entry) => {
      const index = indexes(k).find((each) => name(each) === entry);
      return index === undefined ? undefined : make(index);
    },
  );

/** /sys/devices/pci0000:00, reduced to virtio-pmem devices. */
export const virtio_pmem_slots: Directory = by_index(slot, (index) =>
  dir({ [virtio(index)]: virtio_dir(index) }),
);

/** /sys/bus/virtio, reduced to the pmem devices and their driver. */
export const virtio_bus_dir: Directory = dir({
  devices: by_index(virtio, (index) => link(path(index))),
  drivers: dir({ virtio_pmem: by_index(virtio, (index) => link(path(index))) }),
});
