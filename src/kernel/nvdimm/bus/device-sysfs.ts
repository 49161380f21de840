/**
 * Sysfs entries common to all nd devices: path, uevent, driver and subsystem links, modalias, devtype and
 * numa nodes. Models the attribute groups of drivers/nvdimm/bus.c, all releases.
 */

import {
  type AttributeTable,
  attribute_part,
  type DevicePart,
  driver_link,
  entry_part,
} from '../../fs/attribute-table.ts';
import { link } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import {
  nd_device_core,
  nd_device_kind,
  nd_parent_region,
  to_nd_device_type,
  walk_to_nvdimm_bus,
} from '../devices.ts';
import type { NdBus, NdRegion } from '../state.ts';

/** Path of the parent device of a bus. */
function provider_path(k: Kernel, { provider, parent }: NdBus): string {
  if (parent !== undefined) return parent;
  if (provider === 'e820') return '/sys/devices/platform/e820_pmem';
  if (provider === 'CXL') return '/sys/devices/platform/ACPI0017:00/root0/nvdimm-bridge0';
  if (provider === 'ACPI.NFIT')
    return k.has('nfit-platform-driver')
      ? '/sys/devices/platform/ACPI0012:00'
      : '/sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0012:00';
  return `/sys/devices/platform/${provider}`;
}

/** Absolute sysfs path of an nd device. */
export function nd_device_path(k: Kernel, name: string): string {
  const bus = walk_to_nvdimm_bus(k, name);
  const above = `${provider_path(k, bus)}/${bus.name}`;
  if (name === bus.name) return above;
  const region = nd_parent_region(k, name);
  return region === undefined ? `${above}/${name}` : `${above}/${region.name}/${name}`;
}

const region_of = (k: Kernel, name: string): NdRegion | undefined =>
  k.state.nd.regions[name] ?? nd_parent_region(k, name);

/** `devtype`: the name of the device type. */
function nd_devtype(k: Kernel, name: string): string {
  const { nd } = k.state;
  const kind = nd_device_kind(name);
  if (kind === 'dimm') return 'nvdimm';
  if (kind === 'region') return `nd_${nd.regions[name]?.kind}`;
  if (kind === 'namespace') return `nd_namespace_${nd.namespaces[name]?.kind}`;
  return `nd_${kind}`;
}

const modalias = (k: Kernel, name: string): string => `nd:t${to_nd_device_type(k, name)}`;

/**
 * Major number of /dev/nmemN. Dynamic majors are allocated from 254 downwards; DMA-BUF heaps, where they are
 * built in, take one before libnvdimm. The buses' /dev/ndctlN have the next higher major.
 */
export const nvdimm_major = (k: Kernel): number => (k.state.config.DMABUF_HEAPS === true ? 244 : 245);

function uevent(k: Kernel, name: string): string {
  const kind = nd_device_kind(name);
  const lines: string[] = [];
  if (kind === 'dimm')
    lines.push(`MAJOR=${nvdimm_major(k)}`, `MINOR=${k.state.nd.dimms[name]?.id}`, `DEVNAME=${name}`);
  if (kind !== 'bus') lines.push(`DEVTYPE=${nd_devtype(k, name)}`);
  const driver = nd_device_core(k, name)?.driver;
  if (driver != null) lines.push(`DRIVER=${driver}`);
  return `${[...lines, `MODALIAS=${modalias(k, name)}`].join('\n')}\n`;
}

/**
 * Returns true for regions and their children; before 5.5 regions of the e820 bus have no numa_node of their
 * own.
 */
function has_numa_node(k: Kernel, name: string): boolean {
  const region = region_of(k, name);
  if (region === undefined) return false;
  return k.has('numa-group-by-type') || region.name !== name || region.mappings.length > 0;
}

const COMMON: AttributeTable<string> = {
  uevent: { mode: 0o644, show: uevent, store: () => 0 },
  dev: {
    mode: (_k, name) => (nd_device_kind(name) === 'dimm' ? 0o444 : 0),
    show: (k, name) => `${nvdimm_major(k)}:${k.state.nd.dimms[name]!.id}\n`,
  },
  modalias: {
    mode: (_k, name) => (nd_device_kind(name) === 'bus' ? 0 : 0o444),
    show: (k, name) => `${modalias(k, name)}\n`,
  },
  devtype: {
    mode: (_k, name) => (nd_device_kind(name) === 'bus' ? 0 : 0o444),
    show: (k, name) => `${nd_devtype(k, name)}\n`,
  },
  numa_node: {
    mode: (k, name) => (has_numa_node(k, name) ? 0o444 : 0),
    show: (k, name) => `${region_of(k, name)!.numaNode}\n`,
  },
  target_node: {
    mode: (k, name) =>
      (region_of(k, name)?.targetNode ?? -1) < 0 || !k.has('numa-group-by-type') ? 0 : 0o444,
    show: (k, name) => `${region_of(k, name)!.targetNode}\n`,
  },
};

const links = entry_part({
  subsystem: () => link('/sys/bus/nd'),
  driver: driver_link('nd', nd_device_core),
});

/** The name itself while the device exists, else undefined. */
const existing = (k: Kernel, name: string): string | undefined =>
  nd_device_core(k, name) === undefined ? undefined : name;

/** Attributes and links of every nd device; those of its kind are added to them. */
export const nd_common: readonly DevicePart[] = [attribute_part(COMMON, existing), links];
