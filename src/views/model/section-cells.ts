/**
 * The picture of one 128 MiB section: a mark for each of its 64 sub-sections, derived from the section's own
 * record (early, sub-section map, location of the struct pages) and from the physical layout.
 */
import { SECTION_SIZE, STRUCT_PAGE_SIZE, SUBSECTION_SIZE } from '../../kernel/mm/mmzone.ts';
import type { MemmapHome, MmState, SectionRun } from '../../kernel/mm/state.ts';
import { runEnd, testBit } from '../../lib/bitmap64.ts';
import { findRun } from '../../lib/runs.ts';
import { alignDown, PAGE_SIZE } from '../../lib/units.ts';
import type { MarkName } from '../base/theme.ts';
import { isBackground, type Piece, piecesIn } from './layout.ts';

/** Sub-sections of a section. */
export const SUBSECTIONS = SECTION_SIZE / SUBSECTION_SIZE;

/** `count` adjacent sub-sections with the same mark. */
export interface Cells {
  mark: MarkName;
  count: number;
}

export interface SectionContent {
  /** Left to right, 64 sub-sections in all. */
  cells: Cells[];
  /** The mem_section record; null if the kernel has none. */
  section: { early: boolean; online: boolean; taint: boolean; nid: number; memmap: MemmapHome } | null;
  /** Owners of the memory, ascending by address; reserved ranges only if there is no memory. */
  owners: string[];
}

type Sections = Pick<MmState, 'sections' | 'blockSize'>;

/** Priority of the kinds within one sub-section: bits are set by RAM first, then by mappings. */
const RANK: Record<Piece['kind'], number> = {
  ram: 6,
  'hot-online': 5,
  'hot-offline': 5,
  pmem: 4,
  info: 4,
  soft: 4,
  'cxl-used': 3,
  'cxl-free': 2,
  reserved: 2,
  io: 1,
};

/** The piece that determines a sub-section's mark: the highest rank, and of equal rank the largest. */
function dominantPiece(pieces: Piece[], start: number): Piece | undefined {
  const end = start + SUBSECTION_SIZE - 1;
  let best: Piece | undefined;
  let highest = 0;
  let largest = 0;
  for (const piece of pieces) {
    const covered = Math.min(piece.end, end) - Math.max(piece.start, start) + 1;
    if (covered <= 0) continue;
    const rank = RANK[piece.kind] + (piece.mapped ? 1 : 0);
    if (rank < highest || (rank === highest && covered <= largest)) continue;
    best = piece;
    highest = rank;
    largest = covered;
  }
  return best;
}

/** Start of the next sub-section behind the one at `start` that the pieces may cover in another way. */
function nextCover(pieces: Piece[], start: number): number {
  let edge = Number.MAX_SAFE_INTEGER;
  for (const piece of pieces) {
    if (piece.start > start && piece.start < edge) edge = piece.start;
    if (piece.end >= start && piece.end + 1 < edge) edge = piece.end + 1;
  }
  return Math.max(start + SUBSECTION_SIZE, alignDown(edge, SUBSECTION_SIZE));
}

const withoutMemmap = (piece: Piece | undefined): MarkName => {
  if (piece === undefined) return 'hole';
  if (piece.kind === 'soft') return 'soft-reserved';
  if (piece.kind === 'cxl-free' || piece.kind === 'cxl-used') return piece.kind;
  return piece.kind === 'pmem' || piece.kind === 'info' ? 'pmem-idle' : 'reserved';
};

function markOf(piece: Piece | undefined, active: boolean, section: SectionRun | undefined): MarkName {
  if (section === undefined) return withoutMemmap(piece);
  switch (piece?.kind) {
    case 'ram':
      return 'ram';
    case 'hot-online':
    case 'hot-offline':
      return section.online ? 'hot-online' : 'hot-offline';
    case 'soft':
      return active && piece.mapped ? 'dax' : 'soft-reserved';
    case 'pmem':
    case 'info':
      // A section of boot RAM has struct pages as a whole: up to 5.2 a mapping in it leaves its map as it is.
      if (!piece.mapped || !(active || section.early)) return 'pmem-idle';
      if (piece.kind === 'info') return 'info';
      return section.memmap === 'altmap' ? 'pmem-device' : 'pmem-ram';
    default:
      return section.early || active ? 'memmap-only' : withoutMemmap(piece);
  }
}

function recordOf({ early, online, taint, nid, memmap }: SectionRun): SectionContent['section'] {
  return { early, online, taint, nid, memmap };
}

function ownersOf(pieces: Piece[]): string[] {
  if (pieces.length < 2) return pieces.map(({ owner }) => owner);
  const memory = pieces.filter((piece) => !isBackground(piece));
  return [...new Set((memory.length > 0 ? memory : pieces).map(({ owner }) => owner))];
}

/** Tests whether a sub-section at the start of its memory block holds the struct pages of the block. */
function holdsMemmap({ blockSize }: Sections, run: SectionRun | undefined, at: number): boolean {
  const memmap = (blockSize / PAGE_SIZE) * STRUCT_PAGE_SIZE;
  return run?.memmap === 'self-hosted' && at % blockSize < memmap;
}

/** The sub-section behind those from `bit` on that have its mark, since piece and map are the same up to `covered`. */
function markEnd(run: SectionRun | undefined, bit: number, covered: number): number {
  if (run?.memmap === 'self-hosted') return bit + 1;
  return Math.min(covered, run === undefined ? SUBSECTIONS : runEnd(run.map, bit));
}

/** Marks, record and owners of section `number`. */
export function sectionContent(mm: Sections, layout: Piece[], number: number): SectionContent {
  const base = number * SECTION_SIZE;
  const section = { start: base, end: base + SECTION_SIZE - 1 };
  const run = findRun(mm.sections, number);
  const pieces = piecesIn(layout, section);
  const cells: Cells[] = [];
  let piece: Piece | undefined;
  let covered = 0;
  for (let bit = 0; bit < SUBSECTIONS; ) {
    const at = base + bit * SUBSECTION_SIZE;
    if (bit >= covered) {
      piece = dominantPiece(pieces, at);
      covered = Math.min(SUBSECTIONS, (nextCover(pieces, at) - base) / SUBSECTION_SIZE);
    }
    const active = run !== undefined && testBit(run.map, bit);
    const mark = holdsMemmap(mm, run, at) ? 'self-memmap' : markOf(piece, active, run);
    const end = markEnd(run, bit, covered);
    const last = cells.at(-1);
    if (last?.mark === mark) last.count += end - bit;
    else cells.push({ mark, count: end - bit });
    bit = end;
  }
  return {
    cells,
    section: run === undefined ? null : recordOf(run),
    owners: ownersOf(pieces),
  };
}

type Looks = Pick<SectionContent, 'cells' | 'section'>;

const sameCells = (a: Cells[], b: Cells[]): boolean =>
  a.length === b.length && a.every(({ mark, count }, i) => mark === b[i]!.mark && count === b[i]!.count);

function sameRecord(a: SectionContent['section'], b: SectionContent['section']): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.early === b.early &&
    a.online === b.online &&
    a.taint === b.taint &&
    a.nid === b.nid &&
    a.memmap === b.memmap
  );
}

/** Tests whether marks and record are the same; location and owners are not compared. */
export const sameLooks = (a: Looks, b: Looks): boolean =>
  sameCells(a.cells, b.cells) && sameRecord(a.section, b.section);

/** Tests whether two sections look the same and belong to the same objects. */
export const sameContent = (a: SectionContent, b: SectionContent): boolean =>
  sameLooks(a, b) && a.owners.join() === b.owners.join();
