/** Physical addresses of regions, which lists rarely print: from /proc/iomem, the memory map or the SRAT. */
import { contains, rangeSize } from '../../lib/range.ts';
import { alignUp, GiB } from '../../lib/units.ts';
import type { Facts, IomemRow } from '../facts.ts';
import { exactAmount } from '../readers/amounts.ts';
import { levels } from '../readers/iomem.ts';
import type { RegionFact } from '../readers/nd-facts.ts';
import { lastBoot } from './kernel.ts';
import { lastIomem, type MapRange } from './memory-map.ts';
import { type Notes, noteAssumption, noteConflict, rangeText } from './notes.ts';
import { regionNumber } from './objects.ts';

interface PmemRange {
  start: number;
  end: number;
}

/** A range of persistent memory, and the kernel's rows in it. */
interface Row extends PmemRange {
  source: string;
  row?: IomemRow;
  children: IomemRow[];
}

const CHILD = /^(?:namespace|dax)(\d+)\.\d+$/;

/** Rows of /proc/iomem about persistent memory that is not the command line's. */
function iomemRows(facts: Facts): Row[] {
  const iomem = lastIomem(facts);
  if (iomem === undefined) return [];
  const out: Row[] = [];
  let open: { row: Row; depth: number } | undefined;
  for (const row of levels(iomem)) {
    if (open !== undefined && row.depth <= open.depth) open = undefined;
    const isOwn =
      row.name === 'Persistent Memory' || (open === undefined && /^namespace\d+\.\d+$/.test(row.name));
    if (isOwn && open === undefined) {
      const next: Row = { source: '/proc/iomem', start: row.start, end: row.end, row, children: [] };
      out.push(next);
      open = { row: next, depth: row.depth };
      if (row.name !== 'Persistent Memory') next.children.push(row);
    } else if (row.name === 'Persistent Memory (legacy)' || row.name === 'Soft Reserved')
      open = { row: { source: '', start: row.start, end: row.end, children: [] }, depth: row.depth };
    else if (open !== undefined && CHILD.test(row.name)) open.row.children.push(row);
  }
  return out;
}

/** All ranges that may be regions, by source in the order of trust. */
function candidates(facts: Facts, map: readonly MapRange[]): Row[][] {
  const typed = map
    .filter(({ type }) => type === 'persistent (type 7)')
    .map((row) => ({ ...row, source: 'BIOS-e820', children: [] }));
  const srat = (lastBoot(facts)?.srat ?? [])
    .filter(({ nonVolatile }) => nonVolatile)
    .map((row) => ({ ...row, source: 'SRAT', children: [] }));
  const nfit = facts.nfit.ranges
    .filter(({ persistent, size }) => persistent && size > 0)
    .map(({ base, size }) => ({ start: base, end: base + size - 1, source: 'NFIT', children: [] }));
  return [nfit, iomemRows(facts), typed, srat].filter((list) => list.length > 0);
}

/** The range of the children of a region in a row that holds several regions. */
function childRange(
  rows: readonly Row[],
  number: number,
): { row: Row; start: number; end: number; alone: boolean } | undefined {
  for (const row of rows) {
    const own = row.children.filter(({ name }) => regionNumber(name) === number);
    if (own.length === 0) continue;
    const alone = row.children.every(({ name }) => regionNumber(name) === number);
    const start = Math.min(...own.slice(0, 1000).map((child) => child.start));
    const end = Math.max(...own.slice(0, 1000).map((child) => child.end));
    return { row, start, end, alone };
  }
  return undefined;
}

export interface PlacedRegion {
  region: RegionFact;
  address: number;
  size: number;
}

