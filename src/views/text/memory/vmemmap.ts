/** Location, owner and cost of struct pages: 64 bytes per page of 4 KiB. */
import { SECTION_SIZE, SUBSECTION_SIZE, subsection_memmap } from '../../../kernel/mm/mmzone.ts';
import type { DevPagemap, MemmapHome, MmState, SectionRun, VmemAltmap } from '../../../kernel/mm/state.ts';
import type { NdNamespace } from '../../../kernel/nvdimm/state.ts';
import { bisect } from '../../../lib/bisect.ts';
import { weight } from '../../../lib/bitmap64.ts';
import { intersection, type Range, rangeSize } from '../../../lib/range.ts';
import { findRun } from '../../../lib/runs.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import { humanSize, joinLines, wrapWords } from '../../base/text.ts';
import type { Terminal } from '../../base/theme.ts';
import { SUBSECTIONS } from '../../model/section-cells.ts';
import { renderTable } from '../table.ts';

export interface VmemmapHome {
  home: MemmapHome;
  sections: number;
  /** Size of the struct pages in bytes. */
  bytes: number;
  /** Bytes of the described memory that is in use as RAM or device memory. */
  describes: number;
}

/** Struct pages of one owner in one location. */
export interface VmemmapShare {
  /** A device that mapped memory; else the owner of RAM, or `none` after a failed mapping. */
  owner: string;
  kind: 'boot' | 'hotplug' | 'device' | 'left';
  /** The namespace below the device. */
  namespace?: string;
  home: MemmapHome;
  /** Bytes of struct pages. */
  bytes: number;
  /** Bytes of the described memory. */
  describes: number;
}

export interface VmemmapDevice {
  owner: string;
  /** Bytes of the device that hold its struct pages, are lost to alignment, and are left. */
  used: number;
  lost: number;
  free: number;
  /** Bytes reserved at the start for the info block. */
  reserved: number;
  /** The kernel's record, in pages. */
  altmap: VmemAltmap;
}

export interface VmemmapModel {
  homes: VmemmapHome[];
  shares: VmemmapShare[];
  devices: VmemmapDevice[];
  /** Struct pages in RAM, in bytes. */
  inRam: number;
  inDevices: number;
  /** Struct pages in hot-added memory blocks, in bytes; absent when there are none. */
  inAdded?: number;
  /** Bytes of RAM available for more struct pages, if known. */
  room?: number;
}

/** Input of the accounts. Without the optional parts the result is less detailed. */
export interface Memmap {
  mm: Pick<MmState, 'sections' | 'pagemaps'> & Partial<Pick<MmState, 'blocks' | 'blockSize'>>;
  nd?: { namespaces: Record<string, Pick<NdNamespace, 'name' | 'start' | 'size'>> };
}

const count = ({ first, last }: SectionRun): number => last - first + 1;

const ORDER: MemmapHome[] = ['boot', 'ram-pmd', 'ram-base', 'altmap', 'self-hosted'];

/** Number of sub-sections of a section with struct pages; all of them if one large page holds these. */
const populated = ({ map, memmap }: SectionRun): number =>
  memmap === 'ram-base' ? weight(map) : SUBSECTIONS;

function sumHome(sections: SectionRun[], home: MemmapHome): VmemmapHome {
  const sum = { home, sections: 0, bytes: 0, describes: 0 };
  for (const run of sections) {
    if (run.memmap !== home) continue;
    sum.sections += count(run);
    sum.bytes += count(run) * populated(run) * subsection_memmap(run.compound);
    sum.describes += count(run) * weight(run.map) * SUBSECTION_SIZE;
  }
  return sum;
}

interface Named extends Range {
  name: string;
}

const ascending = (ranges: Named[]): Named[] => ranges.sort((a, b) => a.start - b.start);

/** The parts of ranges inside `range`; `all` is ascending and disjoint. */
function* partsIn(all: Named[], range: Range): Generator<Named> {
  for (let i = bisect(all.length, (at) => all[at]!.end >= range.start); i < all.length; i++) {
    const part = intersection(all[i]!, range);
    if (part === undefined) return;
    yield { ...all[i]!, ...part };
  }
}

