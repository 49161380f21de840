/** Buses of persistent memory as a platform file has them, from lists and the ranges of other sources. */
import { GiB, MiB } from '../../lib/units.ts';
import type { Facts } from '../facts.ts';
import { exactAmount } from '../readers/amounts.ts';
import type { NamespaceFact, RegionFact } from '../readers/nd-facts.ts';
import { type DimmFile, type DimmUse, dimmsOf } from './dimms.ts';
import { type MapRange, makesPmem } from './memory-map.ts';
import { type Notes, noteAssumption, noteUnknown } from './notes.ts';
import { byNumber, type Objects, regionNumber } from './objects.ts';
import { isLegacy, type PlacedRegion, placesOf, regionsOfRanges } from './places.ts';
import { takenSize } from './sizes.ts';

export interface RegionFile {
  address: number | null;
  size: number;
  readOnly?: boolean;
  volatile?: boolean;
  persistenceDomain: 'cpu_cache' | 'memory_controller' | null;
  mappings: { dimm: number; offset: number; size: number; position: number }[];
}

export interface BusFile {
  provider: string;
  commands: string;
  dimms: DimmFile[];
  regions: RegionFile[];
}

export interface Hardware {
  buses: BusFile[];
  virtioPmem: { address: number; size: number }[];
  /** Regions with their addresses. */
  placed: PlacedRegion[];
}

const NFIT = 'ACPI.NFIT';
const VIRTIO = 'virtio-pmem';
const E820 = 'e820';
const SCRUB_COMMANDS = 'ars_cap ars_start ars_status clear_error cmd_call';

/** Regions that only the names of namespaces imply. */
function impliedRegions({ namespaces, regions }: Objects): RegionFact[] {
  const known = new Set(regions.map(({ dev }) => dev));
  const byRegion = new Map<string, NamespaceFact[]>();
  for (const namespace of namespaces) {
    const region = namespace.region ?? `region${regionNumber(namespace.dev)}`;
    if (!known.has(region)) byRegion.set(region, [...(byRegion.get(region) ?? []), namespace]);
  }
  return [...byRegion].map(([dev, own]) => ({ dev, file: own[0]!.file, line: own[0]!.line }));
}

/** The provider of a region's bus. */
function providerOf(
  region: RegionFact,
  { buses }: Objects,
  facts: Facts,
  { cmdline, hasPmemRange }: Setting,
): string {
  const bus = buses.find(({ dev }) => dev === region.bus);
  if (bus?.provider !== undefined) return bus.provider;
  if (buses.length === 1 && buses[0]!.provider !== undefined) return buses[0]!.provider;
  const noDimms = region.mappings === undefined || region.mappings.length === 0;
  if (isLegacy(region.dev, facts)) return E820;
  return noDimms && !hasPmemRange && makesPmem(cmdline) ? E820 : NFIT;
}

export interface Setting {
  cmdline: string | undefined;
  map: readonly MapRange[];
  /** A source shows persistent memory that is not of the command line. */
  hasPmemRange: boolean;
}

const DOMAINS = new Set(['cpu_cache', 'memory_controller']);

/** Tests whether a namespace leaves room in its region, which one without a label never does. */
function leavesRoom(size: number, { size: own, align }: NamespaceFact): boolean {
  if (own === undefined) return false;
  const taken = own.value + own.within + own.value / 60 + 2 * Math.max(align?.value ?? 0, 2 * MiB);
  return size - taken > 32 * MiB;
}

/** Evidence of labels: an interleave set id, several namespaces, room that is not in use, or what a label alone has. */
function hasLabels({ iset_id, available_size, size }: RegionFact, own: readonly NamespaceFact[]): boolean {
  if (iset_id !== undefined) return true;
  if (size !== undefined && own.some((one) => leavesRoom(size.value, one))) return true;
  return (
    own.length > 1 ||
    (available_size?.value ?? 0) > 0 ||
    own.some(
      ({ mode, uuid, raw_uuid, name }) =>
        name !== undefined || raw_uuid !== undefined || (mode === 'raw' && uuid !== undefined),
    )
  );
}

/** The DIMM of a region that no list describes. */
const assumedDimm = (region: RegionFact): string => `nmem${regionNumber(region.dev)}`;

interface Part {
  dimm: string;
  offset: number;
  size: number;
  position: number;
}

/** Parts of DIMMs that form a region. */
function partsOf({ region, size }: PlacedRegion, isBare: boolean): Part[] {
  const listed = region.mappings ?? [];
  if (listed.length === 0) return isBare ? [] : [{ dimm: assumedDimm(region), offset: 0, size, position: 0 }];
  // ndctl prints the last mapping first.
  return [...listed].reverse().map(({ dimm, offset, length, position }, i) => ({
    dimm,
    offset: offset?.value ?? 0,
    size: length?.exact ? length.value : Math.floor(size / listed.length),
    position: position ?? i,
  }));
}

