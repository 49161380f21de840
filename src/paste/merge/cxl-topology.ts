/** CXL host bridges, ports and switches of a paste, as a platform file describes them. */
import type { CxlFacts } from '../readers/cxl-facts.ts';
import { type DeviceFile, hexByte, type ListedDevice, PCI_FUNCTION } from './cxl-devices.ts';
import { type Notes, noteAssumption } from './notes.ts';

type PortFact = Extract<CxlFacts['bridges'][number], { port: unknown }>;

interface SlotFile {
  id: number;
  pci: string;
  device?: DeviceFile;
  switch?: { pci: string; ports: SlotFile[] };
}

/** The names of a host bridge: ACPI object, PCI bus, and its number. */
export interface BridgeNames {
  acpi: string;
  pci: string;
  uid: number;
}

export interface BridgeFile extends BridgeNames {
  ports: SlotFile[];
}

const BRIDGE = /^pci[0-9a-f]{4}:[0-9a-f]{2}$/;
const ACPI = /^ACPI0016:[0-9a-f]{2}$/;
/** The host bridge of a platform whose lists show none. */
const DEFAULT_BRIDGE: BridgeNames = { acpi: 'ACPI0016:00', pci: 'pci0000:0c', uid: 12 };

/** The ports of a list, each once; the last object of a name counts. */
function portFacts({ bridges }: CxlFacts): PortFact[] {
  const byName = new Map<string, PortFact>();
  for (const fact of bridges) if ('port' in fact) byName.set(fact.port.port, fact);
  return [...byName.values()];
}

/** The host bridges of the lists. */
function bridgeNames({ bridges, decoders }: CxlFacts): BridgeNames[] {
  const found = new Map<string, BridgeNames>();
  const add = (one: string, other: string | undefined, id: number | undefined): void => {
    const acpi = ACPI.test(one) ? one : other;
    const pci = BRIDGE.test(one) ? one : other;
    if (acpi === undefined || pci === undefined || !ACPI.test(acpi) || !BRIDGE.test(pci)) return;
    found.set(acpi, { acpi, pci, uid: id ?? Number.parseInt(pci.slice(-2), 16) });
  };
  for (const fact of bridges)
    if ('bus' in fact) for (const { dport, alias, id } of fact.bus.dports ?? []) add(dport, alias, id);
  for (const { targets } of decoders)
    for (const { target, alias, id } of targets ?? []) add(target, alias, id);
  return [...found.values()];
}

/** Root ports with one device each, for devices whose ports no list shows. */
const plainSlots = (devices: readonly DeviceFile[], bridge: string): SlotFile[] =>
  devices.map((device, i) => ({ id: i, pci: `${bridge.slice(3)}:${hexByte(i)}.0`, device }));

/** Slots of a port, with its devices and switches on them in the order of their PCI names. */
function slotsOf(port: PortFact, ports: readonly PortFact[], devices: readonly ListedDevice[]): SlotFile[] {
  const below = ports.filter(
    ({ above, port: own }) => above === port.port.port && own.port !== port.port.port,
  );
  const own = devices.filter(({ memdev }) => memdev.port === port.port.port);
  const dports = (port.port.dports ?? []).filter(({ dport }) => PCI_FUNCTION.test(dport));
  const slots: SlotFile[] = dports.map(({ dport, id }, i) => ({ id: id ?? i, pci: dport }));
  const things = [
    ...below.map((one) => ({ pci: one.port.host ?? '', one })),
    ...own.map((device) => ({ pci: device.file.pci, device })),
  ].sort((a, b) => (a.pci < b.pci ? -1 : 1));
  for (const [i, thing] of things.entries()) {
    const slot = slots[i] ?? { id: i, pci: `0000:0c:${hexByte(i)}.0` };
    slots[i] = slot;
    if ('device' in thing) slot.device = thing.device.file;
    else if (PCI_FUNCTION.test(thing.pci))
      slot.switch = { pci: thing.pci, ports: slotsOf(thing.one, ports, devices) };
  }
  return slots;
}

const devicesIn = (slots: readonly SlotFile[]): string[] =>
  slots.flatMap((slot) => [
    ...(slot.device === undefined ? [] : [slot.device.pci]),
    ...(slot.switch === undefined ? [] : devicesIn(slot.switch.ports)),
  ]);

/** The host bridges with all devices; devices without a port are placed on the first bridge, which is noted. */
export function hostBridgesOf(facts: CxlFacts, devices: readonly ListedDevice[], notes: Notes): BridgeFile[] {
  const ports = portFacts(facts);
  const names = bridgeNames(facts);
  const hosts = ports.filter(({ above }) => above.startsWith('root'));
  const hostBridges = (names.length > 0 ? names : [DEFAULT_BRIDGE]).map((bridge) => {
    const port = hosts.find(({ port: { host } }) => host === bridge.acpi || host === bridge.pci);
    return { ...bridge, ports: port === undefined ? [] : slotsOf(port, ports, devices) };
  });
  const placed = new Set(hostBridges.flatMap(({ ports: slots }) => devicesIn(slots)));
  const left = devices.filter(({ file }) => !placed.has(file.pci)).map(({ file }) => file);
  if (left.length === 0) return hostBridges;
  noteAssumption(notes, 'CXL devices on root ports of the first host bridge: no list shows their ports');
  const [first, ...others] = hostBridges;
  const used = first!.ports.filter(({ device }) => device !== undefined);
  return [{ ...first!, ports: [...used, ...plainSlots(left, first!.pci)] }, ...others];
}