/** Indexes used while sections are counted. */
interface Places {
  machine: Memmap;
  /** Ranges of page maps with the name of their owner. */
  mapped: Named[];
  /** Owners by the id of their page map. */
  owners: Map<number, string>;
}

type Owner = Pick<VmemmapShare, 'owner' | 'kind'>;

const BOOT: Owner = { owner: 'RAM since boot', kind: 'boot' };
const HOTPLUG: Owner = { owner: 'RAM added later', kind: 'hotplug' };
const LEFT: Owner = { owner: 'none', kind: 'left' };
const device = (owner: string): Owner => ({ owner, kind: 'device' });

/** The owners of the sub-sections of a run, with the number for each. */
function* ownersOf(run: SectionRun, { machine, mapped, owners }: Places): Generator<[Owner, number]> {
  const { first, last, early, mapper, altmapOf } = run;
  let left = count(run) * populated(run);
  // On kernels that map whole sections, one mapping owned the struct pages of an entire section.
  const id = altmapOf ?? mapper;
  if (early) yield [BOOT, left];
  else if (id !== undefined) yield [owners.has(id) ? device(owners.get(id)!) : LEFT, left];
  else {
    for (const part of partsIn(mapped, { start: first * SECTION_SIZE, end: (last + 1) * SECTION_SIZE - 1 })) {
      const own = Math.ceil(rangeSize(part) / SUBSECTION_SIZE);
      yield [device(part.name), own];
      left -= own;
    }
    const { blocks = [], blockSize = SECTION_SIZE } = machine.mm;
    const block = findRun(blocks, Math.floor((first * SECTION_SIZE) / blockSize));
    if (left > 0) yield [block === undefined ? LEFT : HOTPLUG, left];
  }
}

function sharesOf(machine: Memmap): VmemmapShare[] {
  const { sections } = machine.mm;
  const pagemaps = Object.values(machine.mm.pagemaps);
  const mapped = ascending(
    pagemaps.flatMap(({ owner, ranges }) => ranges.map(({ start, end }) => ({ name: owner, start, end }))),
  );
  const places = { machine, mapped, owners: new Map(pagemaps.map(({ id, owner }) => [id, owner])) };
  const shares = new Map<string, VmemmapShare>();
  for (const run of sections)
    for (const [whose, subsections] of ownersOf(run, places)) {
      const key = `${whose.kind} ${whose.owner} ${run.memmap}`;
      const share = shares.get(key) ?? { ...whose, home: run.memmap, bytes: 0, describes: 0 };
      share.bytes += subsections * subsection_memmap(run.compound);
      share.describes += subsections * SUBSECTION_SIZE;
      shares.set(key, share);
    }
  return withNamespaces([...shares.values()], machine, mapped);
}

/** Devices with the namespace in which their mapping begins. */
function withNamespaces(shares: VmemmapShare[], { nd }: Memmap, mapped: Named[]): VmemmapShare[] {
  const namespaces = ascending(
    Object.values(nd?.namespaces ?? {}).flatMap(({ name, start, size }) =>
      size === 0 ? [] : [{ name, start, end: start + size - 1 }],
    ),
  );
  const starts = new Map(mapped.map(({ name, start }) => [name, start]));
  return shares.map((share) => {
    const start = share.kind === 'device' ? starts.get(share.owner) : undefined;
    if (start === undefined) return share;
    const [namespace] = partsIn(namespaces, { start, end: start });
    return namespace === undefined ? share : { ...share, namespace: namespace.name };
  });
}

function devicesOf(pagemaps: DevPagemap[]): VmemmapDevice[] {
  return pagemaps.flatMap(({ owner, altmap }): VmemmapDevice[] => {
    if (altmap === undefined) return [];
    const { alloc, align, free, reserve } = altmap;
    return [
      {
        owner,
        used: alloc * PAGE_SIZE,
        lost: align * PAGE_SIZE,
        free: (free - alloc - align) * PAGE_SIZE,
        reserved: reserve * PAGE_SIZE,
        altmap,
      },
    ];
  });
}

