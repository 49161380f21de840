/**
 * CXL in /sys and /dev: the bus, the ACPI object of the root, host bridges with the devices below them,
 * /dev/cxl.
 */
import type { CxlHostBridge, CxlSlot } from '../../../firmware/cxl.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { bus_dir } from '../../base/bus.ts';
import {
  type Directory,
  dir,
  link,
  listing,
  only_if,
  ro,
  uevent_attribute,
  union,
  wo,
} from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtoull, sysfs_streq } from '../../lib/kstrtox.ts';
import { cxl_bus_drain } from '../core/bus.ts';
import { ACPI_HOST, cxl_device_path, cxl_devices, pci_device_path } from '../core/device.ts';
import { memdev_node } from '../core/mbox.ts';
import { pci_bus_type, pci_rescan_bus, pci_stop_and_remove_bus_device } from '../pci.ts';
import type { CxlState } from '../state.ts';
import { cxl_device_dir } from './devices.ts';
import { acpi_path } from './hardware-path.ts';

/** Entries of a machine with CXL devices and drivers. */
const with_cxl = (entries: Directory): Directory => only_if((k) => k.state.cxl !== undefined, entries);

function flush_store(k: Kernel, text: string): number {
  if (!sysfs_streq(text, '1')) return -ERRNO.EINVAL;
  cxl_bus_drain(k);
  return 0;
}

/** `cxl` in /sys/bus. */
export const cxl_bus_dir: Directory = with_cxl(
  dir({
    cxl: union(
      dir({ flush: wo(flush_store) }),
      bus_dir({ bus: 'cxl', devices: cxl_devices, path: cxl_device_path }),
    ),
  }),
);

const roots = (k: Kernel): string[] =>
  Object.values(k.state.cxl?.ports ?? {}).flatMap(({ name, kind }) => (kind === 'root' ? [name] : []));

const acpi_host: Directory = union(
  {
    kind: 'dir',
    names: () => ['driver', 'firmware_node', 'modalias', 'subsystem', 'uevent'],
    lookup(k, name) {
      const bound = k.state.cxl?.acpi.driver != null;
      if (name === 'driver') return bound ? link('/sys/bus/platform/drivers/cxl_acpi') : undefined;
      if (name === 'firmware_node') return link(acpi_path(ACPI_HOST));
      if (name === 'modalias') return ro(() => 'acpi:ACPI0017:\n');
      if (name === 'subsystem') return link('/sys/bus/platform');
      const driver = bound ? 'DRIVER=cxl_acpi\n' : '';
      return name === 'uevent' ? uevent_attribute(() => `${driver}MODALIAS=acpi:ACPI0017:\n`) : undefined;
    },
  },
  listing(roots, (k, name) => (roots(k).includes(name) ? cxl_device_dir(name) : undefined)),
);

/** `ACPI0017:00` in /sys/devices/platform. */
export const cxl_platform_dir: Directory = with_cxl(dir({ [ACPI_HOST]: acpi_host }));

const bridges = (k: Kernel): readonly CxlHostBridge[] => k.firmware.platform.cxl?.hostBridges ?? [];

/** The ACPI objects of host bridges and of the root, in /sys/devices/LNXSYSTM:00/LNXSYBUS:00. */
export const cxl_acpi_dir: Directory = with_cxl(
  listing(
    (k) => [...bridges(k).map(({ acpi }) => acpi), ACPI_HOST],
    (k, name) => {
      if (name === ACPI_HOST)
        return dir({
          hid: ro(() => 'ACPI0017\n'),
          physical_node: link(`/sys/devices/platform/${ACPI_HOST}`),
        });
      const bridge = bridges(k).find(({ acpi }) => acpi === name);
      return (
        bridge &&
        dir({
          hid: ro(() => 'ACPI0016\n'),
          uid: ro(() => `${bridge.uid}\n`),
          physical_node: link(`/sys/devices/${bridge.pci}`),
        })
      );
    },
  ),
);

