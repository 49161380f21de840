/** The firmware's memory map, from the best source that a paste has. */
import { STRUCT_PAGE_SIZE } from '../../kernel/mm/mmzone.ts';
import { parseQuantity } from '../../lib/quantity.ts';
import { rangeSize } from '../../lib/range.ts';
import { alignUp, GiB, MiB, PAGE_SIZE } from '../../lib/units.ts';
import type { Facts, Iomem } from '../facts.ts';
import { levels } from '../readers/iomem.ts';
import { lastBoot } from './kernel.ts';
import { type Notes, newNotes, noteAssumption, noteConflict, noteUnknown } from './notes.ts';
import { withPlugged } from './plugged.ts';

export interface MapRange {
  start: number;
  end: number;
  type: string;
}

export type MapSource = 'BIOS-e820' | 'user-defined map' | '/proc/iomem' | 'node ranges' | 'lsmem' | 'none';

export interface MemoryMap {
  rows: MapRange[];
  from: MapSource;
}

/** The last reading of /proc/iomem with addresses. */
export const lastIomem = ({ iomem }: Facts): Iomem | undefined => iomem.findLast(({ hidden }) => !hidden);

/** Types of the map by their names in /proc/iomem. */
const TYPES: Readonly<Record<string, string>> = {
  'System RAM': 'usable',
  Reserved: 'reserved',
  reserved: 'reserved',
  'ACPI Tables': 'ACPI data',
  'ACPI Non-volatile Storage': 'ACPI NVS',
  'Unusable memory': 'unusable',
  'Persistent Memory (legacy)': 'persistent (type 12)',
  'Soft Reserved': 'soft reserved',
};

const MAKES_PMEM = /(?:^|\s)memmap=\S*!/;
const MAKES_SOFT = /(?:^|\s)(?:memmap=\S*\+0xefffffff|efi_fake_mem=)/i;

/** Tests for an option that turns RAM of the firmware's map into persistent memory. */
export const makesPmem = (cmdline = ''): boolean => MAKES_PMEM.test(cmdline);

/** The type of a row before the command line changed the map. */
function before(type: string, cmdline = ''): string {
  if (type === 'persistent (type 12)' && makesPmem(cmdline)) return 'usable';
  return type === 'soft reserved' && MAKES_SOFT.test(cmdline) ? 'usable' : type;
}

/** Joins rows of one type that touch, in the order of addresses. */
function joined(rows: readonly MapRange[]): MapRange[] {
  const out: MapRange[] = [];
  for (const row of [...rows].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last !== undefined && last.type === row.type && last.end + 1 >= row.start)
      last.end = Math.max(last.end, row.end);
    else out.push({ start: row.start, end: row.end, type: row.type });
  }
  return out;
}

/** The kernel reserves the first page itself, which /proc/iomem then shows. */
function withFirstPage(rows: MapRange[]): MapRange[] {
  const [first, second] = rows;
  const isFirstPage = first?.start === 0 && first.end === PAGE_SIZE - 1 && first.type === 'reserved';
  if (!isFirstPage || second?.type !== 'usable' || second.start !== PAGE_SIZE) return rows;
  return [{ ...second, start: 0 }, ...rows.slice(2)];
}

/** Low memory of a PC around the ranges that only a part of the sources show. */
const LOW: readonly MapRange[] = [
  { start: 0, end: 0x9fbff, type: 'usable' },
  { start: 0x9fc00, end: 0x9ffff, type: 'reserved' },
  { start: 0xf0000, end: 0xfffff, type: 'reserved' },
];

/** End of RAM below the PCI hole of a PC. */
const LOW_RAM = 3 * GiB;

/** RAM below the first row of a cut file: no machine is without, and the kernel is in it. */
function withLowMemory(rows: MapRange[], notes: Notes): MapRange[] {
  const ram = rows.find(({ type }) => type === 'usable');
  if (ram === undefined || ram.start < LOW_RAM) return rows;
  const end = Math.min(LOW_RAM, ...rows.filter(({ start }) => start > MiB).map(({ start }) => start)) - 1;
  noteAssumption(notes, `RAM below ${(end + 1).toString(16)}: the first rows of /proc/iomem are missing`);
  const low = [...LOW, { start: MiB, end, type: 'usable' }];
  return joined([
    ...low.filter((one) => rows.every((row) => row.start > one.end || row.end < one.start)),
    ...rows,
  ]);
}

