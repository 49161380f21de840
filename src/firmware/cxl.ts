/**
 * CXL as the firmware describes it (CEDT, ACPI0016 and ACPI0017 devices) and as PCI finds it: windows of host
 * addresses, host bridges, switches, type 3 devices. `cxl-schema.ts` reads it from a platform file.
 */

/** A range of host addresses that the platform decodes to host bridges (CFMWS). Sizes in bytes. */
export interface CxlWindow {
  start: number;
  size: number;
  /** Host bridges that the window interleaves over. */
  ways: number;
  granularity: number;
  arithmetic: 'modulo' | 'xor';
  /** Host bridges by PCI name, one for each way. */
  targets: string[];
  restrictions: CxlRestriction[];
}

/** Permitted uses of a window; `fixed` locks its decoder. */
export type CxlRestriction = 'type2' | 'type3' | 'volatile' | 'pmem' | 'fixed';

/** A type 3 device. Sizes in bytes. */
export interface CxlDevice {
  /** Its PCI function, `0000:0d:00.0`. */
  pci: string;
  serial: number;
  pmem: number;
  ram: number;
  labelSize: number;
  /** Unit in which pmem and ram can be repartitioned; 0 for fixed partitions. */
  partitionAlign: number;
  firmwareVersion: string;
  /** HDM decoders. */
  decoders: number;
  /** It implements the security commands; none of its passphrases is set. */
  security?: true;
}

/** A switch: its upstream port and its downstream ports. */
export interface CxlSwitch {
  /** Its upstream port, `0000:0d:00.0`. */
  pci: string;
  /** HDM decoders in its upstream port. */
  decoders: number;
  ports: CxlSlot[];
}

/** A root port or a downstream port of a switch, with at most one device or switch below it. */
export interface CxlSlot {
  /** Port number of its link. */
  id: number;
  pci: string;
  device?: CxlDevice;
  switch?: CxlSwitch;
}

export interface CxlHostBridge {
  /** `ACPI0016:00` */
  acpi: string;
  /** `pci0000:0c` */
  pci: string;
  uid: number;
  /** Physical address of its component registers; null if unknown. */
  registers: number | null;
  decoders: number;
  ports: CxlSlot[];
}

/** A region that the firmware committed before the kernel started. */
export interface CxlCommitted {
  start: number;
  size: number;
  granularity: number;
  /** Devices by PCI function, in the order of their positions. */
  devices: string[];
  locked: boolean;
}

export interface CxlPlatform {
  windows: CxlWindow[];
  hostBridges: CxlHostBridge[];
  /** Devices by PCI function, in the order in which the kernel finds them: mem0, mem1, .. */
  memdevs: string[];
  committed: CxlCommitted[];
}

/** A device and the path to it: a downstream port for each level, host bridge first. */
export interface CxlPath {
  device: CxlDevice;
  bridge: CxlHostBridge;
  /** Each with the device above it: the host bridge, or the upstream port of a switch. */
  links: { slot: CxlSlot; above: string }[];
}

function* below(
  bridge: CxlHostBridge,
  slots: readonly CxlSlot[],
  above: string,
  links: CxlPath['links'],
): Generator<CxlPath> {
  for (const slot of slots) {
    const here = [...links, { slot, above }];
    if (slot.device !== undefined) yield { device: slot.device, bridge, links: here };
    if (slot.switch !== undefined) yield* below(bridge, slot.switch.ports, slot.switch.pci, here);
  }
}

/** Cached paths to devices by PCI function, since the platform of a machine never changes. */
const PATHS = new WeakMap<Pick<CxlPlatform, 'hostBridges'>, ReadonlyMap<string, CxlPath>>();

/** The path to the device with a PCI function; undefined for another function. */
export function cxlPathTo(cxl: Pick<CxlPlatform, 'hostBridges'>, pci: string): CxlPath | undefined {
  const known = PATHS.get(cxl) ?? new Map([...cxlPaths(cxl)].map((path) => [path.device.pci, path]));
  PATHS.set(cxl, known);
  return known.get(pci);
}

/** The paths to all devices of the platform, in the order of the file. */
export function* cxlPaths(cxl: Pick<CxlPlatform, 'hostBridges'>): Generator<CxlPath> {
  for (const bridge of cxl.hostBridges) yield* below(bridge, bridge.ports, bridge.pci, []);
}

/** The switches below downstream ports, each before those below it. */
export function* cxlSwitches(slots: readonly CxlSlot[]): Generator<CxlSwitch> {
  for (const { switch: found } of slots) {
    if (found === undefined) continue;
    yield found;
    yield* cxlSwitches(found.ports);
  }
}
