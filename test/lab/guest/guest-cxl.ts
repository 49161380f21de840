/** CXL devices of a guest: QEMU's arguments, and the same devices as a platform file has them. */
import { GiB, MiB } from '../../../src/lib/units.ts';

/** Capacity of a type 3 device in bytes; QEMU has volatile capacity since 8.1. */
export interface GuestCxlDevice {
  pmem: number;
  ram: number;
}

/** Type 3 devices below one host bridge, each on a root port of its own, and one window. */
export interface GuestCxl {
  /** Bytes of the window; QEMU requires a multiple of 256 MiB and places it above RAM. */
  window: number;
  devices: readonly GuestCxlDevice[];
  /** HDM decoders of the host bridge and of each device. */
  decoders: number;
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
function deviceArguments({ pmem, ram }: GuestCxlDevice, index: number): string[] {
  const object = (id: string, size: number): string[] => [
    ...['-object', `memory-backend-ram,id=${id}${index},share=on,size=${size}`],
  ];
  // Without volatile capacity by the older name, which all versions have.
  const persistent = ram > 0 ? 'persistent-memdev' : 'memdev';
  const options = [
    `cxl-type3,bus=rp${index},id=pm${index},sn=${serial(index)}`,
    ...(pmem > 0 ? [`${persistent}=cxlmem${index}`, `lsa=cxllsa${index}`] : []),
    ...(ram > 0 ? [`volatile-memdev=cxlram${index}`] : []),
  ];
  return [
    ...(pmem > 0 ? [...object('cxlmem', pmem), ...object('cxllsa', LABEL_SIZE)] : []),
    ...(ram > 0 ? object('cxlram', ram) : []),
    ...['-device', options.join(',')],
  ];
}

/** QEMU's arguments for the devices; label areas and media last for one boot. */
export function cxlArguments({ window, devices }: GuestCxl): string[] {
  return [
    ...['-machine', `cxl-fmw.0.targets.0=cxl.1,cxl-fmw.0.size=${window / MiB}M`],
    ...['-device', `pxb-cxl,bus_nr=${BUS},bus=pcie.0,id=cxl.1`],
    ...devices.flatMap((device, index) => [
      ...['-device', `cxl-rp,port=${index},bus=cxl.1,id=rp${index},chassis=0,slot=${index + 2}`],
      ...deviceArguments(device, index),
    ]),
  ];
}

/** The part `cxl` of a platform file. */
export interface SeenCxl {
  windows: object[];
  hostBridges: object[];
  /** PCI addresses in the order in which the kernel found the devices. */
  memdevs: string[];
}

/**
 * The devices as a platform file describes them.
 *
 * @param start physical address of the window
 * @param memdevs PCI addresses by number of the memdev; default: the order of the ports
 */
export function cxlOfPlatform(cxl: GuestCxl, start: number, memdevs?: string[]): SeenCxl {
  const { window, devices, decoders } = cxl;
  const bridge = `pci0000:${hex(BUS)}`;
  const address = (index: number): string => `0000:${hex(BUS + 1 + index)}:00.0`;
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
        decoders: decoders > 1 && devices.length === 1 ? 0 : decoders,
        ports: devices.map(({ pmem, ram }, index) => ({
          ...{ id: index, pci: `0000:${hex(BUS)}:${hex(index)}.0` },
          device: {
            pci: address(index),
            serial: serial(index),
            pmem,
            ram,
            labelSize: pmem > 0 ? LABEL_SIZE : 0,
            decoders,
            // Security commands came to QEMU one release before the four decoders.
            security: decoders > 1,
          },
        })),
      },
    ],
    memdevs: memdevs ?? devices.map((_, index) => address(index)),
  };
}

/** Address that QEMU gives the window of a guest with 4 GiB of RAM and room for 20 GiB more. */
export const USUAL_WINDOW = 0x690000000;
export const CXL_ROOM = 20 * GiB;
