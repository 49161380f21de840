/** Consistency checks between the parts of a platform. Each check returns one line, or undefined. */
import { overlaps, type Range } from '../lib/range.ts';
import { hex, isAligned, PAGE_SIZE } from '../lib/units.ts';
import { checkCxl, cxlWindows } from './cxl-checks.ts';
import { dimmKey } from './media.ts';
import type { NfitBus, Platform } from './platform.ts';
import type { PlatformFile } from './schema.ts';

interface Named extends Range {
  field: string;
}

const text = ({ start, end }: Range): string => `${hex(start)}-${hex(end)}`;

function endBeforeStart(ranges: readonly Named[]): string | undefined {
  const bad = ranges.find(({ start, end }) => end < start);
  return bad && `${bad.field}.end: ${hex(bad.end)} comes before start ${hex(bad.start)}`;
}

const named = (field: string, ranges: readonly Range[]): Named[] =>
  ranges.map(({ start, end }, index) => ({ field: `${field}[${index}]`, start, end }));

/** Field names of the DIMMs and regions of each bus; those of the short form belong to the first bus. */
interface Fields {
  dimm(bus: number, index: number): string;
  region(bus: number, index: number): string;
}

function fieldsOf(shortForm: boolean): Fields {
  const field = (kind: string, bus: number, index: number): string =>
    shortForm && bus === 0 ? `nvdimms[${index}]` : `buses[${bus - (shortForm ? 1 : 0)}].${kind}[${index}]`;
  return {
    dimm: (bus, index) => field('dimms', bus, index),
    region: (bus, index) => field('regions', bus, index),
  };
}

/** Regions with a physical address; regions of test buses have artificial addresses and are skipped. */
const placedRegions = (buses: readonly NfitBus[], fields: Fields): Named[] =>
  buses.flatMap(({ provider, regions }, b) =>
    provider.startsWith('nfit_test')
      ? []
      : regions.flatMap(({ address, size }, r) =>
          address === null ? [] : [{ field: fields.region(b, r), start: address, end: address + size - 1 }],
        ),
  );

/** Windows of virtio-pmem devices. */
const windows = ({ virtioPmem }: Platform): Named[] =>
  virtioPmem.map(({ address, size }, i) => ({
    field: `virtioPmem[${i}]`,
    start: address,
    end: address + size - 1,
  }));

/** Checks that windows are not empty and consist of whole pages, as struct pages require. */
function badWindow({ virtioPmem }: Platform): string | undefined {
  const i = virtioPmem.findIndex(({ size }) => size === 0);
  if (i >= 0) return `virtioPmem[${i}].size: too small, nothing of it can be mapped`;
  const misaligned = virtioPmem.findIndex(
    ({ address, size }) => !isAligned(address, PAGE_SIZE) || !isAligned(size, PAGE_SIZE),
  );
  return misaligned < 0
    ? undefined
    : `virtioPmem[${misaligned}]: address and size must be multiples of 4 KiB`;
}

function overlapping(regions: readonly Named[]): string | undefined {
  const sorted = [...regions].sort((a, b) => a.start - b.start);
  for (const [i, next] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before !== undefined && overlaps(before, next))
      return `${next.field}: ${text(next)} overlaps ${before.field} (${text(before)})`;
  }
  return undefined;
}

function overRam(platform: Platform, regions: readonly Named[]): string | undefined {
  const ram = named('e820', platform.e820).filter((_, i) => platform.e820[i]!.type === 'usable');
  for (const region of regions) {
    const hit = ram.find((range) => overlaps(range, region));
    if (hit !== undefined)
      return `${region.field}: ${text(region)} overlaps usable ${hit.field} (${text(hit)})`;
  }
  return undefined;
}

