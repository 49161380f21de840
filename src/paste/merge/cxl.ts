/** CXL windows, host bridges and devices as a platform file has them. */
import type { Facts } from '../facts.ts';
import { type CxlFacts, isWindow } from '../readers/cxl-facts.ts';
import { levels } from '../readers/iomem.ts';
import { lastIomem, type MapRange } from './memory-map.ts';
import { type Notes, noteAssumption, noteUnknown } from './notes.ts';
import { byNumber } from './objects.ts';

type Memdev = CxlFacts['memdevs'][number];
type PortFact = Extract<CxlFacts['bridges'][number], { port: unknown }>;

interface DeviceFile {
  pci: string;
  serial: number;
  pmem?: number;
  ram?: number;
}
interface SlotFile {
  id: number;
  pci: string;
  device?: DeviceFile;
  switch?: { pci: string; ports: SlotFile[] };
}
export interface CxlFile {
  windows: {
    start: number;
    size: number;
    ways?: number;
    granularity?: number;
    targets: string[];
    restrictions?: string[];
  }[];
  hostBridges: { acpi: string; pci: string; uid: number; ports: SlotFile[] }[];
  memdevs: string[];
  committed?: { start: number; size: number; granularity?: number; devices: string[]; locked?: boolean }[];
}

const PCI = /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;
const BRIDGE = /^pci[0-9a-f]{4}:[0-9a-f]{2}$/;
const ACPI = /^ACPI0016:[0-9a-f]{2}$/;

const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

function serialOf({ serial, memdev }: Memdev): number {
  const number = typeof serial === 'string' ? Number(serial) : serial;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 && number < 2 ** 52)
    return number;
  return 0x1234560 + Number(memdev.slice(3));
}

/** Devices once each, in the order of their numbers. */
function memdevsOf({ memdevs }: CxlFacts): Memdev[] {
  const byName = new Map<string, Memdev>();
  for (const next of memdevs) {
    const known = byName.get(next.memdev);
    byName.set(next.memdev, { ...known, ...next, port: next.port ?? known?.port });
  }
  return [...byName.values()].sort((a, b) => byNumber(a.memdev, b.memdev)).slice(0, 256);
}

function deviceFile(memdev: Memdev, index: number): DeviceFile {
  const pci = PCI.test(memdev.host ?? '') ? memdev.host! : `0000:${hexByte(0x0d + index)}:00.0`;
  return {
    pci,
    serial: serialOf(memdev),
    ...(memdev.pmem_size !== undefined && { pmem: memdev.pmem_size.value }),
    ...(memdev.ram_size !== undefined && { ram: memdev.ram_size.value }),
  };
}

/** The ports of a list, each once; the last object of a name counts. */
function portFacts({ bridges }: CxlFacts): PortFact[] {
  const byName = new Map<string, PortFact>();
  for (const fact of bridges) if ('port' in fact) byName.set(fact.port.port, fact);
  return [...byName.values()];
}

