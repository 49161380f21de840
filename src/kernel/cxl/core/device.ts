/**
 * The devices of the cxl bus by name: their records and their paths in /sys. Models the
 * device types of drivers/cxl/core, all releases.
 */
import { type CxlPath, cxlPathTo } from '../../../firmware/cxl.ts';
import type { DeviceCore } from '../../base/device.ts';
import type { LogDevice } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import type { CxlDecoder, CxlMemdev, CxlPort, CxlRegion, CxlState } from '../state.ts';

export type CxlDeviceKind =
  | 'bridge'
  | 'decoder'
  | 'memdev'
  | 'nvdimm'
  | 'pmem_region'
  | 'port'
  | 'region'
  | 'dax_region';

/** Kinds by the prefix of a name before its number. */
const KINDS: ReadonlyMap<string, CxlDeviceKind> = new Map([
  ['root', 'port'],
  ['port', 'port'],
  ['endpoint', 'port'],
  ['decoder', 'decoder'],
  ['mem', 'memdev'],
  ['pmem', 'nvdimm'],
  ['nvdimm-bridge', 'bridge'],
  ['region', 'region'],
  ['pmem_region', 'pmem_region'],
  ['dax_region', 'dax_region'],
]);
const NAME = /^([a-z_-]+)\d+(\.\d+)?$/;

/** The kind of device that a name denotes, present or not; undefined for a name of no kind. */
export function cxl_device_kind(name: string): CxlDeviceKind | undefined {
  const [, prefix = '', second] = NAME.exec(name) ?? [];
  const kind = KINDS.get(prefix);
  return (kind === 'decoder') === (second !== undefined) ? kind : undefined;
}

const recordsOf = (cxl: CxlState, kind: CxlDeviceKind): Record<string, { core: DeviceCore }> =>
  ({
    port: cxl.ports,
    decoder: cxl.decoders,
    memdev: cxl.memdevs,
    nvdimm: cxl.nvdimms,
    bridge: cxl.bridges,
    region: cxl.regions,
    pmem_region: cxl.pmemRegions,
    dax_region: cxl.daxRegions,
  })[kind];

/** The device's record of driver and resources, or undefined when there is no such device. */
export function cxl_device_core(k: Kernel, name: string): DeviceCore | undefined {
  const kind = cxl_device_kind(name);
  const { cxl } = k.state;
  return kind === undefined || cxl === undefined ? undefined : recordsOf(cxl, kind)[name]?.core;
}

/** Names of all devices of the bus. */
export function* cxl_devices(k: Kernel): Generator<string> {
  const { cxl } = k.state;
  if (cxl === undefined) return;
  for (const kind of new Set(KINDS.values())) yield* Object.keys(recordsOf(cxl, kind));
}

/** The CXL state; throws on a machine without CXL, which is a broken invariant. */
export function to_cxl(k: Kernel): CxlState {
  const { cxl } = k.state;
  if (cxl === undefined) throw new Error('no CXL on this machine');
  return cxl;
}

const known = <T>(record: T | undefined, name: string): T => {
  if (record === undefined) throw new Error(`no cxl device ${name}`);
  return record;
};

/** The port of that name; throws if there is none, like the next three functions. */
export const to_cxl_port = (k: Kernel, name: string): CxlPort => known(to_cxl(k).ports[name], name);
export const to_cxl_decoder = (k: Kernel, name: string): CxlDecoder => known(to_cxl(k).decoders[name], name);
export const to_cxl_memdev = (k: Kernel, name: string): CxlMemdev => known(to_cxl(k).memdevs[name], name);
export const to_cxl_region = (k: Kernel, name: string): CxlRegion => known(to_cxl(k).regions[name], name);

/** Prefix of the log lines of a device: `cxl_port port1`, or `cxl port1` while it has no driver. */
export const cxl_dev = (k: Kernel, name: string): LogDevice => ({
  driver: cxl_device_core(k, name)?.driver ?? 'cxl',
  name,
});

/** The ACPI device of the CXL windows. */
export const ACPI_HOST = 'ACPI0017:00';
const ACPI_HOST_PATH = `/sys/devices/platform/${ACPI_HOST}`;

/** The path from the host bridge to the device with this PCI function; undefined if there is none. */
export function pci_path(k: Kernel, pci: string): CxlPath | undefined {
  const { cxl } = k.firmware.platform;
  return cxl && cxlPathTo(cxl, pci);
}

/** The device behind a memdev. */
export const cxl_dev_state = (k: Kernel, memdev: CxlMemdev) =>
  known(pci_path(k, memdev.pci), memdev.pci).device;

/** The path in /sys of a PCI function below a CXL host bridge. */
export function pci_device_path(k: Kernel, pci: string): string {
  const found = known(pci_path(k, pci), pci);
  const parts = found.links.flatMap(({ slot, above }) =>
    above === found.bridge.pci ? [slot.pci] : [above, slot.pci],
  );
  return ['/sys/devices', found.bridge.pci, ...parts, pci].join('/');
}

/** The real path of a device of the cxl bus, which exists. */
export function cxl_device_path(k: Kernel, name: string): string {
  const cxl = to_cxl(k);
  switch (cxl_device_kind(name)) {
    case 'port': {
      const { parent } = to_cxl_port(k, name);
      return `${parent === null ? ACPI_HOST_PATH : cxl_device_path(k, parent)}/${name}`;
    }
    case 'decoder':
      return `${cxl_device_path(k, to_cxl_decoder(k, name).port)}/${name}`;
    case 'memdev':
      return `${pci_device_path(k, to_cxl_memdev(k, name).pci)}/${name}`;
    case 'nvdimm':
      return `${cxl_device_path(k, known(cxl.nvdimms[name], name).memdev)}/${name}`;
    case 'bridge':
      return `${cxl_device_path(k, known(cxl.bridges[name], name).port)}/${name}`;
    case 'region':
      return `${cxl_device_path(k, to_cxl_region(k, name).decoder)}/${name}`;
    case 'pmem_region':
      return `${cxl_device_path(k, known(cxl.pmemRegions[name], name).region)}/${name}`;
    case 'dax_region':
      return `${cxl_device_path(k, known(cxl.daxRegions[name], name).region)}/${name}`;
    case undefined:
      throw new Error(`no cxl device ${name}`);
  }
}

/** CXL_DEVICE_* of drivers/cxl/cxl.h: what a driver matches and `modalias` shows. */
export const CXL_DEVICE = {
  none: 0,
  bridge: 1,
  nvdimm: 2,
  port: 3,
  root: 4,
  memdev: 5,
  region: 6,
  pmem_region: 7,
  dax_region: 8,
} as const;

/** The number of a device's class. */
export function cxl_device_id(k: Kernel, name: string): number {
  const kind = cxl_device_kind(name);
  if (kind === undefined || kind === 'decoder') return CXL_DEVICE.none;
  if (kind === 'port') return to_cxl_port(k, name).kind === 'root' ? CXL_DEVICE.root : CXL_DEVICE.port;
  return CXL_DEVICE[kind];
}
