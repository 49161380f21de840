/** Defaults and short form of the `cxl` part of a platform file. */
import { alignDown, KiB } from '../lib/units.ts';
import type { CxlCommitted, CxlDevice, CxlHostBridge, CxlPlatform, CxlSlot, CxlWindow } from './cxl.ts';
import type {
  CommittedFile,
  CxlFile,
  DeviceFile,
  HostBridgeFile,
  SlotFile,
  WindowFile,
} from './cxl-schema.ts';
import type { ReservedRange } from './platform.ts';

const LABEL_SIZE = 256 * KiB;
/** Values of QEMU's devices. */
const FIRMWARE_VERSION = 'BWFW VERSION 00';
const DECODERS = 1;
const FIRST_SERIAL = 0x1234560;
/** Interleave granularity in bytes. */
const GRANULARITY = 256;
/** Host bridge of the short form. */
const PLAIN_BRIDGE = 'pci0000:0c';

function cxlDevice(file: DeviceFile): CxlDevice {
  const { pmem = 0, ram = 0, partitionAlign = 0, firmwareVersion = FIRMWARE_VERSION } = file;
  const { pci, serial, labelSize = pmem > 0 ? LABEL_SIZE : 0, decoders = DECODERS } = file;
  const secured = file.security === true && { security: true as const };
  return { pci, serial, pmem, ram, labelSize, partitionAlign, firmwareVersion, decoders, ...secured };
}

const cxlSlot = (file: SlotFile): CxlSlot => ({
  id: file.id,
  pci: file.pci,
  ...(file.device !== undefined && { device: cxlDevice(file.device) }),
  ...(file.switch !== undefined && {
    switch: {
      pci: file.switch.pci,
      decoders: file.switch.decoders ?? DECODERS,
      ports: file.switch.ports.map(cxlSlot),
    },
  }),
});

const cxlWindow = (file: WindowFile): CxlWindow => ({
  start: file.start,
  size: file.size,
  ways: file.ways ?? file.targets.length,
  granularity: file.granularity ?? GRANULARITY,
  arithmetic: file.arithmetic ?? 'modulo',
  targets: file.targets,
  restrictions: file.restrictions ?? ['type2', 'type3', 'volatile', 'pmem'],
});

const cxlCommitted = (file: CommittedFile): CxlCommitted => ({
  start: file.start,
  size: file.size,
  granularity: file.granularity ?? GRANULARITY,
  devices: file.devices,
  locked: file.locked ?? false,
});

/** Resources that the kernel creates from this part of the file. */
const MADE_BY_KERNEL = /^(CXL Window \d+|(port|endpoint)\d+)$/;
const REGISTER_BLOCK = 64 * KiB;

/** The reserved ranges without those that the kernel's CXL drivers add. */
export const withoutCxl = (reserved: ReservedRange[]): ReservedRange[] =>
  reserved.filter(({ name }) => !MADE_BY_KERNEL.test(name));

/** Register blocks of host bridges among the machine's resources, lowest first. */
const registersIn = (reserved: readonly ReservedRange[]): number[] =>
  reserved
    .filter(({ name }) => /^port\d+$/.test(name))
    .map(({ start }) => alignDown(start, REGISTER_BLOCK))
    .sort((a, b) => a - b);

const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

/** The short form as a host bridge with a root port for each device, as QEMU would number them. */
function plainBridge(devices: NonNullable<CxlFile['devices']>): HostBridgeFile {
  return {
    acpi: 'ACPI0016:00',
    pci: PLAIN_BRIDGE,
    uid: 12,
    ports: devices.map((entry, i) => ({
      id: i,
      pci: `0000:0c:${hexByte(i)}.0`,
      device: { ...entry, pci: `0000:${hexByte(13 + i)}:00.0`, serial: entry.serial ?? FIRST_SERIAL + i },
    })),
  };
}

/** The CXL part behind a file, complete. */
export function completeCxl(file: CxlFile, reserved: readonly ReservedRange[]): CxlPlatform {
  const bridges = [
    ...(file.devices === undefined ? [] : [plainBridge(file.devices)]),
    ...(file.hostBridges ?? []),
  ];
  const registers = registersIn(reserved);
  const hostBridges: CxlHostBridge[] = bridges.map((bridge, i) => ({
    acpi: bridge.acpi,
    pci: bridge.pci,
    uid: bridge.uid,
    registers: bridge.registers ?? registers[i] ?? null,
    decoders: bridge.decoders ?? DECODERS,
    ports: bridge.ports.map(cxlSlot),
  }));
  const plain = file.window && { ...file.window, targets: [hostBridges[0]?.pci ?? PLAIN_BRIDGE] };
  const windows = [...(plain === undefined ? [] : [plain]), ...(file.windows ?? [])].map(cxlWindow);
  const found = devicesOf(hostBridges.flatMap(({ ports }) => ports));
  return {
    windows,
    hostBridges,
    memdevs: file.memdevs ?? found,
    committed: (file.committed ?? []).map(cxlCommitted),
  };
}

function devicesOf(slots: readonly CxlSlot[]): string[] {
  return slots.flatMap((entry) => [
    ...(entry.device === undefined ? [] : [entry.device.pci]),
    ...(entry.switch === undefined ? [] : devicesOf(entry.switch.ports)),
  ]);
}

/** The largest address of a window; 0 without any. */
export const cxlEnd = (file: CxlFile | undefined): number =>
  Math.max(0, ...[file?.window, ...(file?.windows ?? [])].map((w) => (w ? w.start + w.size - 1 : 0)));
