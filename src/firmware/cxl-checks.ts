/** Consistency checks of the `cxl` part of a platform. Each returns one line that names the field, or undefined. */
import { hex, isAligned } from '../lib/units.ts';
import type { CxlDevice, CxlPlatform, CxlSlot, CxlSwitch } from './cxl.ts';
import { badName, badWays, CAPACITY_UNIT, committedFault } from './cxl-committed-checks.ts';
import type { CxlFile } from './cxl-schema.ts';

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

/** Windows as ranges of addresses, which must not overlap others. */
export const cxlWindows = (cxl: CxlPlatform | undefined, file: CxlFile | undefined) =>
  cxl === undefined || file === undefined
    ? []
    : cxl.windows.map(({ start, size }, i) => ({
        field: windowField(file, i),
        start,
        end: start + size - 1,
      }));

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

/** The first port number that two ports of one bridge or switch have. */
function sameId(cxl: CxlPlatform, file: CxlFile): string | undefined {
  const ids = new Map<string, Seen>();
  for (const { field, slot } of parts(cxl, file)) {
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

/** The first error of the CXL part. */
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
