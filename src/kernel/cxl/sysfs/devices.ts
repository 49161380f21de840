/**
 * The directories of devices on the cxl bus: models the attribute groups of drivers/cxl/core, releases 5.12 to
 * 6.18.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { hex } from '../../../lib/units.ts';
import { dax_region_subdirectory } from '../../dax/region-sysfs.ts';
import { dax_devices } from '../../dax/sysfs.ts';
import {
  type AttributeTable,
  attribute_group,
  attribute_part,
  type DevicePart,
  device_dir,
  driver_link,
  entry_part,
} from '../../fs/attribute-table.ts';
import { type Directory, link } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_provider_dir } from '../../nvdimm/bus/tree.ts';
import { cxl_bus_drain } from '../core/bus.ts';
import {
  cxl_dev_state,
  cxl_device_core,
  cxl_device_id,
  cxl_device_kind,
  cxl_device_path,
  cxl_devices,
  to_cxl_port,
} from '../core/device.ts';
import { REGION_ATTRIBUTES, region_targets } from '../core/region/sysfs.ts';
import type { CxlMemdev, CxlPort } from '../state.ts';
import { DECODER_ATTRIBUTES } from './decoder.ts';
import { hardware_path } from './hardware-path.ts';

/** `devtype`: the name of the device's type. */
function devtype(k: Kernel, name: string): string {
  const kind = cxl_device_kind(name);
  if (kind === 'decoder') return `cxl_decoder_${k.state.cxl!.decoders[name]!.kind}`;
  return kind === 'bridge' ? 'cxl_nvdimm_bridge' : `cxl_${kind}`;
}

const modalias = (k: Kernel, name: string): string => `cxl:t${cxl_device_id(k, name)}`;
const isMemdev = (name: string): boolean => cxl_device_kind(name) === 'memdev';

/**
 * Major number of /dev/cxl/memN: dynamic ones are allocated from 254 downwards, and libnvdimm has the first
 * two.
 */
const cxl_mem_major = (k: Kernel): number => (k.state.config.DMABUF_HEAPS === true ? 243 : 244);

function uevent(k: Kernel, name: string): string {
  const lines: string[] = [];
  if (isMemdev(name))
    lines.push(`MAJOR=${cxl_mem_major(k)}`, `MINOR=${k.state.cxl!.memdevs[name]!.id}`, `DEVNAME=cxl/${name}`);
  lines.push(`DEVTYPE=${devtype(k, name)}`);
  const driver = cxl_device_core(k, name)?.driver;
  if (driver != null) lines.push(`DRIVER=${driver}`);
  return `${[...lines, `MODALIAS=${modalias(k, name)}`].join('\n')}\n`;
}

const COMMON: AttributeTable<string> = {
  uevent: { mode: 0o644, show: uevent, store: () => 0 },
  modalias: { mode: (_k, name) => (isMemdev(name) ? 0 : 0o444), show: (k, name) => `${modalias(k, name)}\n` },
  devtype: { mode: (_k, name) => (isMemdev(name) ? 0 : 0o444), show: (k, name) => `${devtype(k, name)}\n` },
};

const links = entry_part({
  subsystem: () => link('/sys/bus/cxl'),
  driver: driver_link('cxl', cxl_device_core),
});

const existing = (k: Kernel, name: string): string | undefined =>
  cxl_device_core(k, name) === undefined ? undefined : name;

const common: readonly DevicePart[] = [attribute_part(COMMON, existing), links];

/** The parent of a device on the bus; undefined if its parent is not on the bus. */
function parent_of(k: Kernel, name: string): string | undefined {
  const path = cxl_device_path(k, name).split('/');
  const parent = path.at(-2)!;
  return cxl_device_core(k, parent) === undefined ? undefined : parent;
}

/** Directories of the child devices of a device. */
const children: DevicePart = {
  names: (k, name, prefix = '') =>
    Array.from(cxl_devices(k)).filter((other) => other.startsWith(prefix) && parent_of(k, other) === name),
  lookup: (k, name, entry) =>
    cxl_device_core(k, entry) !== undefined && parent_of(k, entry) === name
      ? cxl_device_dir(entry)
      : undefined,
};

/** The downstream port above a port; undefined for a root. */
function parent_dport(k: Kernel, port: CxlPort): string | undefined {
  if (port.parent === null || !k.has('cxl-parent-dport')) return undefined;
  const parent = to_cxl_port(k, port.parent);
  if (parent.kind === 'root') return port.uport;
  const memdev = port.kind === 'endpoint' ? port.uport : Object.keys(port.endpoints)[0];
  return memdev === undefined ? undefined : parent.endpoints[memdev]?.dport;
}