function busOf(
  provider: string,
  regions: readonly PlacedRegion[],
  { objects, facts, notes }: { objects: Objects; facts: Facts; notes: Notes },
): BusFile {
  const bus = objects.buses.find((one) => one.provider === provider);
  const onBus = objects.dimms.filter((dimm) => dimm.bus === undefined || dimm.bus === bus?.dev);
  // A list of regions with mappings shows a region without them as it is: one without DIMMs.
  const showsMappings = objects.regions.some(({ mappings }) => (mappings ?? []).length > 0);
  // One without a type is cut before its mappings.
  const parts = regions.map((placed) => partsOf(placed, showsMappings && placed.region.type !== undefined));
  if (!showsMappings && regions.length > 0)
    noteAssumption(notes, 'one DIMM for each region: no list shows mappings');
  const names = new Set([...onBus.map(({ dev }) => dev), ...parts.flat().map(({ dimm }) => dimm)]);
  const sorted = [...names].sort(byNumber);
  const uses = sorted.map((name): DimmUse => {
    const own = parts.flatMap((list, i) =>
      list.filter(({ dimm }) => dimm === name).map((part) => ({ part, i })),
    );
    return {
      name,
      size: own.reduce((end, { part }) => Math.max(end, part.offset + part.size), 0),
      hasLabels: own.some(({ i }) => labelled(regions[i]!.region, objects)),
    };
  });
  return {
    provider,
    commands: bus?.scrub_state === undefined ? 'cmd_call' : SCRUB_COMMANDS,
    dimms: dimmsOf(uses, { ...facts, dimms: objects.dimms }, notes),
    regions: regions.map(({ region, address, size }, i) => ({
      address: isVirtual(provider, region) ? null : address,
      size,
      ...(region.type === 'volatile' && { volatile: true }),
      persistenceDomain: DOMAINS.has(region.persistence_domain ?? '')
        ? (region.persistence_domain as 'cpu_cache' | 'memory_controller')
        : null,
      mappings: parts[i]!.map(({ dimm, offset, size: bytes, position }) => ({
        ...{ dimm: sorted.indexOf(dimm), offset, size: bytes, position },
      })),
    })),
  };
}

/** A range of the test module without a physical address, which has no target node. */
const isVirtual = (provider: string, { numa_node, target_node }: RegionFact): boolean =>
  provider.startsWith('nfit_test') && numa_node !== undefined && target_node === undefined;

/** Namespaces of a region. */
export const namespacesOf = (region: string, { namespaces }: Pick<Objects, 'namespaces'>): NamespaceFact[] =>
  namespaces.filter((one) => (one.region ?? `region${regionNumber(one.dev)}`) === region);

const labelled = (region: RegionFact, objects: Objects): boolean =>
  hasLabels(region, namespacesOf(region.dev, objects));

/** The align of a region by default. */
const UNIT = 16 * MiB;

/** The size that a region has at least: that of its namespaces, as a list without regions shows it. */
function sized(region: RegionFact, objects: Objects, notes: Notes): RegionFact {
  if (region.size !== undefined) return region;
  const own = namespacesOf(region.dev, objects);
  const value = own.reduce((sum, fact) => sum + takenSize(fact, UNIT), 0);
  if (value > 0)
    noteAssumption(
      notes,
      `${region.dev} of ${value} bytes, what its namespaces take: no source shows its size`,
    );
  return { ...region, size: exactAmount(value || GiB) };
}

/** The nodes of a region, as its namespaces have them where no list shows the region. */
function withNodes(region: RegionFact, objects: Objects): RegionFact {
  if (region.numa_node !== undefined || region.target_node !== undefined) return region;
  const shown = namespacesOf(region.dev, objects).find(
    ({ numa_node, target_node }) => numa_node !== undefined || target_node !== undefined,
  );
  if (shown === undefined) return region;
  return { ...region, numa_node: shown.numa_node, target_node: shown.target_node };
}

/** Buses, and virtio-pmem devices, of all sources. */
export function hardwareOf(objects: Objects, facts: Facts, setting: Setting, notes: Notes): Hardware {
  const implied = impliedRegions(objects);
  const listed = [...objects.regions, ...implied].sort((a, b) => byNumber(a.dev, b.dev));
  const ranges = regionsOfRanges(facts, setting.map);
  const isListed = listed.length > 0;
  const groups = new Map<string, RegionFact[]>();
  for (const region of isListed ? listed : ranges) {
    const provider = isListed ? providerOf(region, objects, facts, setting) : NFIT;
    groups.set(provider, [...(groups.get(provider) ?? []), region]);
  }
  if (!isListed && ranges.length > 0)
    noteAssumption(notes, `a region of ${NFIT} for each range of persistent memory: no list shows regions`);
  const out: Hardware = { buses: [], virtioPmem: [], placed: [] };
  for (const [provider, regions] of groups) {
    if (provider === E820 || provider === 'CXL' || /^(?:of_pmem|papr_scm|ndtest)/.test(provider)) {
      if (provider !== E820 && provider !== 'CXL')
        noteUnknown(notes, `buses of ${provider}: memsim has none, its regions are left out`);
      continue;
    }
    // Sizes of ranges come first: without lists of regions they are exact.
    const known = regions.map((region) => withNodes(withRange(region, ranges), objects));
    const full = known.map((region) => sized(region, objects, notes));
    const placed = placesOf(full, facts, setting.map, notes);
    out.placed.push(...placed);
    if (provider === VIRTIO) out.virtioPmem.push(...placed.map(({ address, size }) => ({ address, size })));
    else out.buses.push(busOf(provider, placed, { objects, facts, notes }));
  }
  return out;
}

/** A region with the size and address of its range in /proc/iomem, unless a list shows its size. */
function withRange(region: RegionFact, ranges: readonly RegionFact[]): RegionFact {
  const range = region.size === undefined ? ranges.find(({ dev }) => dev === region.dev) : undefined;
  return range === undefined ? region : { ...region, size: range.size, resource: range.resource };
}