function fromIomem(iomem: Iomem, cmdline: string | undefined, notes: Notes): MapRange[] {
  const rows: MapRange[] = [];
  const path: string[] = [];
  for (const { depth, name, start, end } of levels(iomem)) {
    path.length = Math.min(path.length, depth);
    const type = TYPES[name];
    const inMemory = path.some((above) => TYPES[above] !== undefined);
    if (type !== undefined && !inMemory) rows.push({ start, end, type: before(type, cmdline) });
    path[depth] = name;
    for (let i = 0; i < depth; i++) path[i] ??= '';
  }
  return withLowMemory(joined(withFirstPage(rows)), notes);
}

function fromBlocks(ranges: readonly { start: number; end: number }[]): MapRange[] {
  const above = ranges
    .filter(({ end }) => end >= MiB)
    .map(({ start, end }) => ({ start: Math.max(start, MiB), end, type: 'usable' }));
  return joined([...LOW, ...above]);
}

const LEAST_RAM = 4 * GiB;

/** Bytes of RAM for the struct pages that lists put there: of maps in memory, and of hot-plugged dax devices. */
function structPages({ namespaces, daxDevices }: Facts): number {
  const mapped = namespaces.filter(({ map }) => map === 'mem');
  const plugged = daxDevices.filter(({ mode }) => mode === 'system-ram');
  const bytes = [...mapped, ...plugged].reduce((sum, { size }) => sum + (size?.value ?? 0), 0);
  return Math.min((bytes / PAGE_SIZE) * STRUCT_PAGE_SIZE, 2 ** 50);
}

/** RAM where no source shows any: enough for what the command line and struct pages take of it. */
function assumedMap(facts: Facts, cmdline: string | undefined, notes: Notes): MapRange[] {
  const sizes = facts.modules.filter(({ nonVolatile }) => !nonVolatile).map(({ size }) => size);
  const installed = Math.min(
    sizes.reduce((sum, size) => sum + size, 0),
    2 ** 50,
  );
  const taken = takenEnd(cmdline);
  const pages = alignUp(structPages(facts), GiB);
  const bytes = installed > 0 ? Math.max(installed, LEAST_RAM) : LEAST_RAM + pages;
  const end = Math.max(4 * GiB + bytes - LOW_RAM, taken === 0 ? 0 : alignUp(taken + GiB, GiB));
  noteAssumption(
    notes,
    `RAM at 0-${(LOW_RAM - 1).toString(16)} and 100000000-${(end - 1).toString(16)}: ${
      installed > 0 ? 'dmidecode shows sizes and no addresses' : 'no source shows a memory map'
    }${installed === 0 && pages > 0 ? `, and struct pages in RAM take up to ${pages / GiB} GiB` : ''}`,
  );
  return fromBlocks([
    { start: MiB, end: LOW_RAM - 1 },
    { start: 4 * GiB, end: end - 1 },
  ]);
}

/** End of the highest range that `memmap=nn!ss` takes; 0 without one. */
function takenEnd(cmdline = ''): number {
  const ends = [...cmdline.matchAll(/(?:memmap=|,)([0-9a-fx]+[KMGT]?)[!%]([0-9a-fx]+[KMGT]?)/gi)].map(
    ([, size, start]) => (parseQuantity(size) ?? 0) + (parseQuantity(start) ?? 0),
  );
  const end = ends.reduce((max, one) => Math.max(max, one), 0);
  return end < 2 ** 50 ? end : 0;
}

/** Bytes of RAM and of what was made of RAM, above the first MiB. */
const memoryIn = (rows: readonly { start: number; end: number; type: string }[]): number =>
  rows
    .filter(
      ({ type, start }) => start >= MiB && /^(?:usable|persistent \(type 12\)|soft reserved)$/.test(type),
    )
    .reduce((sum, { start, end }) => sum + (end + 1 - start), 0);

