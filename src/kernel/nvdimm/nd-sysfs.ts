/**
 * What the directories of all nd devices have in common: models nd_device_attribute_group and
 * nd_numa_attribute_group of drivers/nvdimm/bus.c, 5.7 to 6.12, and the links of the driver core.
 */
import type { Kernel } from '../kernel.ts';
import { link, type Node, ro, rw } from '../sysfs.ts';
import {
  nd_device_core,
  nd_device_kind,
  nd_parent_region,
  to_nd_device_type,
  walk_to_nvdimm_bus,
} from './devices.ts';

/** Where a bus hangs in /sys/devices, by its provider; other providers are platform devices of that name. */
const PARENTS: Record<string, string> = {
  e820: 'platform/e820_pmem',
  'ACPI.NFIT': 'LNXSYSTM:00/LNXSYBUS:00/ACPI0012:00',
};

/** Major number of /dev/nmemN. */
const NVDIMM_MAJOR = 245;

/** Absolute path of a device of the nd bus, which must exist. */
export function nd_device_path(k: Kernel, name: string): string {
  const bus = walk_to_nvdimm_bus(k, name);
  const top = `/sys/devices/${PARENTS[bus.provider] ?? `platform/${bus.provider}`}/${bus.name}`;
  if (name === bus.name) return top;
  const region = nd_parent_region(k, name);
  return region === undefined ? `${top}/${name}` : `${top}/${region.name}/${name}`;
}

/** `devtype` of a device: the name of its device type; a bus has none. */
export function nd_devtype(k: Kernel, name: string): string | undefined {
  const { namespaces, regions } = k.state.nd;
  const kind = nd_device_kind(name);
  switch (kind) {
    case 'namespace':
      return `nd_namespace_${namespaces[name]?.kind}`;
    case 'region':
      return `nd_${regions[name]?.kind}`;
    case 'dimm':
      return 'nvdimm';
    case 'bus':
    case undefined:
      return undefined;
    default:
      return `nd_${kind}`;
  }
}

const modalias = (k: Kernel, name: string): string => `nd:t${to_nd_device_type(k, name)}`;

/** The variables of a device's uevent file. */
function uevent(k: Kernel, name: string): string {
  const dimm = k.state.nd.dimms[name];
  const devtype = nd_devtype(k, name);
  const driver = nd_device_core(k, name)?.driver ?? null;
  const lines = [
    ...(dimm === undefined ? [] : [`MAJOR=${NVDIMM_MAJOR}`, `MINOR=${dimm.id}`, `DEVNAME=${name}`]),
    ...(devtype === undefined ? [] : [`DEVTYPE=${devtype}`]),
    ...(driver === null ? [] : [`DRIVER=${driver}`]),
    `MODALIAS=${modalias(k, name)}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Entries that every device has; regions and what is in them have their NUMA nodes too. */
export function nd_device_nodes(k: Kernel, name: string): Record<string, Node | undefined> {
  const { regions, dimms } = k.state.nd;
  const region = regions[name] ?? nd_parent_region(k, name);
  const dimm = dimms[name];
  const driver = nd_device_core(k, name)?.driver ?? null;
  const devtype = nd_devtype(k, name);
  return {
    uevent: rw(
      () => uevent(k, name),
      () => 0,
    ),
    dev: dimm && ro(() => `${NVDIMM_MAJOR}:${dimm.id}\n`),
    modalias: devtype === undefined ? undefined : ro(() => `${modalias(k, name)}\n`),
    devtype: devtype === undefined ? undefined : ro(() => `${devtype}\n`),
    numa_node: region && ro(() => `${region.numaNode}\n`),
    target_node: region && region.targetNode >= 0 ? ro(() => `${region.targetNode}\n`) : undefined,
    driver: driver === null ? undefined : link(`/sys/bus/nd/drivers/${driver}`),
    subsystem: link('/sys/bus/nd'),
  };
}
