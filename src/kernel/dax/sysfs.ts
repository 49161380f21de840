/**
 * Directories of dax devices: models the attributes of drivers/dax/bus.c (dax.c and device.c in earlier
 * releases), 4.7 to 6.18. Devices of static regions have a fixed size and alignment. The directories of regions
 * are in region-sysfs.ts.
 */
import { ERRNO } from '../../lib/errno.ts';
import { hex, PAGE_SIZE } from '../../lib/units.ts';
import { type BusName, device_core } from '../base/dd.ts';
import {
  adminRo,
  type DeviceNode,
  type Directory,
  dir,
  link,
  listing,
  type Node,
  ro,
  rw,
  uevent_attribute,
  wo,
} from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { kstrtobool } from '../lib/kstrtox.ts';
import { mhp_supports_memmap_on_memory } from '../mm/memory_hotplug/memmap-on-memory.ts';
import { dev_dax_size } from './bus/bus.ts';
import { align_store, mapping_store, size_store } from './bus/ranges.ts';
import type { DaxDevice } from './state.ts';

/**
 * Major number of /dev/daxN.M. Dynamic majors are allocated from 254 downwards, and two are taken earlier.
 */
const DAX_MAJOR = 252;

/**
 * Directories of the devices of a region.
 *
 * @param bus bus of the device that the region belongs to
 */
export function dax_devices(parent: string, bus: BusName = 'nd'): Directory {
  const owned = (k: Kernel): string[] =>
    (device_core(k, { bus, name: parent })?.devres ?? []).flatMap((res) =>
      res.kind === 'dax-device' ? [res.name] : [],
    );
  return listing(owned, (k, name) =>
    k.state.dax.devices[name]?.region === parent ? dax_device_dir(k, name) : undefined,
  );
}

/** The directory `dax` of an nd_dax device: before 5.1 its devices belong to the class of that name. */
export const dax_class_subdirectory = (k: Kernel, parent: string): Directory | undefined =>
  k.has('dax-bus') || k.state.dax.regions[parent] === undefined ? undefined : dax_devices(parent);

function uevent(k: Kernel, { minor, name, core }: DaxDevice): string {
  const driver = core.driver === null ? '' : `DRIVER=${core.driver}\n`;
  const modalias = k.has('dax-bus') ? 'MODALIAS=dax:t0\n' : '';
  return `MAJOR=${DAX_MAJOR}\nMINOR=${minor}\nDEVNAME=${name}\n${driver}${modalias}`;
}

/** `mappingN`: the device's ranges. */
function mapping_dirs(device: DaxDevice): Record<string, Node> {
  let offset = 0;
  const dirs: Record<string, Node> = {};
  for (const [i, { start, end }] of device.ranges.entries()) {
    const pages = offset;
    dirs[`mapping${i}`] = dir({
      start: adminRo(() => `${hex(start)}\n`),
      end: adminRo(() => `${hex(end)}\n`),
      page_offset: adminRo(() => `${hex(pages)}\n`),
      uevent: uevent_attribute(),
    });
    offset += (end + 1 - start) / PAGE_SIZE;
  }
  return dirs;
}

/**
 * Store of `memmap_on_memory`: returns 0, -EINVAL (no boolean), -EOPNOTSUPP (memory_hotplug.memmap_on_memory is
 * off or unsupported) or -EBUSY (a change while kmem has the device).
 */
function memmap_on_memory_store(k: Kernel, device: DaxDevice, text: string): number {
  const wanted = kstrtobool(text);
  if (wanted === undefined) return -ERRNO.EINVAL;
  if (wanted && !mhp_supports_memmap_on_memory(k, k.state.mm.blockSize)) return -ERRNO.EOPNOTSUPP;
  const changes = wanted !== (device.memmapOnMemory === true);
  if (changes && device.core.driver === 'kmem') return -ERRNO.EBUSY;
  device.memmapOnMemory = wanted;
  return 0;
}

/** The directory of a device on the dax bus; undefined when the device does not exist. */
function dax_device_dir(k: Kernel, name: string): Directory | undefined {
  const device = k.state.dax.devices[name];
  if (device === undefined) return undefined;
  const { core, targetNode, numaNode, minor } = device;
  const region = k.state.dax.regions[device.region];
  const sized = region?.dynamic === undefined ? ro : rw;
  const start = device.ranges[0]?.start ?? region?.range.start ?? 0;
  return dir({
    uevent: uevent_attribute(() => uevent(k, device)),
    modalias: k.has('dax-bus') ? ro(() => 'dax:t0\n') : undefined,
    size: sized(
      () => `${dev_dax_size(device)}\n`,
      (now, text) => size_store(now, device, text),
    ),
    mapping: region?.dynamic === undefined ? undefined : wo((now, text) => mapping_store(now, device, text)),
    target_node: targetNode < 0 || !k.has('dax-target-node') ? undefined : ro(() => `${targetNode}\n`),
    align: k.has('dax-device-align')
      ? sized(
          () => `${device.align}\n`,
          (_k, text) => align_store(device, text),
        )
      : undefined,
    resource: k.has('dax-device-align') ? adminRo(() => `${hex(start)}\n`) : undefined,
    numa_node: k.has('dax-device-align') ? ro(() => `${numaNode}\n`) : undefined,
    memmap_on_memory: k.has('dax-memmap-on-memory')
      ? rw(
          () => `${Number(device.memmapOnMemory === true)}\n`,
          (now, text) => memmap_on_memory_store(now, device, text),
        )
      : undefined,
    dev: ro(() => `${DAX_MAJOR}:${minor}\n`),
    ...(k.has('dax-device-align') ? mapping_dirs(device) : {}),
    driver: core.driver === null ? undefined : link(`/sys/bus/dax/drivers/${core.driver}`),
    subsystem: link(k.has('dax-bus') ? '/sys/bus/dax' : '/sys/class/dax'),
  });
}

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