/** `uport`, `parent_dport`, and `dportN` for every downstream port. */
const port_links: DevicePart = {
  names(k, name) {
    const port = to_cxl_port(k, name);
    const above = parent_dport(k, port) === undefined ? [] : ['parent_dport'];
    return ['uport', ...above, ...port.dports.map(({ id }) => `dport${id}`)];
  },
  lookup(k, name, entry) {
    const port = to_cxl_port(k, name);
    if (entry === 'uport') return link(uport_path(k, port));
    const above = entry === 'parent_dport' ? parent_dport(k, port) : undefined;
    if (above !== undefined) return link(hardware_path(k, above));
    const dport = port.dports.find(({ id }) => entry === `dport${id}`);
    return dport === undefined ? undefined : link(hardware_path(k, dport.device));
  },
};

const uport_path = (k: Kernel, port: CxlPort): string =>
  port.kind === 'endpoint' ? cxl_device_path(k, port.uport) : hardware_path(k, port.uport);

const PORT_ATTRIBUTES: AttributeTable<CxlPort> = {
  decoders_committed: {
    mode: (k) => (k.has('cxl-decoders-committed') ? 0o444 : 0),
    show: (_k, { commitEnd }) => `${commitEnd + 1}\n`,
  },
};

const MEMDEV_ATTRIBUTES: AttributeTable<CxlMemdev> = {
  dev: { mode: 0o444, show: (k, { id }) => `${cxl_mem_major(k)}:${id}\n` },
  serial: { mode: 0o444, show: (k, memdev) => `${hex(cxl_dev_state(k, memdev).serial)}\n` },
  firmware_version: { mode: 0o444, show: (k, memdev) => `${cxl_dev_state(k, memdev).firmwareVersion}\n` },
  payload_max: { mode: 0o444, show: () => `${CXL_PAYLOAD_MAX}\n` },
  label_storage_size: { mode: 0o444, show: (k, memdev) => `${cxl_dev_state(k, memdev).labelSize}\n` },
  // The node of the PCI function, which the firmware does not state.
  numa_node: { mode: 0o444, show: () => '-1\n' },
};

/** Bytes of a mailbox payload of the emulated devices. */
const CXL_PAYLOAD_MAX = 2048;

const size = (which: 'ram' | 'pmem'): AttributeTable<CxlMemdev> => ({
  size: { mode: 0o444, show: (_k, memdev) => `${hex(memdev[which])}\n` },
});

const memdev = (k: Kernel, name: string) => k.state.cxl?.memdevs[name];
const region = (k: Kernel, name: string) => k.state.cxl?.regions[name];
const port = (k: Kernel, name: string) => k.state.cxl?.ports[name];

/** Latency and bandwidth of a region come from the HMAT, which the platform does not have. */
const region_with_access = (k: Kernel, name: string) =>
  k.has('cxl-region-access') ? region(k, name) : undefined;

/** The nd bus of a bridge. */
const nd_buses: DevicePart = {
  names: (k) => Array.from(nd_provider_dir('CXL').names(k)),
  lookup: (k, _name, entry) => nd_provider_dir('CXL').lookup(k, entry),
};

const DIRECTORIES = {
  port: device_dir(attribute_part(PORT_ATTRIBUTES, port), ...common, port_links, children),
  decoder: device_dir(
    attribute_part(DECODER_ATTRIBUTES, (k, name) => k.state.cxl?.decoders[name]),
    ...common,
    children,
  ),
  memdev: device_dir(
    attribute_part(MEMDEV_ATTRIBUTES, memdev),
    attribute_group('ram', size('ram'), memdev),
    attribute_group('pmem', size('pmem'), memdev),
    ...common,
    children,
  ),
  bridge: device_dir(...common, nd_buses),
  nvdimm: device_dir(...common),
  region: device_dir(
    attribute_part(REGION_ATTRIBUTES, region),
    region_targets(region),
    attribute_group('access0', {}, region_with_access),
    attribute_group('access1', {}, region_with_access),
    ...common,
    children,
  ),
  pmem_region: device_dir(...common),
  dax_region: device_dir(...common, dax_devices('cxl'), entry_part({ dax_region: dax_region_subdirectory })),
};

/** Runs deferred work at the end of each store of a device. */
function settled(directory: Directory): Directory {
  return {
    kind: 'dir',
    names: (k, prefix) => directory.names(k, prefix),
    lookup(k, entry) {
      const node = directory.lookup(k, entry);
      if (node?.kind !== 'file') return node;
      return {
        kind: 'file',
        mode: node.mode,
        show: (kernel) => node.show?.(kernel) ?? -ERRNO.EIO,
        store(kernel, text) {
          const rc = node.store?.(kernel, text) ?? -ERRNO.EIO;
          cxl_bus_drain(kernel);
          return rc;
        },
      };
    },
  };
}

/** The directory of a device of the cxl bus; undefined for a name that none can have. */
export function cxl_device_dir(name: string): Directory | undefined {
  const kind = cxl_device_kind(name);
  if (kind === undefined) return undefined;
  return settled(DIRECTORIES[kind](name));
}
