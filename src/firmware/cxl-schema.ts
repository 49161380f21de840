/** Schema of the `cxl` part of a platform file. */
import * as z from 'zod/mini';
import type { CxlRestriction } from './cxl.ts';
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
  security: z.optional(z.boolean()),
});

/** A root port or a downstream port of a switch, as the file has it. */
export interface SlotFile {
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
export type WindowFile = z.infer<typeof window>;
export type DeviceFile = z.infer<typeof device>;
export type HostBridgeFile = z.infer<typeof hostBridge>;
export type CommittedFile = z.infer<typeof committed>;
