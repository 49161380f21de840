/**
 * The directories of the dax bus: models the attributes of drivers/dax/bus.c, 5.1 to 6.12, for static
 * regions, whose devices keep size and alignment.
 */
import { ERRNO } from '../../lib/errno.ts';
import { hex, PAGE_SIZE } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { kstrtobool } from '../kstrtox.ts';
import { nd_subdirectory_register } from '../nvdimm/sysfs-registry.ts';
import { adminRo, type DeviceNode, type Directory, dir, link, listing, type Node, ro, rw } from '../sysfs.ts';
import { dev_dax_size } from './bus.ts';
import type { DaxDevice } from './state.ts';

/** The major number that the dax character devices get on the kernels of the recordings. */
export const DAX_MAJOR = 252;

// The group that an nd_dax device has while its region exists.
nd_subdirectory_register('dax_region', (k, parent) => {
  const region = k.state.dax.regions[parent];
  if (region === undefined) return undefined;
  return dir({
    id: ro(() => `${region.id}\n`),
    size: ro(() => `${region.range.end + 1 - region.range.start}\n`),
    align: adminRo(() => `${region.align}\n`),
  });
});

function uevent({ minor, name, core }: DaxDevice): string {
  const driver = core.driver === null ? '' : `DRIVER=${core.driver}\n`;
  return `MAJOR=${DAX_MAJOR}\nMINOR=${minor}\nDEVNAME=${name}\n${driver}MODALIAS=dax:t0\n`;
}

/** mapping0, mapping1, ..: the device's ranges. */
function mapping_dirs(device: DaxDevice): Record<string, Node> {
  let offset = 0;
  const dirs: Record<string, Node> = {};
  for (const [i, { start, end }] of device.ranges.entries()) {
    const pages = offset;
    dirs[`mapping${i}`] = dir({
      start: adminRo(() => `${hex(start)}\n`),
      end: adminRo(() => `${hex(end)}\n`),
      page_offset: adminRo(() => `${hex(pages)}\n`),
      uevent: rw(
        () => '',
        () => 0,
      ),
    });
    offset += (end + 1 - start) / PAGE_SIZE;
  }
  return dirs;
}

/** `memmap_on_memory`: memory_hotplug.memmap_on_memory is off, so it cannot be asked for. */
function memmap_on_memory_store(text: string): number {
  const wanted = kstrtobool(text);
  if (wanted === undefined) return -ERRNO.EINVAL;
  return wanted ? -ERRNO.EOPNOTSUPP : 0;
}

/** The directory of a device on the dax bus, or undefined when there is none of that name. */
export function dax_device_dir(k: Kernel, name: string): Directory | undefined {
  const device = k.state.dax.devices[name];
  if (device === undefined) return undefined;
  const { core, targetNode, numaNode, align, minor } = device;
  const region = k.state.dax.regions[device.region];
  const start = device.ranges[0]?.start ?? region?.range.start ?? 0;
  return dir({
    uevent: rw(
      () => uevent(device),
      () => 0,
    ),
    modalias: ro(() => 'dax:t0\n'),
    size: ro(() => `${dev_dax_size(device)}\n`),
    target_node: targetNode < 0 ? undefined : ro(() => `${targetNode}\n`),
    align: k.has('dax-device-align') ? ro(() => `${align}\n`) : undefined,
    resource: k.has('dax-device-align') ? adminRo(() => `${hex(start)}\n`) : undefined,
    numa_node: ro(() => `${numaNode}\n`),
    memmap_on_memory: k.has('dax-memmap-on-memory')
      ? rw(
          () => '0\n',
          (_k, text) => memmap_on_memory_store(text),
        )
      : undefined,
    dev: ro(() => `${DAX_MAJOR}:${minor}\n`),
    ...(k.has('dax-device-align') ? mapping_dirs(device) : {}),
    driver: core.driver === null ? undefined : link(`/sys/bus/dax/drivers/${core.driver}`),
    subsystem: link('/sys/bus/dax'),
  });
}

/** Nodes under /dev of the devices on the dax bus: they can be mapped, not read or written. */
export const dax_nodes: Directory = listing(
  (k) => Object.keys(k.state.dax.devices),
  (k, name): DeviceNode | undefined => {
    if (k.state.dax.devices[name] === undefined) return undefined;
    const refuse = (at: Kernel): number =>
      at.state.dax.devices[name]?.core.driver === 'device_dax' ? -ERRNO.EINVAL : -ERRNO.ENXIO;
    return { kind: 'device', ops: { read: refuse, write: refuse } };
  },
);