/** Memdevs of a PCI function. */
const memdevs_of = (cxl: CxlState | undefined, pci: string): string[] =>
  Object.values(cxl?.memdevs ?? {}).flatMap((memdev) => (memdev.pci === pci ? [memdev.name] : []));

/** Calls `act` for a number that is not 0; returns 0 or -EINVAL. */
const when_true = (text: string, act: () => void): number => {
  const value = kstrtoull(text);
  if (value < 0) return -ERRNO.EINVAL;
  if (value !== 0) act();
  return 0;
};

/** A present PCI function: its driver, its memdev, and the file that removes it. */
const function_dir = (pci: string): Directory =>
  union(
    {
      kind: 'dir',
      names: (k) => [
        'remove',
        'subsystem',
        ...(k.state.cxl?.functions[pci]?.driver == null ? [] : ['driver']),
      ],
      lookup(k, name) {
        const driver = k.state.cxl?.functions[pci]?.driver;
        if (name === 'driver' && driver != null) return link(`/sys/bus/pci/drivers/${driver}`);
        if (name === 'remove')
          return wo((kernel, text) => when_true(text, () => pci_stop_and_remove_bus_device(kernel, pci)));
        return name === 'subsystem' ? link('/sys/bus/pci') : undefined;
      },
    },
    listing(
      (k) => memdevs_of(k.state.cxl, pci),
      (k, name) => (memdevs_of(k.state.cxl, pci).includes(name) ? cxl_device_dir(name) : undefined),
    ),
  );

/** `pci` in /sys/bus, reduced to functions of CXL devices. */
export const cxl_pci_bus_dir: Directory = with_cxl(
  dir({
    pci: union(
      dir({ rescan: wo((k, text) => when_true(text, () => pci_rescan_bus(k))) }),
      bus_dir({ bus: 'pci', devices: pci_bus_type.devices, path: pci_device_path }),
    ),
  }),
);

/** A root port or a downstream port, with the device or the switch below it. */
function slot_dir(slot: CxlSlot): Directory {
  const { device, switch: below } = slot;
  return listing(
    (k) => [
      ...(device !== undefined && k.state.cxl?.functions[device.pci] !== undefined ? [device.pci] : []),
      ...(below === undefined ? [] : [below.pci]),
    ],
    (k, name) => {
      if (name === below?.pci) return slots_dir(below.ports);
      return name === device?.pci && k.state.cxl?.functions[name] !== undefined
        ? function_dir(name)
        : undefined;
    },
  );
}

const slots_dir = (slots: readonly CxlSlot[]): Directory =>
  dir(Object.fromEntries(slots.map((slot) => [slot.pci, slot_dir(slot)])));

/** A host bridge, by its PCI name. */
function bridge_dir(k: Kernel, name: string): Directory | undefined {
  const bridge = bridges(k).find(({ pci }) => pci === name);
  return bridge && union(dir({ firmware_node: link(acpi_path(bridge.acpi)) }), slots_dir(bridge.ports));
}

/** The first root bus, which has devices of other kinds too. */
const FIRST_BUS = 'pci0000:00';

/** Host bridges in /sys/devices, without that of the first bus. */
export const cxl_pci_dir: Directory = with_cxl(
  listing(
    (k) =>
      bridges(k)
        .map(({ pci }) => pci)
        .filter((name) => name !== FIRST_BUS),
    (k, name) => (name === FIRST_BUS ? undefined : bridge_dir(k, name)),
  ),
);

/** The part of a CXL host bridge in /sys/devices/pci0000:00. */
export const cxl_first_bus_dir: Directory = with_cxl({
  kind: 'dir',
  names: (k) => bridge_dir(k, FIRST_BUS)?.names(k) ?? [],
  lookup: (k, name) => bridge_dir(k, FIRST_BUS)?.lookup(k, name),
});

/** `cxl` in /dev: a node for each memdev. */
export const cxl_dev_dir: Directory = with_cxl(
  dir({
    cxl: listing(
      (k) => Object.keys(k.state.cxl?.memdevs ?? {}),
      (k, name) => (k.state.cxl?.memdevs[name] === undefined ? undefined : memdev_node(name)),
    ),
  }),
);
