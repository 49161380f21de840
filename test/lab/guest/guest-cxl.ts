/** CXL devices of a guest: QEMU's arguments, and the same devices as a platform file has them. */
import { GiB, MiB } from '../../../src/lib/units.ts';

/** Capacity of a type 3 device in bytes; QEMU has volatile capacity since 8.1. */
export interface GuestCxlDevice {
  pmem: number;
  ram: number;
}

/** Type 3 devices below one host bridge and one window: each on a root port of its own, or all below a switch. */
export interface GuestCxl {
  /** Bytes of the window; QEMU requires a multiple of 256 MiB and places it above RAM. */
  window: number;
  devices: readonly GuestCxlDevice[];
  /** HDM decoders of the host bridge, of the switch and of each device. */
  decoders: number;
  /** A switch on the first of two root ports has a downstream port for each device. */
  hasSwitch: boolean;
}

/** HDM decoders of QEMU's components: one before 8.2, four since. */
export function qemuDecoders([major, minor]: [number, number]): number {
  return major > 8 || (major === 8 && minor >= 2) ? 4 : 1;
}

/** Bus number of the host bridge, which QEMU takes for its uid too. */
const BUS = 12;
const LABEL_SIZE = 256 * 2 ** 10;
const FIRST_SERIAL = 0x1234560;

const hex = (value: number): string => value.toString(16).padStart(2, '0');
const serial = (index: number): string => `0x${(FIRST_SERIAL + index).toString(16)}`;

/** CXL needs the q35 board. A region is committed only where the kernel sees no hypervisor. */
export const CXL_BOARD = 'q35,cxl=on';
export const CXL_CPU = 'max,-hypervisor';

/** Arguments for a device: a backend for each kind of capacity, and a label area beside persistent capacity. */
function deviceArguments({ pmem, ram }: GuestCxlDevice, index: number, bus: string): string[] {
  const object = (id: string, size: number): string[] => [
    ...['-object', `memory-backend-ram,id=${id}${index},share=on,size=${size}`],
  ];
  // Without volatile capacity by the older name, which all versions have.
  const persistent = ram > 0 ? 'persistent-memdev' : 'memdev';
  const options = [
    `cxl-type3,bus=${bus}${index},id=pm${index},sn=${serial(index)}`,
    ...(pmem > 0 ? [`${persistent}=cxlmem${index}`, `lsa=cxllsa${index}`] : []),
    ...(ram > 0 ? [`volatile-memdev=cxlram${index}`] : []),
  ];
  return [
    ...(pmem > 0 ? [...object('cxlmem', pmem), ...object('cxllsa', LABEL_SIZE)] : []),
    ...(ram > 0 ? object('cxlram', ram) : []),
    ...['-device', options.join(',')],
  ];
}

/** Root ports, and the switch with its downstream ports. */
function portArguments({ devices, hasSwitch }: GuestCxl): string[] {
  const ports = (kind: string, count: number, options: (index: number) => string): string[] =>
    Array.from({ length: count }, (_, index) => [
      '-device',
      `${kind},port=${index},${options(index)}`,
    ]).flat();
  const roots = (count: number): string[] =>
    ports('cxl-rp', count, (index) => `bus=cxl.1,id=rp${index},chassis=0,slot=${index + 2}`);
  if (!hasSwitch) return roots(devices.length);
  return [
    ...roots(2),
    ...['-device', 'cxl-upstream,bus=rp0,id=us0,addr=0.0,multifunction=on'],
    ...ports(
      'cxl-downstream',
      devices.length,
      (index) => `bus=us0,id=ds${index},chassis=0,slot=${index + 4}`,
    ),
  ];
}

/** QEMU's arguments for the devices; label areas and media last for one boot. */
export function cxlArguments(cxl: GuestCxl): string[] {
  const { window, devices, hasSwitch } = cxl;
  return [
    ...['-machine', `cxl-fmw.0.targets.0=cxl.1,cxl-fmw.0.size=${window / MiB}M`],
    ...['-device', `pxb-cxl,bus_nr=${BUS},bus=pcie.0,id=cxl.1`],
    ...portArguments(cxl),
    ...devices.flatMap((device, index) => deviceArguments(device, index, hasSwitch ? 'ds' : 'rp')),
  ];
}

/** The part `cxl` of a platform file. */
export interface SeenCxl {
  windows: object[];
  hostBridges: object[];
  /** PCI addresses in the order in which the kernel found the devices. */
  memdevs: string[];
}

const bus = (number: number): string => `0000:${hex(BUS + number)}`;

/** PCI function of a device. */
const address = ({ hasSwitch }: GuestCxl, index: number): string =>
  `${bus(1 + index + (hasSwitch ? 2 : 0))}:00.0`;

/** The device of a slot, as a platform file describes it. */
function deviceOf(cxl: GuestCxl, index: number): object {
  const { pmem, ram } = cxl.devices[index]!;
  return {
    pci: address(cxl, index),
    serial: serial(index),
    pmem,
    ram,
    labelSize: pmem > 0 ? LABEL_SIZE : 0,
    decoders: cxl.decoders,
    // Security commands came to QEMU one release before the four decoders.
    security: cxl.decoders > 1,
  };
}

/** The root ports with what is below them, as a platform file describes them. */
function portsOf(cxl: GuestCxl): object[] {
  const slots = (at: string): object[] =>
    cxl.devices.map((_, id) => ({ id, pci: `${at}:${hex(id)}.0`, device: deviceOf(cxl, id) }));
  if (!cxl.hasSwitch) return slots(bus(0));
  const below = { pci: `${bus(1)}:00.0`, decoders: cxl.decoders, ports: slots(bus(2)) };
  return [
    { id: 0, pci: `${bus(0)}:00.0`, switch: below },
    { id: 1, pci: `${bus(0)}:01.0` },
  ];
}

/**
 * The devices as a platform file describes them.
 *
 * @param start physical address of the window
 * @param memdevs PCI addresses by number of the memdev; default: the order of the ports
 */
export function cxlOfPlatform(cxl: GuestCxl, start: number, memdevs?: string[]): SeenCxl {
  const { window, decoders } = cxl;
  const bridge = `pci0000:${hex(BUS)}`;
  const ports = portsOf(cxl);
  return {
    windows: [
      {
        ...{ start: `0x${start.toString(16)}`, size: window, ways: 1, granularity: 256, targets: [bridge] },
        restrictions: ['type2', 'type3', 'volatile', 'pmem'],
      },
    ],
    hostBridges: [
      {
        ...{ acpi: 'ACPI0016:00', pci: bridge, uid: BUS },
        // QEMU with four gives a host bridge with one root port none.
        decoders: decoders > 1 && ports.length === 1 ? 0 : decoders,
        ports,
      },
    ],
    memdevs: memdevs ?? cxl.devices.map((_, index) => address(cxl, index)),
  };
}

/** Address that QEMU gives the window of a guest with 4 GiB of RAM and room for 20 GiB more. */
export const USUAL_WINDOW = 0x690000000;
export const CXL_ROOM = 20 * GiB;
