/** Where struct pages live and what they cost: 64 bytes for each page of 4 KiB. */
import type { DevPagemap, MemmapHome, SectionRun } from '../kernel/mm/state.ts';
import type { Bitmap64 } from '../lib/bitmap64.ts';
import { PAGE_SIZE } from '../lib/units.ts';
import { SUBSECTION, SUBSECTIONS } from './section-cells.ts';
import { renderTable } from './table.ts';
import { humanSize } from './text.ts';
import type { Terminal } from './theme.ts';

const STRUCT_PAGE = 64;
const SUBSECTION_MEMMAP = (SUBSECTION / PAGE_SIZE) * STRUCT_PAGE;

export interface VmemmapHome {
  home: MemmapHome;
  sections: number;
  /** Bytes of struct pages. */
  bytes: number;
  /** Bytes of memory that they describe and that is in use as RAM or device memory. */
  describes: number;
}

export interface VmemmapDevice {
  owner: string;
  /** Bytes of the device that hold its struct pages, that alignment wasted, that are left for more. */
  used: number;
  lost: number;
  free: number;
  /** Bytes at the start that hold the info block. */
  reserved: number;
}

export interface VmemmapModel {
  homes: VmemmapHome[];
  devices: VmemmapDevice[];
  /** Struct pages that take RAM away, in bytes. */
  inRam: number;
  inDevices: number;
}

const popcount = (word: number): number => word.toString(2).replaceAll('0', '').length;
const activeBits = ({ lo, hi }: Bitmap64): number => popcount(lo) + popcount(hi);

const ORDER: MemmapHome[] = ['boot', 'ram-pmd', 'ram-base', 'altmap'];

function sumHome(sections: SectionRun[], home: MemmapHome): VmemmapHome {
  const sum = { home, sections: 0, bytes: 0, describes: 0 };
  for (const { first, last, map, memmap } of sections) {
    if (memmap !== home) continue;
    const count = last - first + 1;
    const active = activeBits(map);
    const populated = home === 'ram-base' ? active : SUBSECTIONS;
    sum.sections += count;
    sum.bytes += count * populated * SUBSECTION_MEMMAP;
    sum.describes += count * active * SUBSECTION;
  }
  return sum;
}

/** Struct pages by home and, for altmaps, by device. */
export function vmemmapModel(mm: { sections: SectionRun[]; pagemaps: DevPagemap[] }): VmemmapModel {
  const homes = ORDER.map((home) => sumHome(mm.sections, home)).filter(({ sections }) => sections > 0);
  const devices = mm.pagemaps.flatMap(({ owner, altmap }): VmemmapDevice[] => {
    if (altmap === undefined) return [];
    const { alloc, align, free, reserve } = altmap;
    return [
      {
        owner,
        used: alloc * PAGE_SIZE,
        lost: align * PAGE_SIZE,
        free: (free - alloc - align) * PAGE_SIZE,
        reserved: reserve * PAGE_SIZE,
      },
    ];
  });
  const total = (inDevice: boolean): number =>
    homes.reduce((sum, { home, bytes }) => sum + ((home === 'altmap') === inDevice ? bytes : 0), 0);
  return { homes, devices, inRam: total(false), inDevices: total(true) };
}

const HOME_WORDS: Record<MemmapHome, string> = {
  boot: 'RAM, since boot (2 MiB pages)',
  'ram-pmd': 'RAM, whole sections (2 MiB pages)',
  'ram-base': 'RAM, parts of sections (4 KiB pages)',
  altmap: 'the device itself (altmap)',
};

/** Homes as a table, devices with an altmap in another, the sum in a sentence. */
export function renderVmemmap(model: VmemmapModel, terminal: Terminal): string {
  const right = 'right' as const;
  const homes = renderTable(
    [
      { head: 'struct pages live in', wrap: true },
      { head: 'sections', align: right },
      { head: 'cost', align: right },
      { head: 'describes', align: right },
    ],
    model.homes.map(({ home, sections, bytes, describes }) => [
      HOME_WORDS[home],
      String(sections),
      humanSize(bytes),
      humanSize(describes),
    ]),
    terminal,
  );
  const parts = [`${humanSize(model.inRam)} of RAM`];
  if (model.inDevices > 0) parts.push(`${humanSize(model.inDevices)} of devices`);
  const sum = `struct pages take ${parts.join(' and ')}\n`;
  if (model.devices.length === 0) return `${homes}${sum}`;
  const devices = renderTable(
    [
      { head: 'device' },
      { head: 'struct pages', align: right },
      { head: 'lost to alignment', align: right },
      { head: 'free', align: right },
      { head: 'info block', align: right },
    ],
    model.devices.map(({ owner, used, lost, free, reserved }) => [
      owner,
      ...[used, lost, free, reserved].map(humanSize),
    ]),
    terminal,
  );
  return `${homes}\n${devices}\n${sum}`;
}
