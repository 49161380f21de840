/** Consistency checks of the `cxl` part of a platform. Each returns one line that names the field, or undefined. */
import type { Range } from '../lib/range.ts';
import { hex, isAligned, MiB } from '../lib/units.ts';
import { type CxlDevice, type CxlPlatform, type CxlSlot, type CxlSwitch, cxlPaths } from './cxl.ts';
import type { CxlFile } from './cxl-schema.ts';

/** Capacities count in it (CXL_CAPACITY_MULTIPLIER). */
const CAPACITY_UNIT = 256 * MiB;
/** Ways and granularities that decoders can be set to (CXL 3.0, 8.2.4.19). */
const WAYS: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16];
const GRANULARITIES: readonly number[] = [256, 512, 1024, 2048, 4096, 8192, 16384];

/** The first field that declares a name. */
type Seen = Map<string | number, string>;

interface Part {
  field: string;
  device?: CxlDevice | undefined;
  switch?: CxlSwitch | undefined;
  slot?: CxlSlot;
}

function* slotsBelow(slots: readonly CxlSlot[], field: string): Generator<Part> {
  for (const [i, slot] of slots.entries()) {
    const at = `${field}.ports[${i}]`;
    yield { field: at, slot };
    if (slot.device !== undefined) yield { field: `${at}.device`, device: slot.device };
    if (slot.switch === undefined) continue;
    yield { field: `${at}.switch`, switch: slot.switch };
    yield* slotsBelow(slot.switch.ports, `${at}.switch`);
  }
}

/** The parts below the host bridges, with their fields in the file. */
function* parts({ hostBridges }: CxlPlatform, file: CxlFile): Generator<Part> {
  const short = file.devices !== undefined;
  for (const [b, { ports }] of hostBridges.entries()) {
    if (short && b === 0) {
      for (const [i, { device }] of ports.entries()) yield { field: `cxl.devices[${i}]`, device };
    } else yield* slotsBelow(ports, `cxl.hostBridges[${b - (short ? 1 : 0)}]`);
  }
}

const windowField = (file: CxlFile, i: number): string =>
  file.window === undefined ? `cxl.windows[${i}]` : i === 0 ? 'cxl.window' : `cxl.windows[${i - 1}]`;

/** Windows as ranges of addresses that nothing else may use. */
export const cxlWindows = (cxl: CxlPlatform | undefined, file: CxlFile | undefined) =>
  cxl === undefined || file === undefined
    ? []
    : cxl.windows.map(({ start, size }, i) => ({
        field: windowField(file, i),
        start,
        end: start + size - 1,
      }));

function badWays(ways: number, granularity: number): string | undefined {
  if (!WAYS.includes(ways)) return `.ways: must be one of ${WAYS.join(', ')}, not ${ways}`;
  return GRANULARITIES.includes(granularity)
    ? undefined
    : `.granularity: must be a power of two from 256 to 16384, not ${granularity}`;
}

function windowFault({ windows, hostBridges }: CxlPlatform, file: CxlFile): string | undefined {
  for (const [i, { start, size, ways, granularity, targets }] of windows.entries()) {
    const field = windowField(file, i);
    if (size === 0) return `${field}.size: too small, nothing of it can be decoded`;
    if (!isAligned(start, CAPACITY_UNIT)) return `${field}.start: must be a multiple of 256 MiB`;
    if (!isAligned(size, CAPACITY_UNIT)) return `${field}.size: must be a multiple of 256 MiB`;
    const bad = badWays(ways, granularity);
    if (bad !== undefined) return field + bad;
    if (targets.length !== ways) return `${field}.ways: ${ways}, but there are ${targets.length} targets`;
    for (const [t, target] of targets.entries()) {
      if (targets.indexOf(target) < t) return `${field}.targets[${t}]: ${target} is a target already`;
      if (!hostBridges.some(({ pci }) => pci === target))
        return `${field}.targets[${t}]: there is no host bridge ${target}`;
    }
  }
  return undefined;
}

function sameBridge({ hostBridges }: CxlPlatform, file: CxlFile): string | undefined {
  const offset = file.devices === undefined ? 0 : 1;
  for (const key of ['acpi', 'pci', 'uid'] as const) {
    const seen: Seen = new Map();
    for (const [i, bridge] of hostBridges.entries()) {
      const before = seen.get(bridge[key]);
      const field = i < offset ? 'cxl.devices' : `cxl.hostBridges[${i - offset}]`;
      if (before !== undefined) return `${field}.${key}: ${bridge[key]} is that of ${before}`;
      seen.set(bridge[key], field);
    }
  }
  return undefined;
}