/** Searches one source for the ranges of regions. */
class Placer {
  readonly found = new Map<string, PlacedRegion>();
  readonly #notes: Notes;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  place(region: RegionFact, address: number, size: number): void {
    this.found.set(region.dev, { region, address, size });
  }

  #free(range: PmemRange): boolean {
    return [...this.found.values()].every(
      ({ address, size }) => address + size - 1 < range.start || address > range.end,
    );
  }

  byChildren(region: RegionFact, rows: readonly Row[]): void {
    const at = childRange(rows, regionNumber(region.dev));
    if (at === undefined) return;
    const size = region.size?.exact ? region.size.value : undefined;
    const whole = rangeSize(at.row);
    if (at.alone && (size === undefined || size === whole)) {
      this.place(region, at.row.start, whole);
      return;
    }
    if (at.alone && size !== undefined && size !== whole && region.size !== undefined)
      noteConflict(this.#notes, {
        about: `size of ${region.dev}`,
        says: [
          { source: 'ndctl list', place: region, value: `${size} bytes` },
          {
            source: at.row.source,
            ...(at.row.row && { place: at.row.row }),
            value: `${rangeText(at.row)}, ${whole} bytes`,
          },
        ],
        choice: `ndctl's size, at the start of the range`,
      });
    this.place(region, at.alone ? at.row.start : at.start, size ?? at.end - at.start + 1);
  }

  /** Equal sizes in the order of addresses belong to regions in the order of their numbers. */
  bySize(regions: readonly RegionFact[], rows: readonly Row[]): void {
    for (const region of regions) {
      if (this.found.has(region.dev) || region.size === undefined) continue;
      const { value, within } = region.size;
      const fits = rows.filter((row) => Math.abs(rangeSize(row) - value) <= within && this.#free(row));
      const [first] = fits;
      if (first === undefined) continue;
      if (fits.length > 1)
        noteAssumption(
          this.#notes,
          `${region.dev} at ${rangeText(first)}: ${fits.length} ranges of ${first.source} have its size, the first free one is taken`,
        );
      this.place(region, first.start, rangeSize(first));
    }
  }

  /** Regions that fill a row together lie in it one after the other. */
  inOneRow(regions: readonly RegionFact[], rows: readonly Row[]): void {
    for (const row of rows) {
      const left = regions.filter(({ dev, size }) => !this.found.has(dev) && size?.exact);
      const sizes = left.map(({ size }) => size!.value);
      if (left.length < 2 || !this.#free(row)) continue;
      if (sizes.reduce((sum, size) => sum + size, 0) !== rangeSize(row)) continue;
      let at = row.start;
      for (const [i, region] of left.entries()) {
        this.place(region, at, sizes[i]!);
        at += sizes[i]!;
      }
      noteAssumption(
        this.#notes,
        `regions follow each other in ${rangeText(row)} in the order of their numbers`,
      );
    }
  }

  /** Places a region without an address above all others. */
  anywhere(region: RegionFact, floor: number): void {
    if (region.size === undefined || this.found.has(region.dev)) return;
    const ends = [...this.found.values()].map(({ address, size }) => address + size);
    const address = alignUp(Math.max(floor, ...ends), GiB);
    const { value, exact } = region.size;
    this.place(region, address, value);
    const size = exact ? '' : ` with ${value} bytes, which its list rounds`;
    noteAssumption(
      this.#notes,
      `${region.dev} at ${address.toString(16).padStart(8, '0')}${size}: no source shows its address`,
    );
  }
}

/** The addresses of regions that lists show. */
export function placesOf(
  regions: readonly RegionFact[],
  facts: Facts,
  map: readonly MapRange[],
  notes: Notes,
): PlacedRegion[] {
  const placer = new Placer(notes);
  for (const region of regions)
    if (region.resource?.exact && region.size?.exact)
      placer.place(region, region.resource.value, region.size.value);
  const left = (): RegionFact[] => regions.filter(({ dev }) => !placer.found.has(dev));
  const sources = candidates(facts, map);
  for (const rows of sources) for (const region of left()) placer.byChildren(region, rows);
  for (const rows of sources) placer.bySize(left(), rows);
  for (const rows of sources) placer.inOneRow(left(), rows);
  const floor = map.reduce(
    (max, { end, type }) => (type === 'reserved' ? max : Math.max(max, end + 1)),
    4 * GiB,
  );
  for (const region of left()) placer.anywhere(region, floor);
  return regions.flatMap(({ dev }) => placer.found.get(dev) ?? []);
}

/** Regions of a paste without a list of them: a region for each range, or for each number in its children. */
export function regionsOfRanges(facts: Facts, map: readonly MapRange[]): RegionFact[] {
  const [rows = []] = candidates(facts, map);
  const numbers = new Set(rows.flatMap(({ children }) => children.map(({ name }) => regionNumber(name))));
  const named = [...numbers].map((number) => ({ number, row: rows.find((one) => holds(one, number))! }));
  const bare = rows.filter(({ children }) => children.length === 0);
  const free = (taken: number): number => {
    let next = taken;
    while (numbers.has(next)) next++;
    numbers.add(next);
    return next;
  };
  const all = [...named, ...bare.map((row) => ({ number: free(0), row }))];
  return all
    .sort((a, b) => a.number - b.number)
    .map(({ number, row }) => {
      const shared = row.children.some(({ name }) => regionNumber(name) !== number);
      const range = shared ? childRange([row], number)! : row;
      return {
        dev: `region${number}`,
        size: exactAmount(range.end - range.start + 1),
        resource: exactAmount(range.start),
        file: row.row?.file ?? '-',
        line: row.row?.line ?? 0,
      };
    });
}

const holds = ({ children }: Row, number: number): boolean =>
  children.some(({ name }) => regionNumber(name) === number);

/** Tests whether a region lies in a range of the command line or of a type 12 row. */
export function isLegacy(region: string, facts: Facts): boolean {
  const iomem = lastIomem(facts);
  if (iomem === undefined) return false;
  const rows = levels(iomem);
  const legacy = rows.filter(({ name }) => name === 'Persistent Memory (legacy)');
  return rows.some(
    (row) =>
      CHILD.test(row.name) &&
      regionNumber(row.name) === regionNumber(region) &&
      legacy.some((outer) => contains(outer, row)),
  );
}
