/**
 * What all devices of an nd bus show in /sys: where they are, uevent, driver and subsystem links, modalias,
 * devtype and nodes. Models the attribute groups of drivers/nvdimm/bus.c, all releases.
 */
import type { ChangeId } from '../history.ts';
import type { Kernel } from '../kernel.ts';
import { type Attribute, type Directory, link, type Node, type ShowResult } from '../sysfs.ts';
import {
  nd_device_core,
  nd_device_kind,
  nd_parent_region,
  to_nd_device_type,
  walk_to_nvdimm_bus,
} from './devices.ts';
import type { NdRegion } from './state.ts';

/** An attribute of devices of one kind; `T` is their record. */
interface DeviceAttribute<T> {
  /** Permission bits; 0 hides the attribute. */
  mode: number | ((k: Kernel, record: T) => number);
  show?: (k: Kernel, record: T) => ShowResult;
  store?: (k: Kernel, record: T, text: string) => number;
}

/** The mode of an attribute that came with a change. */
export const since =
  (change: ChangeId, mode: number) =>
  (k: Kernel): number =>
    k.has(change) ? mode : 0;

export type AttributeTable<T> = Record<string, DeviceAttribute<T>>;

/**
 * A part of what the directories of all devices of a kind hold. A directory is asked for at every path that
 * leads through it, so its parts are made once and are told the device.
 */
export interface DevicePart {
  names(k: Kernel, device: string): Iterable<string>;
  lookup(k: Kernel, device: string, entry: string): Node | undefined;
}

/** Makes the directories of a kind of device: names by the order of the parts, the first to know one answers. */
export const device_dir =
  (...parts: DevicePart[]) =>
  (device: string): Directory => ({
    kind: 'dir',
    *names(k) {
      for (const part of parts) yield* part.names(k, device);
    },
    lookup(k, entry) {
      for (const part of parts) {
        const node = part.lookup(k, device, entry);
        if (node !== undefined) return node;
      }
      return undefined;
    },
  });

/**
 * The attributes of a kind of device.
 *
 * @param find the device's record, or undefined once it is gone
 */
export function attribute_part<T>(
  table: AttributeTable<T>,
  find: (k: Kernel, device: string) => T | undefined,
): DevicePart {
  const attributes = new Map(Object.entries(table));
  const modeOf = ({ mode }: DeviceAttribute<T>, k: Kernel, record: T): number =>
    typeof mode === 'number' ? mode : mode(k, record);
  return {
    *names(k, device) {
      const record = find(k, device);
      if (record === undefined) return;
      for (const [name, entry] of attributes) if (modeOf(entry, k, record) !== 0) yield name;
    },
    lookup(k, device, name) {
      const entry = attributes.get(name);
      if (entry === undefined) return undefined;
      const record = find(k, device);
      if (record === undefined) return undefined;
      const mode = modeOf(entry, k, record);
      return mode === 0 ? undefined : attribute(entry, mode, record);
    },
  };
}

function attribute<T>({ show, store }: DeviceAttribute<T>, mode: number, record: T): Attribute {
  const made: Attribute = { kind: 'file', mode };
  if (show !== undefined) made.show = (k) => show(k, record);
  if (store !== undefined) made.store = (k, text) => store(k, record, text);
  return made;
}

/** A directory of attributes inside that of a device: a named attribute group. */
export function attribute_group<T>(
  group: string,
  table: AttributeTable<T>,
  find: (k: Kernel, device: string) => T | undefined,
): DevicePart {
  const inside = device_dir(attribute_part(table, find));
  return {
    names: (k, device) => (find(k, device) === undefined ? [] : [group]),
    lookup: (k, device, entry) =>
      entry === group && find(k, device) !== undefined ? inside(device) : undefined,
  };
}

/** Where the device above a bus of this provider is. */
function provider_path(provider: string): string {
  if (provider === 'e820') return '/sys/devices/platform/e820_pmem';
  if (provider === 'ACPI.NFIT') return '/sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0012:00';
  return `/sys/devices/platform/${provider}`;
}

/** The real path of a device of an nd bus. */
export function nd_device_path(k: Kernel, name: string): string {
  const bus = walk_to_nvdimm_bus(k, name);
  const above = `${provider_path(bus.provider)}/${bus.name}`;
  if (name === bus.name) return above;
  const region = nd_parent_region(k, name);
  return region === undefined ? `${above}/${name}` : `${above}/${region.name}/${name}`;
}

const region_of = (k: Kernel, name: string): NdRegion | undefined =>
  k.state.nd.regions[name] ?? nd_parent_region(k, name);

/** `devtype`: the name of the device's type. */
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
 * Major number of /dev/nmemN. Dynamic majors are given from 254 downwards: the heaps of DMA buffers, where
 * they are built in, take one before libnvdimm comes. The buses' /dev/ndctlN have the next higher one.
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

/** Regions and what is in them have nodes; before 5.5 regions of the e820 bus had none of their own. */
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

const LINKS: Record<string, (k: Kernel, name: string) => Node | undefined> = {
  subsystem: () => link('/sys/bus/nd'),
  driver: (k, name) => {
    const driver = nd_device_core(k, name)?.driver;
    return driver == null ? undefined : link(`/sys/bus/nd/drivers/${driver}`);
  },
};

/** The record that the common attributes are of: the name, while there is such a device. */
const existing = (k: Kernel, name: string): string | undefined =>
  nd_device_core(k, name) === undefined ? undefined : name;

/** Attributes and links that a device has because it is one; its own attributes come beside them. */
export const nd_common: readonly DevicePart[] = [
  attribute_part(COMMON, existing),
  {
    names: (k, name) => Object.keys(LINKS).filter((entry) => LINKS[entry]!(k, name) !== undefined),
    lookup: (k, name, entry) => (Object.hasOwn(LINKS, entry) ? LINKS[entry]!(k, name) : undefined),
  },
];