function badCapacity({ pmem, ram, partitionAlign, decoders }: CxlDevice): string | undefined {
  for (const [name, value] of Object.entries({ pmem, ram, partitionAlign }))
    if (!isAligned(value, CAPACITY_UNIT)) return `.${name}: must be a multiple of 256 MiB`;
  if (pmem + ram === 0) return ': has neither pmem nor ram';
  return decoders === 0 ? '.decoders: must be at least 1' : undefined;
}

function deviceFault(cxl: CxlPlatform, file: CxlFile): string | undefined {
  const serials: Seen = new Map();
  const functions: Seen = new Map();
  for (const { field, device, switch: upstream, slot } of parts(cxl, file)) {
    const pci = (device ?? upstream ?? slot)!.pci;
    const before = functions.get(pci);
    if (before !== undefined) return `${field}.pci: ${pci} is that of ${before}`;
    functions.set(pci, field);
    if (slot?.device !== undefined && slot.switch !== undefined)
      return `${field}.switch: there is a device on this port already`;
    if (device === undefined) continue;
    const other = serials.get(device.serial);
    if (other !== undefined)
      return `${field}.serial: ${hex(device.serial)} is that of ${other}; devices are told apart by serial`;
    serials.set(device.serial, field);
    const bad = badCapacity(device);
    if (bad !== undefined) return field + bad;
  }
  return undefined;
}

function sameId({ hostBridges }: CxlPlatform, file: CxlFile): string | undefined {
  const ids = new Map<string, Seen>();
  if (hostBridges.length === 0) return undefined;
  for (const { field, slot } of parts({ hostBridges } as CxlPlatform, file)) {
    if (slot === undefined) continue;
    const above = field.replace(/\.ports\[\d+\]$/, '');
    const seen: Seen = ids.get(above) ?? new Map();
    ids.set(above, seen);
    const before = seen.get(slot.id);
    if (before !== undefined) return `${field}.id: ${slot.id} is that of ${before}`;
    seen.set(slot.id, field);
  }
  return undefined;
}

function badName(cxl: CxlPlatform, names: readonly string[], field: string): string | undefined {
  const known = new Set([...cxlPaths(cxl)].map(({ device }) => device.pci));
  for (const [i, name] of names.entries()) {
    if (!known.has(name)) return `${field}[${i}]: there is no device ${name}`;
    if (names.indexOf(name) < i) return `${field}[${i}]: ${name} is named already`;
  }
  return undefined;
}

const within = (range: Range, { start, end }: Range): boolean => range.start >= start && range.end <= end;

function committedFault(cxl: CxlPlatform): string | undefined {
  for (const [i, { start, size, granularity, devices }] of cxl.committed.entries()) {
    const field = `cxl.committed[${i}]`;
    const bad = badName(cxl, devices, `${field}.devices`);
    if (bad !== undefined) return bad;
    const ways = badWays(devices.length, granularity);
    if (ways !== undefined) return `${field}${ways.replace('.ways:', '.devices: their number')}`;
    if (size === 0 || !isAligned(size, CAPACITY_UNIT * devices.length))
      return `${field}.size: must be a multiple of 256 MiB for each of its devices`;
    const range = { start, end: start + size - 1 };
    const window = cxl.windows.find((w) => within(range, { start: w.start, end: w.start + w.size - 1 }));
    if (window === undefined) return `${field}: ${hex(start)}-${hex(range.end)} is in no window`;
    const part = size / devices.length;
    for (const [d, pci] of devices.entries()) {
      const path = [...cxlPaths(cxl)].find(({ device }) => device.pci === pci)!;
      if (!window.targets.includes(path.bridge.pci))
        return `${field}.devices[${d}]: ${pci} is below no target of the window`;
      const { ram } = path.device;
      if (part > ram) return `${field}.size: more than the ${ram} bytes of ram of ${pci}`;
    }
  }
  return undefined;
}

/** The first thing that is wrong with the CXL part. */
export function checkCxl(cxl: CxlPlatform | undefined, file: CxlFile | undefined): string | undefined {
  if (cxl === undefined || file === undefined) return undefined;
  return (
    windowFault(cxl, file) ??
    sameBridge(cxl, file) ??
    deviceFault(cxl, file) ??
    sameId(cxl, file) ??
    badName(cxl, cxl.memdevs, 'cxl.memdevs') ??
    committedFault(cxl)
  );
}
