/**
 * Directories of dax devices: models the attributes of drivers/dax/bus.c (dax.c and device.c in earlier
 * releases), 4.7 to 7.3. Devices of static regions have a fixed size and alignment. The directories of regions
 * are in region-sysfs.ts.
 */
import { ERRNO } from '../../lib/errno.ts';
import { totalSize } from '../../lib/range.ts';
import { hex, PAGE_SIZE } from '../../lib/units.ts';
import { type BusName, device_core } from '../base/dd.ts';
import {
  type AttributeTable,
  attribute_part,
  type DevicePart,
  device_dir,
  driver_link,
  entry_part,
  since,
} from '../fs/attribute-table.ts';
import {
  adminRo,
  type DeviceNode,
  type Directory,
  dir,
  link,
  listing,
  uevent_attribute,
} from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { kstrtobool } from '../lib/kstrtox.ts';
import { mhp_supports_memmap_on_memory } from '../mm/memory_hotplug/memmap-on-memory.ts';
import { dev_dax_size } from './bus/bus.ts';
import { align_store, mapping_store, size_store } from './bus/ranges.ts';
import { KMEM_ATTRIBUTES } from './kmem-state.ts';
import type { DaxDevice, DaxRegion } from './state.ts';

/**
 * Major number of /dev/daxN.M. Dynamic majors are allocated from 254 downwards, and two are taken earlier.
 */
const DAX_MAJOR = 252;

function uevent(k: Kernel, { minor, name, core }: DaxDevice): string {
  const driver = core.driver === null ? '' : `DRIVER=${core.driver}\n`;
  const modalias = k.has('dax-bus') ? 'MODALIAS=dax:t0\n' : '';
  return `MAJOR=${DAX_MAJOR}\nMINOR=${minor}\nDEVNAME=${name}\n${driver}${modalias}`;
}

/**
 * Store of `memmap_on_memory`: returns 0, -EINVAL (no boolean), -EOPNOTSUPP (memory_hotplug.memmap_on_memory is
 * off or unsupported) or -EBUSY (a change while kmem has the device).
 */
function memmap_on_memory_store(k: Kernel, device: DaxDevice, text: string): number {
  const wanted = kstrtobool(k, text);
  if (wanted === undefined) return -ERRNO.EINVAL;
  if (wanted && !mhp_supports_memmap_on_memory(k, k.state.mm.blockSize)) return -ERRNO.EOPNOTSUPP;
  const changes = wanted !== (device.memmapOnMemory === true);
  if (changes && device.core.driver === 'kmem') return -ERRNO.EBUSY;
  device.memmapOnMemory = wanted;
  return 0;
}

const find = (k: Kernel, name: string): DaxDevice | undefined => k.state.dax.devices[name];

const region_of = (k: Kernel, device: DaxDevice): DaxRegion | undefined => k.state.dax.regions[device.region];

/** Mode of an attribute that only a device of a dynamic region may change. */
const sized = (k: Kernel, device: DaxDevice): number =>
  region_of(k, device)?.dynamic === undefined ? 0o444 : 0o644;

const ATTRIBUTES: AttributeTable<DaxDevice> = {
  uevent: { mode: 0o644, show: uevent, store: () => 0 },
  modalias: { mode: since('dax-bus', 0o444), show: () => 'dax:t0\n' },
  size: { mode: sized, show: (_k, device) => `${dev_dax_size(device)}\n`, store: size_store },
  mapping: {
    mode: (k, device) => (region_of(k, device)?.dynamic === undefined ? 0 : 0o200),
    store: mapping_store,
  },
  target_node: {
    mode: (k, { targetNode }) => (targetNode < 0 || !k.has('dax-target-node') ? 0 : 0o444),
    show: (_k, { targetNode }) => `${targetNode}\n`,
  },
  align: {
    mode: (k, device) => (k.has('dax-device-align') ? sized(k, device) : 0),
    show: (_k, { align }) => `${align}\n`,
    store: (_k, device, text) => align_store(device, text),
  },
  resource: {
    mode: since('dax-device-align', 0o400),
    show: (k, device) => `${hex(device.ranges[0]?.start ?? region_of(k, device)?.range.start ?? 0)}\n`,
  },
  numa_node: { mode: since('dax-device-align', 0o444), show: (_k, { numaNode }) => `${numaNode}\n` },
  memmap_on_memory: {
    mode: since('dax-memmap-on-memory', 0o644),
    show: (_k, { memmapOnMemory }) => `${Number(memmapOnMemory === true)}\n`,
    store: memmap_on_memory_store,
  },
  ...KMEM_ATTRIBUTES,
  dev: { mode: 0o444, show: (_k, { minor }) => `${DAX_MAJOR}:${minor}\n` },
};

/** `mappingN`: the device's ranges. */
const mapping_dirs: DevicePart = {
  names: (k, name) =>
    k.has('dax-device-align') ? (find(k, name)?.ranges ?? []).map((_, i) => `mapping${i}`) : [],
  lookup(k, name, entry) {
    const at = /^mapping(0|[1-9]\d*)$/.exec(entry)?.[1];
    if (at === undefined || !k.has('dax-device-align')) return undefined;
    const ranges = find(k, name)?.ranges ?? [];
    const range = ranges[Number(at)];
    if (range === undefined) return undefined;
    const pages = totalSize(ranges.slice(0, Number(at))) / PAGE_SIZE;
    return dir({
      start: adminRo(() => `${hex(range.start)}\n`),
      end: adminRo(() => `${hex(range.end)}\n`),
      page_offset: adminRo(() => `${hex(pages)}\n`),
      uevent: uevent_attribute(),
    });
  },
};

const links = entry_part({
  driver: driver_link('dax', (k, name) => find(k, name)?.core),
  subsystem: (k) => link(k.has('dax-bus') ? '/sys/bus/dax' : '/sys/class/dax'),
});

const dax_device_dir = device_dir(attribute_part(ATTRIBUTES, find), mapping_dirs, links);

/**
 * Directories of the devices of a region.
 *
 * @param bus bus of the device that the region belongs to
 */
export const dax_devices = (bus: BusName): DevicePart => ({
  names: (k, parent) =>
    (device_core(k, { bus, name: parent })?.devres ?? []).flatMap((res) =>
      res.kind === 'dax-device' ? [res.name] : [],
    ),
  lookup: (k, parent, name) => (find(k, name)?.region === parent ? dax_device_dir(name) : undefined),
});

const class_devices = device_dir(dax_devices('nd'));

/** The directory `dax` of an nd_dax device: before 5.1 its devices belong to the class of that name. */
export const dax_class_subdirectory = (k: Kernel, parent: string): Directory | undefined =>
  k.has('dax-bus') || k.state.dax.regions[parent] === undefined ? undefined : class_devices(parent);

/** Device nodes of dax devices, which support mmap but not read or write. */
export const dax_nodes: Directory = listing(
  (k) => Object.keys(k.state.dax.devices),
  (k, name): DeviceNode | undefined => {
    if (k.state.dax.devices[name] === undefined) return undefined;
    const refuse = (at: Kernel): number =>
      at.state.dax.devices[name]?.core.driver === 'device_dax' || !at.has('dax-bus')
        ? -ERRNO.EINVAL
        : -ERRNO.ENXIO;
    return { kind: 'device', ops: { read: refuse, write: refuse } };
  },
);