/** Host bridges by ACPI name: PCI name and number. */
function bridgeNames({ bridges, decoders }: CxlFacts): { acpi: string; pci: string; uid: number }[] {
  const found = new Map<string, { acpi: string; pci: string; uid: number }>();
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

const DEFAULT_BRIDGE = { acpi: 'ACPI0016:00', pci: 'pci0000:0c', uid: 12 };

/** Root ports with a device each where no list shows the ports. */
const plainSlots = (devices: readonly DeviceFile[], bridge: string): SlotFile[] =>
  devices.map((device, i) => ({ id: i, pci: `${bridge.slice(3)}:${hexByte(i)}.0`, device }));

/** Slots of a port, with its devices and switches on them in the order of their PCI names. */
function slotsOf(
  port: PortFact,
  ports: readonly PortFact[],
  devices: readonly { memdev: Memdev; file: DeviceFile }[],
): SlotFile[] {
  const below = ports.filter(
    ({ above, port: own }) => above === port.port.port && own.port !== port.port.port,
  );
  const own = devices.filter(({ memdev }) => memdev.port === port.port.port);
  const dports = (port.port.dports ?? []).filter(({ dport }) => PCI.test(dport));
  const slots: SlotFile[] = dports.map(({ dport, id }, i) => ({ id: id ?? i, pci: dport }));
  const things = [
    ...below.map((one) => ({ pci: one.port.host ?? '', one })),
    ...own.map((device) => ({ pci: device.file.pci, device })),
  ].sort((a, b) => (a.pci < b.pci ? -1 : 1));
  for (const [i, thing] of things.entries()) {
    const slot = slots[i] ?? { id: i, pci: `0000:0c:${hexByte(i)}.0` };
    slots[i] = slot;
    if ('device' in thing) slot.device = thing.device.file;
    else if (PCI.test(thing.pci)) slot.switch = { pci: thing.pci, ports: slotsOf(thing.one, ports, devices) };
  }
  return slots;
}

const LOW = 4 * 2 ** 30;

interface Window {
  start: number;
  size: number;
}

/** Windows by root decoders, else by rows of /proc/iomem. */
function windowsOf(facts: Facts): (Window & { decoder?: CxlFacts['decoders'][number] })[] {
  const roots = new Map(
    facts.cxl.decoders.filter(({ decoder }) => isWindow(decoder, facts.cxl)).map((one) => [one.decoder, one]),
  );
  const ordered = [...roots.values()].sort((a, b) => byNumber(a.decoder, b.decoder));
  const listed = ordered.flatMap((decoder) =>
    decoder.resource === undefined || !decoder.size?.value
      ? []
      : [{ start: decoder.resource.value, size: decoder.size.value, decoder }],
  );
  if (listed.length > 0) return listed;
  const iomem = lastIomem(facts);
  if (iomem === undefined) return [];
  return levels(iomem)
    .filter(({ name }) => /^CXL Window \d+$/.test(name))
    .map(({ start, end }) => ({ start, size: end - start + 1 }));
}

function restrictionsOf(decoder: CxlFacts['decoders'][number]): string[] {
  return [
    ...(decoder.accelmem_capable ? ['type2'] : []),
    'type3',
    ...(decoder.volatile_capable ? ['volatile'] : []),
    ...(decoder.pmem_capable ? ['pmem'] : []),
  ];
}

/** The device behind an endpoint decoder: by its endpoint, else the next device that is large enough. */
function deviceOf(
  { decoder, dpa_size, size }: CxlFacts['decoders'][number],
  { endpoints }: CxlFacts,
  devices: readonly { memdev: Memdev; file: DeviceFile }[],
  taken: Set<string>,
): string | undefined {
  const number = decoder.slice('decoder'.length, decoder.indexOf('.'));
  const host = endpoints.find(({ endpoint }) => endpoint === `endpoint${number}`)?.host;
  const named = devices.find(({ memdev }) => memdev.memdev === host);
  if (named !== undefined) return named.file.pci;
  const bytes = (dpa_size ?? size)?.value ?? 0;
  const next = devices.find(({ file }) => !taken.has(file.pci) && (file.ram ?? 0) >= bytes && bytes > 0);
  return next?.file.pci;
}

/** Volatile regions that the firmware committed: decoders of endpoints in Soft Reserved memory. */
function committedOf(
  facts: Facts,
  devices: readonly { memdev: Memdev; file: DeviceFile }[],
  soft: readonly { start: number; end: number }[],
): NonNullable<CxlFile['committed']> {
  const out = new Map<number, NonNullable<CxlFile['committed']>[number]>();
  const seen = new Set<string>();
  for (const decoder of facts.cxl.decoders) {
    const { resource, size, mode, targets, interleave_granularity: granularity, locked } = decoder;
    const isEndpoint = mode === 'ram' && targets === undefined && !isWindow(decoder.decoder, facts.cxl);
    if (!isEndpoint || !resource?.exact || !size?.exact || size.value === 0 || seen.has(decoder.decoder))
      continue;
    seen.add(decoder.decoder);
    if (!soft.some(({ start, end }) => start <= resource.value && resource.value <= end)) continue;
    const known = out.get(resource.value) ?? { start: resource.value, size: size.value, devices: [] };
    const pci = deviceOf(
      decoder,
      facts.cxl,
      devices,
      new Set([...out.values()].flatMap((one) => one.devices)),
    );
    if (pci === undefined) continue;
    known.devices.push(pci);
    if (granularity !== undefined) known.granularity = granularity;
    if (locked) known.locked = true;
    out.set(resource.value, known);
  }
  return [...out.values()];
}

/** The CXL part of a platform; undefined if no source shows a device or window. */
export function cxlOf(facts: Facts, map: readonly MapRange[], notes: Notes): CxlFile | undefined {
  const memdevs = memdevsOf(facts.cxl);
  const windows = windowsOf(facts);
  if (memdevs.length === 0 && windows.length === 0) return undefined;
  const all = memdevs.map((memdev, i) => ({ memdev, file: deviceFile(memdev, i) }));
  const devices = all.filter(({ file }) => (file.pmem ?? 0) + (file.ram ?? 0) > 0);
  for (const { memdev } of all.filter((one) => !devices.includes(one)))
    noteUnknown(notes, `the size of ${memdev.memdev}: its list has none, and the device is left out`);
  const ports = portFacts(facts.cxl);
  const names = bridgeNames(facts.cxl);
  const bridges = names.length > 0 ? names : [DEFAULT_BRIDGE];
  const hosts = ports.filter(({ above }) => above.startsWith('root'));
  const placed = new Set<string>();
  const hostBridges = bridges.map((bridge) => {
    const port = hosts.find(({ port: { host } }) => host === bridge.acpi || host === bridge.pci);
    const slots = port === undefined ? [] : slotsOf(port, ports, devices);
    for (const pci of devicesIn(slots)) placed.add(pci);
    return { ...bridge, ports: slots };
  });
  const left = devices.filter(({ file }) => !placed.has(file.pci)).map(({ file }) => file);
  if (left.length > 0) {
    noteAssumption(notes, 'CXL devices on root ports of the first host bridge: no list shows their ports');
    const [first] = hostBridges;
    first!.ports = [
      ...first!.ports.filter(({ device }) => device !== undefined),
      ...plainSlots(left, first!.pci),
    ];
  }
  if (windows.length === 0) {
    const total = devices.reduce((sum, { file }) => sum + (file.pmem ?? 0) + (file.ram ?? 0), 0);
    noteUnknown(
      notes,
      `CXL windows: no root decoder and no row of /proc/iomem shows one (${total} bytes of devices)`,
    );
  }
  const committed = committedOf(
    facts,
    devices,
    map.filter(({ type }) => type === 'soft reserved'),
  );
  return {
    ...(committed.length > 0 && { committed }),
    windows: windows
      .filter(({ start }) => start >= LOW)
      .map(({ start, size, decoder }) => ({
        start,
        size,
        ...(decoder?.interleave_ways !== undefined && { ways: decoder.interleave_ways }),
        ...(decoder?.interleave_granularity !== undefined && { granularity: decoder.interleave_granularity }),
        targets: targetsOf(decoder, bridges),
        ...(decoder !== undefined && { restrictions: restrictionsOf(decoder) }),
      })),
    hostBridges,
    memdevs: devices.map(({ file }) => file.pci),
  };
}

function targetsOf(
  decoder: CxlFacts['decoders'][number] | undefined,
  bridges: readonly { acpi: string; pci: string }[],
): string[] {
  const named = (decoder?.targets ?? [])
    .map(({ target }) => bridges.find(({ acpi, pci }) => acpi === target || pci === target)?.pci)
    .filter((pci) => pci !== undefined);
  return named.length > 0 ? named : [bridges[0]!.pci];
}

const devicesIn = (slots: readonly SlotFile[]): string[] =>
  slots.flatMap((slot) => [
    ...(slot.device === undefined ? [] : [slot.device.pci]),
    ...(slot.switch === undefined ? [] : devicesIn(slot.switch.ports)),
  ]);
