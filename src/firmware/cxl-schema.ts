/** The `cxl` part of a platform file: its schema, defaults and short form. */
import * as z from 'zod/mini';
import { KiB } from '../lib/units.ts';
import type {
  CxlCommitted,
  CxlDevice,
  CxlHostBridge,
  CxlPlatform,
  CxlRestriction,
  CxlSlot,
  CxlWindow,
} from './cxl.ts';
import type { ReservedRange } from './platform.ts';
import { labelSize, quantity } from './schema-parts.ts';

const RESTRICTIONS: readonly CxlRestriction[] = ['type2', 'type3', 'volatile', 'pmem', 'fixed'];
const pciName = z
  .string()
  .check(z.regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/, 'must be a PCI function like 0000:0d:00.0'));
const bridgeName = z
  .string()
  .check(z.regex(/^pci[0-9a-f]{4}:[0-9a-f]{2}$/, 'must be a PCI host bridge like pci0000:0c'));

const window = z.strictObject({
  start: quantity,
  size: quantity,
  ways: z.optional(quantity),
  granularity: z.optional(quantity),
  arithmetic: z.optional(z.enum(['modulo', 'xor'])),
  targets: z.array(bridgeName),
  restrictions: z.optional(z.array(z.enum(RESTRICTIONS))),
});

const device = z.strictObject({
  pci: pciName,
  serial: quantity,
  pmem: z.optional(quantity),
  ram: z.optional(quantity),
  labelSize: z.optional(labelSize),
  partitionAlign: z.optional(quantity),
  firmwareVersion: z.optional(z.string().check(z.maxLength(16))),
  decoders: z.optional(quantity),
});

interface SlotFile {
  id: number;
  pci: string;
  device?: z.infer<typeof device> | undefined;
  switch?: SwitchFile | undefined;
}
interface SwitchFile {
  pci: string;
  decoders?: number | undefined;
  ports: SlotFile[];
}

const slotFields = { id: quantity, pci: pciName, device: z.optional(device) };
/** Switches below switches, as deep as boards go. */
const lastSlot = z.strictObject(slotFields);
const switchOf = <T extends z.ZodMiniType>(slot: T) =>
  z.strictObject({ pci: pciName, decoders: z.optional(quantity), ports: z.array(slot) });
const lowSlot = z.strictObject({ ...slotFields, switch: z.optional(switchOf(lastSlot)) });
const slot = z.strictObject({ ...slotFields, switch: z.optional(switchOf(lowSlot)) });

const hostBridge = z.strictObject({
  acpi: z.string().check(z.regex(/^ACPI0016:[0-9a-f]{2}$/, 'must be a name like ACPI0016:00')),
  pci: bridgeName,
  uid: quantity,
  registers: z.optional(quantity),
  decoders: z.optional(quantity),
  ports: z.array(slot),
});

const committed = z.strictObject({
  start: quantity,
  size: quantity,
  granularity: z.optional(quantity),
  devices: z.array(pciName).check(z.minLength(1)),
  locked: z.optional(z.boolean()),
});

/** A device of the short form; its port follows from its position in the list. */
const plainDevice = z.strictObject({
  serial: z.optional(quantity),
  pmem: z.optional(quantity),
  ram: z.optional(quantity),
  labelSize: z.optional(labelSize),
});

/** `cxl` of a platform file: the full form, or a window and a list of devices below one host bridge. */
export const cxlFile = z.strictObject({
  windows: z.optional(z.array(window)),
  hostBridges: z.optional(z.array(hostBridge)),
  memdevs: z.optional(z.array(pciName)),
  committed: z.optional(z.array(committed)),
  window: z.optional(z.strictObject({ start: quantity, size: quantity })),
  devices: z.optional(z.array(plainDevice)),
});

export type CxlFile = z.infer<typeof cxlFile>;

const LABEL_SIZE = 256 * KiB;
/** Values of QEMU's devices. */
const FIRMWARE_VERSION = 'BWFW VERSION 00';
const DECODERS = 1;
const FIRST_SERIAL = 0x1234560;

function cxlDevice(file: z.infer<typeof device>): CxlDevice {
  const { pmem = 0, ram = 0, partitionAlign = 0, firmwareVersion = FIRMWARE_VERSION } = file;
  const { pci, serial, labelSize = pmem > 0 ? LABEL_SIZE : 0, decoders = DECODERS } = file;
  return { pci, serial, pmem, ram, labelSize, partitionAlign, firmwareVersion, decoders };
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

const cxlWindow = (file: z.infer<typeof window>): CxlWindow => ({
  start: file.start,
  size: file.size,
  ways: file.ways ?? file.targets.length,
  granularity: file.granularity ?? 256,
  arithmetic: file.arithmetic ?? 'modulo',
  targets: file.targets,
  restrictions: file.restrictions ?? ['type2', 'type3', 'volatile', 'pmem'],
});

const cxlCommitted = (file: z.infer<typeof committed>): CxlCommitted => ({
  start: file.start,
  size: file.size,
  granularity: file.granularity ?? 256,
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
    .map(({ start }) => start - (start % REGISTER_BLOCK))
    .sort((a, b) => a - b);

const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

/** The short form as a host bridge with a root port for each device, as QEMU would number them. */
function plainBridge(devices: NonNullable<CxlFile['devices']>): z.infer<typeof hostBridge> {
  return {
    acpi: 'ACPI0016:00',
    pci: 'pci0000:0c',
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
  const plain = file.window && { ...file.window, targets: [hostBridges[0]?.pci ?? 'pci0000:0c'] };
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
