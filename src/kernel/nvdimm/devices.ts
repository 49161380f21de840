/**
 * Lookup of nd bus devices by name: record, kind, parent region and bus. Models to_nd_device_type() and the
 * type tests of drivers/nvdimm, all releases. The kernel keeps pointers where this model keeps names.
 */
import { interpolationSearch } from '../../lib/bisect.ts';
import type { DeviceCore } from '../base/device.ts';
import type { LogDevice } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import type { NvdimmDrvdata } from './dimm_devs/state.ts';
import type { NdBtt, NdBus, NdMapping, NdNamespace, NdPfn, NdRegion, Nvdimm } from './state.ts';

/** ND_DEVICE_* of linux/ndctl.h: the numbers that drivers match and `modalias` shows. */
export const ND_DEVICE = {
  NONE: 0,
  DIMM: 1,
  REGION_PMEM: 2,
  NAMESPACE_IO: 4,
  NAMESPACE_PMEM: 5,
  DAX_PMEM: 7,
} as const;

export type NdDeviceKind = 'bus' | 'dimm' | 'region' | 'namespace' | 'btt' | 'pfn' | 'dax';

const PREFIXES: [string, NdDeviceKind][] = [
  ['namespace', 'namespace'],
  ['region', 'region'],
  ['pfn', 'pfn'],
  ['dax', 'dax'],
  ['btt', 'btt'],
  ['nmem', 'dimm'],
  ['ndbus', 'bus'],
];

/** By their first three characters, in which they differ. */
const BY_START = new Map(PREFIXES.map((entry) => [entry[0].slice(0, 3), entry]));

/** The device kind of a name's prefix, whether or not the device exists; undefined for other names. */
export function nd_device_kind(name: string): NdDeviceKind | undefined {
  const entry = BY_START.get(name.slice(0, 3));
  return entry !== undefined && name.startsWith(entry[0]) ? entry[1] : undefined;
}

/** Driver and resource record of a device; undefined when the device does not exist. */
export function nd_device_core(k: Kernel, name: string): DeviceCore | undefined {
  const { nd } = k.state;
  switch (nd_device_kind(name)) {
    case 'region':
      return nd.regions[name]?.core;
    case 'dimm':
      return nd.dimms[name]?.core;
    case 'bus':
      return nd.buses[name]?.core;
    default:
      return nd_child(k, name)?.core;
  }
}

/** Names of all devices of the bus. */
export function* nd_devices(k: Kernel): Generator<string> {
  const { nd } = k.state;
  for (const kind of [nd.buses, nd.dimms, nd.regions, nd.namespaces, nd.btts, nd.pfns])
    yield* Object.keys(kind);
}

const known = <T>(record: T | undefined, name: string): T => {
  if (record === undefined) throw new Error(`no nd device ${name}`);
  return record;
};

/** Returns a region by name; throws when it does not exist, which is a broken invariant. */
export const to_nd_region = (k: Kernel, name: string): NdRegion => known(k.state.nd.regions[name], name);
/** Returns a namespace by name; throws when it does not exist. */
export const to_ndns = (k: Kernel, name: string): NdNamespace => known(k.state.nd.namespaces[name], name);
/** Returns a DIMM by name; throws when it does not exist. */
export const to_nvdimm = (k: Kernel, name: string): Nvdimm => known(k.state.nd.dimms[name], name);
/** Returns a bus by name; throws when it does not exist. */
export const to_nvdimm_bus = (k: Kernel, name: string): NdBus => known(k.state.nd.buses[name], name);

/** Driver data of the DIMM behind a mapping; null while the DIMM is disabled or has no labels. */
export const to_ndd = (k: Kernel, mapping: NdMapping): NvdimmDrvdata | null =>
  to_nvdimm(k, mapping.dimm).drvdata;

/** The record of a namespace, btt, pfn or dax device; undefined for other devices. */
export function nd_child(k: Kernel, name: string): NdNamespace | NdPfn | NdBtt | undefined {
  const { nd } = k.state;
  switch (nd_device_kind(name)) {
    case 'namespace':
      return nd.namespaces[name];
    case 'pfn':
    case 'dax':
      return nd.pfns[name];
    case 'btt':
      return nd.btts[name];
    default:
      return undefined;
  }
}

