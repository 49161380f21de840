/** Checks of the regions that a platform's firmware committed. Each returns one line that names the field. */
import { contains, overlaps, type Range } from '../lib/range.ts';
import { hex, isAligned, isPowerOfTwo, MiB } from '../lib/units.ts';
import {
  type CxlCommitted,
  type CxlHostBridge,
  type CxlPlatform,
  type CxlSlot,
  type CxlSwitch,
  type CxlWindow,
  cxlPathTo,
} from './cxl.ts';

/** Unit of capacities (CXL_CAPACITY_MULTIPLIER). */
export const CAPACITY_UNIT = 256 * MiB;
/** Ways and granularities that decoders can be set to (CXL 3.0, 8.2.4.19). */
const WAYS: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16];
const GRANULARITIES: readonly number[] = [256, 512, 1024, 2048, 4096, 8192, 16384];

/** An error in ways or granularity; begins with the dot before the field. */
export function badWays(ways: number, granularity: number): string | undefined {
  if (!WAYS.includes(ways)) return `.ways: must be one of ${WAYS.join(', ')}, not ${ways}`;
  return GRANULARITIES.includes(granularity)
    ? undefined
    : `.granularity: must be a power of two from 256 to 16384, not ${granularity}`;
}

/** A name in a list that is no device, or a duplicate. */
export function badName(cxl: CxlPlatform, names: readonly string[], field: string): string | undefined {
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    if (cxlPathTo(cxl, name) === undefined) return `${field}[${i}]: there is no device ${name}`;
    if (seen.has(name)) return `${field}[${i}]: ${name} is named already`;
    seen.add(name);
  }
  return undefined;
}

const rangeOf = ({ start, size }: { start: number; size: number }): Range => ({
  start,
  end: start + size - 1,
});

/** Capacity and addresses taken by the committed regions before one. */
interface Taken {
  regions: { field: string; range: Range }[];
  /** Bytes of RAM by device. */
  ram: Map<string, number>;
  /** Decoders by component. */
  decoders: Map<string, number>;
}

function placeFault(field: string, region: CxlCommitted, windows: readonly CxlWindow[], taken: Taken) {
  const range = rangeOf(region);
  const text = `${hex(range.start)}-${hex(range.end)}`;
  const window = windows.find((one) => contains(rangeOf(one), range));
  if (window === undefined) return `${field}: ${text} is in no window`;
  if (!window.restrictions.includes('volatile')) return `${field}: its window is not for volatile memory`;
  const other = taken.regions.find((before) => overlaps(before.range, range));
  return other && `${field}: ${text} overlaps ${other.field}`;
}

/** Counts a decoder of a component; the fault if it has none left. */
function useDecoder(component: string, decoders: number, taken: Taken): string | undefined {
  const used = (taken.decoders.get(component) ?? 0) + 1;
  taken.decoders.set(component, used);
  return used > decoders ? `${component} has no decoder left` : undefined;
}

const behind = (slot: CxlSlot, pci: string): boolean =>
  slot.device?.pci === pci || slot.switch?.ports.some((port) => behind(port, pci)) === true;

/** Decoders and ways that a region takes of a host bridge or switch and of the switches below. */
function waysFault(
  component: CxlHostBridge | CxlSwitch,
  devices: readonly string[],
  taken: Taken,
): string | undefined {
  const slots = component.ports.filter((slot) => devices.some((pci) => behind(slot, pci)));
  if (slots.length === 0) return undefined;
  if (!isPowerOfTwo(slots.length))
    return `${component.pci} cannot interleave over ${slots.length} ports: a power of two is needed`;
  const none = useDecoder(component.pci, component.decoders, taken);
  if (none !== undefined) return none;
  for (const slot of slots) {
    const fault = slot.switch && waysFault(slot.switch, devices, taken);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function deviceFault(
  field: string,
  { size, devices }: CxlCommitted,
  window: CxlWindow,
  cxl: CxlPlatform,
  taken: Taken,
): string | undefined {
  const part = size / devices.length;
  for (const [d, pci] of devices.entries()) {
    const at = `${field}.devices[${d}]`;
    const { bridge, device } = cxlPathTo(cxl, pci)!;
    const target = window.targets[d % window.targets.length];
    if (!window.targets.includes(bridge.pci)) return `${at}: ${pci} is below no target of the window`;
    if (bridge.pci !== target)
      return `${at}: ${pci} is below ${bridge.pci}, but the position is that of ${target}`;
    const left = device.ram - (taken.ram.get(pci) ?? 0);
    if (part > left) return `${field}.size: more than the ${left} bytes of ram left of ${pci}`;
    taken.ram.set(pci, device.ram - left + part);
    const none = useDecoder(pci, device.decoders, taken);
    if (none !== undefined) return `${at}: ${none}`;
  }
  return undefined;
}

/** The first error of the committed regions. */
export function committedFault(cxl: CxlPlatform): string | undefined {
  const taken: Taken = { regions: [], ram: new Map(), decoders: new Map() };
  for (const [i, region] of cxl.committed.entries()) {
    const { size, granularity, devices } = region;
    const field = `cxl.committed[${i}]`;
    const bad = badName(cxl, devices, `${field}.devices`);
    if (bad !== undefined) return bad;
    const ways = badWays(devices.length, granularity);
    if (ways !== undefined) return `${field}${ways.replace('.ways:', '.devices: their number')}`;
    if (size === 0 || !isAligned(size, CAPACITY_UNIT * devices.length))
      return `${field}.size: must be a multiple of 256 MiB for each of its devices`;
    const place = placeFault(field, region, cxl.windows, taken);
    if (place !== undefined) return place;
    const range = rangeOf(region);
    const window = cxl.windows.find((one) => contains(rangeOf(one), range))!;
    const device = deviceFault(field, region, window, cxl, taken);
    if (device !== undefined) return device;
    for (const bridge of cxl.hostBridges) {
      const fault = waysFault(bridge, devices, taken);
      if (fault !== undefined) return `${field}.devices: ${fault}`;
    }
    taken.regions.push({ field, range });
  }
  return undefined;
}