/**
 * Struct pages by location, by owner and, for altmaps, by device.
 *
 * @param room bytes of RAM available for more struct pages
 */
export function vmemmapModel(machine: Memmap, room?: number): VmemmapModel {
  const { sections, pagemaps } = machine.mm;
  const homes = ORDER.map((home) => sumHome(sections, home)).filter((home) => home.sections > 0);
  const placeOf = (home: MemmapHome): 'altmap' | 'self-hosted' | 'ram' =>
    home === 'altmap' || home === 'self-hosted' ? home : 'ram';
  const total = (place: ReturnType<typeof placeOf>): number =>
    homes.reduce((sum, { home, bytes }) => sum + (placeOf(home) === place ? bytes : 0), 0);
  return {
    homes,
    shares: sharesOf(machine),
    devices: devicesOf(Object.values(pagemaps)),
    inRam: total('ram'),
    inDevices: total('altmap'),
    ...(total('self-hosted') > 0 && { inAdded: total('self-hosted') }),
    ...(room !== undefined && { room }),
  };
}

const HOME_WORDS: Record<MemmapHome, string> = {
  boot: 'RAM, since boot (2 MiB pages)',
  'ram-pmd': 'RAM, whole sections (2 MiB pages)',
  'ram-base': 'RAM, in 4 KiB pages',
  altmap: 'the device itself (altmap, 2 MiB pages)',
  'self-hosted': 'the added memory itself (memmap_on_memory, 2 MiB pages)',
};

const right = 'right' as const;

function renderShares(shares: VmemmapShare[], terminal: Terminal): string {
  const columns = [
    { head: 'struct pages of' },
    { head: 'located in', wrap: true },
    { head: 'cost', align: right },
    { head: 'describe', align: right },
  ];
  const rows = shares.map(({ owner, namespace, kind, home, bytes, describes }) => [
    kind === 'left' ? 'no owner (left over)' : `${owner}${namespace ? ` (${namespace})` : ''}`,
    HOME_WORDS[home],
    humanSize(bytes),
    humanSize(describes),
  ]);
  return renderTable(columns, rows, terminal);
}

/** The fields of struct vmem_altmap, in pages and as a size. */
function renderAltmaps(devices: VmemmapDevice[], terminal: Terminal): string {
  const pages = (value: number): string => (value === 0 ? '0' : `${value} (${humanSize(value * PAGE_SIZE)})`);
  const columns = ['reserve', 'free', 'alloc', 'align', 'left'].map((head) => ({ head, align: right }));
  const rows = devices.map(({ owner, altmap: { reserve, free, alloc, align } }) => [
    owner,
    ...[reserve, free, alloc, align, free - alloc - align].map(pages),
  ]);
  return renderTable([{ head: 'altmap of' }, ...columns], rows, terminal);
}

/** Joins parts as `a, b and c`. */
const sentence = (parts: string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** Owners as a table, altmaps as another, the total as a sentence. */
export function renderVmemmap(model: VmemmapModel, terminal: Terminal): string {
  const shares = renderShares(model.shares, terminal);
  const parts = [`${humanSize(model.inRam)} of RAM`];
  if (model.inDevices > 0) parts.push(`${humanSize(model.inDevices)} of devices`);
  if (model.inAdded !== undefined) parts.push(`${humanSize(model.inAdded)} of the added memory itself`);
  const room =
    model.room === undefined
      ? ''
      : `; RAM has capacity for ${humanSize(model.room)} more if nothing else uses it`;
  const sum = joinLines(wrapWords(`struct pages take ${sentence(parts)}${room}`, terminal.width));
  if (model.devices.length === 0) return `${shares}${sum}`;
  return `${shares}\n${renderAltmaps(model.devices, terminal)}\n${sum}`;
}