/** The region that a namespace, btt, pfn or dax device belongs to; undefined for other devices. */
export function nd_parent_region(k: Kernel, name: string): NdRegion | undefined {
  const child = nd_child(k, name);
  return child === undefined ? undefined : k.state.nd.regions[child.region];
}

/** The bus of a bus, DIMM, region, namespace, btt, pfn or dax device. */
export function walk_to_nvdimm_bus(k: Kernel, name: string): NdBus {
  const { nd } = k.state;
  const bus = (nd_parent_region(k, name) ?? nd.regions[name] ?? nd.dimms[name])?.bus ?? name;
  return to_nvdimm_bus(k, bus);
}

/** The prefix of a device's log lines: `nd_pmem pfn0.0`, or `nd pfn0.0` while no driver is bound. */
export const nd_dev = (k: Kernel, name: string): LogDevice => ({
  driver: nd_device_core(k, name)?.driver ?? 'nd',
  name,
});

/**
 * Namespace type of a region: ND_DEVICE_NAMESPACE_PMEM (5) when one of its DIMMs has labels, else
 * ND_DEVICE_NAMESPACE_IO (4).
 */
export const nd_region_to_nstype = (k: Kernel, region: NdRegion): number =>
  region.mappings.some((mapping) => to_nvdimm(k, mapping.dimm).labeling)
    ? ND_DEVICE.NAMESPACE_PMEM
    : ND_DEVICE.NAMESPACE_IO;

/** The ND_DEVICE number of a device; 0 for a bus or an unknown name. */
export function to_nd_device_type(k: Kernel, name: string): number {
  switch (nd_device_kind(name)) {
    case 'dimm':
      return ND_DEVICE.DIMM;
    case 'region':
      return ND_DEVICE.REGION_PMEM;
    case 'dax':
      return ND_DEVICE.DAX_PMEM;
    case 'bus':
    case undefined:
      return ND_DEVICE.NONE;
    default: {
      const region = nd_parent_region(k, name);
      return region === undefined ? ND_DEVICE.NONE : nd_region_to_nstype(k, region);
    }
  }
}

/**
 * Sets or clears a device's uuid and updates the bus's use counts, which nd_is_uuid_unique() checks.
 * Namespaces, btt and pfn devices are counted, dax devices are not. Call it with null before the device is
 * released.
 */
export function nd_set_uuid(
  k: Kernel,
  device: { name: string; uuid: string | null },
  uuid: string | null,
): void {
  if (nd_device_kind(device.name) !== 'dax') {
    const { uuids } = walk_to_nvdimm_bus(k, device.name);
    if (device.uuid !== null) {
      const left = (uuids[device.uuid] ?? 1) - 1;
      if (left > 0) uuids[device.uuid] = left;
      else delete uuids[device.uuid];
    }
    if (uuid !== null) uuids[uuid] = (uuids[uuid] ?? 0) + 1;
  }
  device.uuid = uuid;
}

/** Returns true if no namespace, btt or pfn device on the bus of `name` uses the uuid. */
export const nd_is_uuid_unique = (k: Kernel, name: string, uuid: string): boolean =>
  walk_to_nvdimm_bus(k, name).uuids[uuid] === undefined;

const childId = (name: string): number => Number(name.slice(name.indexOf('.') + 1));
const childIndex = (children: string[], name: string): number =>
  interpolationSearch(children.length, (i) => childId(children[i]!), childId(name));

/** Inserts `name` into a region's list of children, which ascends by id. */
export const nd_add_child = (children: string[], name: string): void => {
  children.splice(childIndex(children, name), 0, name);
};

/** Removes `name` from a region's list of children. */
export function nd_remove_child(children: string[], name: string): void {
  const at = childIndex(children, name);
  if (children[at] === name) children.splice(at, 1);
}