/** Checks that Soft Reserved memory is not usable RAM at the same time. */
function softOverRam({ e820 }: Platform): string | undefined {
  const ranges = named('e820', e820);
  const of = (type: string): Named[] => ranges.filter((_, i) => e820[i]!.type === type);
  for (const soft of of('soft reserved')) {
    const hit = of('usable').find((ram) => overlaps(ram, soft));
    if (hit !== undefined)
      return `${soft.field}: soft reserved ${text(soft)} overlaps usable ${hit.field} (${text(hit)})`;
  }
  return undefined;
}

/** The kernel rejects an SRAT in which two nodes overlap; entries of one node may overlap. */
function sharedByNodes({ numa }: Platform): string | undefined {
  const ranges = named('numa', numa);
  for (const [i, range] of ranges.entries()) {
    const j = ranges.findIndex(
      (other, at) => at < i && numa[at]!.node !== numa[i]!.node && overlaps(other, range),
    );
    if (j >= 0)
      return `${range.field}: ${text(range)} of node ${numa[i]!.node} overlaps ${ranges[j]!.field} (${text(ranges[j]!)}) of node ${numa[j]!.node}`;
  }
  return undefined;
}

function sameCpu(cpus: PlatformFile['cpus'] = []): string | undefined {
  const at = cpus.findIndex(({ cpu }, i) => cpus.findIndex((other) => other.cpu === cpu) < i);
  return at < 0 ? undefined : `cpus[${at}].cpu: there is a cpu ${cpus[at]!.cpu} already`;
}

function emptyRegion(buses: readonly NfitBus[], fields: Fields): string | undefined {
  for (const [b, bus] of buses.entries()) {
    const r = bus.regions.findIndex(({ size }) => size === 0);
    if (r >= 0) return `${fields.region(b, r)}.size: too small, nothing of it can be mapped`;
  }
  return undefined;
}

function badMapping(buses: readonly NfitBus[], fields: Fields): string | undefined {
  for (const [b, { dimms, regions }] of buses.entries())
    for (const [r, { mappings }] of regions.entries())
      for (const [m, { dimm, offset, size }] of mappings.entries()) {
        const field = `${fields.region(b, r)}.mappings[${m}]`;
        const target = dimms[dimm];
        if (target === undefined) return `${field}.dimm: there is no dimms[${dimm}]`;
        if (offset + size > target.size)
          return `${field}.size: ${offset} + ${size} is more than the ${target.size} bytes of dimms[${dimm}]`;
      }
  return undefined;
}

function sameDimm(buses: readonly NfitBus[], fields: Fields): string | undefined {
  const seen = new Map<string, string>();
  for (const [b, { dimms }] of buses.entries())
    for (const [d, dimm] of dimms.entries()) {
      const field = fields.dimm(b, d);
      const before = seen.get(dimmKey(dimm));
      if (before !== undefined)
        return `${field}.serial: ${hex(dimm.serial)} is that of ${before}; DIMMs are told apart by vendor and serial`;
      seen.set(dimmKey(dimm), field);
    }
  return undefined;
}

/**
 * Checks a platform.
 *
 * @param file the file it was read from; its `nvdimms`, if any, form the first bus
 * @returns one line that names the invalid field, or undefined
 */
export function checkPlatform(platform: Platform, file: PlatformFile): string | undefined {
  const { e820, reserved, numa, buses } = platform;
  const fields = fieldsOf((file.nvdimms ?? []).length > 0);
  const ranges = [...named('e820', e820), ...named('reserved', reserved), ...named('numa', numa)];
  const image = platform.kernelImage;
  if (image !== undefined) ranges.push({ ...image, field: 'kernelImage' });
  const regions = [
    ...placedRegions(buses, fields),
    ...windows(platform),
    ...cxlWindows(platform.cxl, file.cxl),
  ];
  return (
    endBeforeStart(ranges) ??
    emptyRegion(buses, fields) ??
    badWindow(platform) ??
    checkCxl(platform.cxl, file.cxl) ??
    badMapping(buses, fields) ??
    sameDimm(buses, fields) ??
    softOverRam(platform) ??
    sharedByNodes(platform) ??
    sameCpu(file.cpus) ??
    overlapping(regions) ??
    overRam(platform, regions)
  );
}