/** More than the kernel itself may take out of RAM. */
const NOTABLE = 64 * MiB;

/**
 * Tests whether the log is of another boot than /proc/iomem, and the amount of memory changed in between: then
 * /proc/iomem, which is of the running kernel, takes precedence.
 */
function isOfOtherBoot(facts: Facts, bios: readonly MapRange[], iomem: Iomem, notes: Notes): boolean {
  const { release, cmdline } = lastBoot(facts) ?? {};
  const [running, typed] = [facts.releases.at(-1), facts.cmdlines.at(-1)];
  const isOther = (logged?: { text: string }, now?: { text: string }): boolean =>
    logged !== undefined && now !== undefined && logged.text.trim() !== now.text.trim();
  if (!isOther(release, running) && !isOther(cmdline, typed)) return false;
  const rows = fromIomem(iomem, '', newNotes());
  const [logged, now] = [memoryIn(bios), memoryIn(rows)];
  if (Math.abs(logged - now) < NOTABLE || !rows.some(({ type }) => type === 'usable')) return false;
  noteConflict(notes, {
    about: 'amount of memory',
    says: [
      { source: 'kernel log', value: `${logged} bytes` },
      { source: '/proc/iomem', place: iomem.rows[0]!, value: `${now} bytes` },
    ],
    choice: '/proc/iomem: the kernel log is of another boot, with another release or command line',
  });
  return true;
}

/** The map that a kernel log shows, if it shows one. */
function fromLog(
  { bios, user }: NonNullable<ReturnType<typeof lastBoot>>,
  cmdline: string | undefined,
  notes: Notes,
): MemoryMap | undefined {
  if (bios.length > 0) {
    if (bios.every(({ start }) => start >= MiB))
      noteUnknown(notes, 'the first rows of the memory map: the kernel log begins after them');
    return { rows: bios.map(({ start, end, type }) => ({ start, end, type })), from: 'BIOS-e820' };
  }
  if (user.length === 0) return undefined;
  noteAssumption(
    notes,
    "the firmware's map is the user-defined one without what the command line made of it",
  );
  const rows = user.map(({ start, end, type }) => ({ start, end, type: before(type, cmdline) }));
  return { rows: joined(rows), from: 'user-defined map' };
}

/** The map of the firmware. `from` is `none` if RAM is assumed. */
export function memoryMapOf(facts: Facts, cmdline: string | undefined, notes: Notes): MemoryMap {
  const boot = lastBoot(facts);
  const iomem = lastIomem(facts);
  const isStale = boot !== undefined && iomem !== undefined && isOfOtherBoot(facts, boot.bios, iomem, notes);
  const logged = boot === undefined || isStale ? undefined : fromLog(boot, cmdline, notes);
  if (logged !== undefined) return logged;
  if (iomem !== undefined) {
    const rows = fromIomem(iomem, cmdline, notes);
    if (rows.some(({ type }) => type === 'usable')) {
      noteAssumption(
        notes,
        'the memory map is that of /proc/iomem: the firmware may have divided or typed ranges in other ways',
      );
      return { rows, from: '/proc/iomem' };
    }
  }
  if (boot !== undefined && boot.nodes.length > 0) {
    noteAssumption(notes, 'RAM is what the nodes had at boot; reserved ranges are not known');
    return { rows: joined(boot.nodes.map((row) => ({ ...row, type: 'usable' }))), from: 'node ranges' };
  }
  const online = facts.lsmem.at(-1)?.rows.filter((row) => row.online) ?? [];
  if (online.length > 0) {
    noteAssumption(
      notes,
      'RAM is what lsmem shows as online, in whole blocks; holes within a block are not known',
    );
    return { rows: withPlugged(fromBlocks(online), facts, notes), from: 'lsmem' };
  }
  return { rows: assumedMap(facts, cmdline, notes), from: 'none' };
}

/** Bytes of RAM in a map. */
export const ramOf = (rows: readonly MapRange[]): number =>
  rows.filter(({ type }) => type === 'usable').reduce((sum, row) => sum + rangeSize(row), 0);
