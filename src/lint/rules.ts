/** Rules for single ranges of a `memmap=`, applied to the memory of the platform. */
import { E820, e820_print_type } from '../firmware/e820-types.ts';
import type { E820Entry } from '../kernel/arch/x86/e820/state.ts';
import { unusedParams } from '../kernel/arch/x86/parameters.ts';
import type { Release } from '../kernel/history/releases.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { SECTION_SIZE, SUBSECTION_SIZE } from '../kernel/mm/mmzone.ts';
import { intersection, type Range } from '../lib/range.ts';
import { alignDown, MiB } from '../lib/units.ts';
import { finding, type LintFinding } from './codes.ts';
import { misspeltParams } from './misspelt.ts';
import type { Piece } from './pieces.ts';

/** Upper end of the memory that the kernel is assumed to need for itself. */
export const KERNEL_END = 64 * MiB;

/** The memory map of the machine without any `memmap=`. */
export interface BaseMap {
  k: Kernel;
  map: readonly E820Entry[];
  /** First address after the last RAM. */
  endOfRam: number;
}

export type PmemPiece = Piece & { range: E820Entry };

/** Tests for a range of persistent memory, `nn!ss`. */
export const isPmem = (piece: Piece): piece is PmemPiece => piece.range?.type === E820.PRAM;

/** Faults found by the parser. */
export function syntaxFindings({ text, malformed, taken, range, removes }: Piece): LintFinding[] {
  const piece = text;
  if (text.includes('\\')) return [finding('escaped', { piece })];
  if (!taken) return [finding('no-number', { piece })];
  if (removes && !text.startsWith('exactmap') && !text.includes('%')) {
    return [
      finding('cuts-ram', { piece, at: sizeInFront(text) }),
      ...(malformed ? [finding('trailing-junk', { piece })] : []),
    ];
  }
  if (malformed) return [finding('trailing-junk', { piece })];
  return range === undefined && /[!@#$]/.test(text) ? [finding('no-size', { piece })] : [];
}

const SCALE = 'KMGTPE';

/** The number at the start of a part, in bytes; 0 without one. */
function sizeInFront(text: string): number {
  const [, digits = '0', unit = ''] = /^(0x[0-9a-f]+|\d+)([kmgtpe]?)/i.exec(text) ?? [];
  const power = unit === '' ? 0 : SCALE.indexOf(unit.toUpperCase()) + 1;
  return Number(digits) * 1024 ** power;
}

/** Ranges of the command line that overlap an earlier one. */
export function overlapFindings(pieces: readonly (Piece & { range: E820Entry })[]): LintFinding[] {
  return pieces.flatMap(({ text, range }, i) =>
    pieces.slice(0, i).flatMap((other) => {
      const both = intersection(range, other.range);
      return both === undefined
        ? []
        : [finding('overlap', { piece: text, other: other.text, at: both.start, end: both.end })];
    }),
  );
}

/** Parts of a range that no entry of the map covers. */
export function gaps(range: Range, map: readonly E820Entry[]): Range[] {
  const out: Range[] = [];
  let at = range.start;
  for (const entry of map) {
    if (entry.end < at || entry.start > range.end) continue;
    if (entry.start > at) out.push({ start: at, end: entry.start - 1 });
    at = entry.end + 1;
  }
  if (at <= range.end) out.push({ start: at, end: range.end });
  return out;
}

/** A part of a range, and the kind of memory there. */
interface Part extends Range {
  word: string;
}

const HOLE = 'a hole';

/** Parts of a range that are not RAM: those of other entries of the map, then holes. */
export function partsOutsideRam(range: Range, map: readonly E820Entry[]): Part[] {
  const others = map.flatMap((entry) => {
    const both = entry.type === E820.RAM ? undefined : intersection(range, entry);
    return both === undefined ? [] : [{ ...both, word: e820_print_type(entry.type) }];
  });
  return [...others, ...gaps(range, map).map((gap) => ({ ...gap, word: HOLE }))];
}

/** End of the BIOS area, which the kernel removes from RAM itself (trim_bios_range). */
const BIOS_END = MiB;

/** Parts of a range that `nn@ss` makes usable although the firmware's map has no RAM there. */
export function addedRamFindings({ text, range }: Piece, { map }: BaseMap): LintFinding[] {
  if (range === undefined || range.type !== E820.RAM) return [];
  return partsOutsideRam(range, map)
    .filter(({ start }) => start >= BIOS_END)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, word }) => finding('adds-ram', { piece: text, at: start, end, word }));
}

/** Options that the release does not have, whose effect is not modelled, or whose name is probably misspelt. */
export const parameterFindings = (cmdline: string, release: Release): LintFinding[] => [
  ...misspeltParams(cmdline).map(({ name, meant }) => finding('misspelt', { piece: name, other: meant })),
  ...unusedParams(cmdline, release).map(({ name, effect, since, until }) =>
    effect === undefined
      ? finding('other-release', { piece: name, word: since ? `since ${since}` : `until ${until}` })
      : finding('not-modelled', { piece: name, word: effect }),
  ),
];

/** Parts of a range outside usable RAM, and parts in the kernel's own memory. */
export function mapFindings({ text, range }: PmemPiece, { map, endOfRam }: BaseMap): LintFinding[] {
  const piece = text;
  const found: LintFinding[] = [];
  const own = intersection(range, { start: 0, end: KERNEL_END - 1 });
  if (own !== undefined) found.push(finding('kernel-text', { piece, at: own.start, end: own.end }));
  for (const { start, end, word } of partsOutsideRam(range, map)) {
    const isBeyond = word === HOLE && start >= endOfRam;
    const facts = { piece, at: start, end };
    found.push(
      isBeyond ? finding('beyond-ram', { ...facts, endOfRam }) : finding('not-ram', { ...facts, word }),
    );
  }
  return found;
}

const NDCTL_UNIT = 16 * MiB;

/** Ends of a range that no mapping, or no namespace of ndctl, can have. */
export function alignmentFindings({ text, range }: PmemPiece): LintFinding[] {
  const piece = text;
  const size = range.end + 1 - range.start;
  const found: LintFinding[] = [];
  const over = {
    start: range.start % SUBSECTION_SIZE,
    end: (range.end + 1) % SUBSECTION_SIZE,
    size: size % NDCTL_UNIT,
  };
  if (over.start !== 0) found.push(finding('misaligned-start', { piece, size: over.start }));
  if (over.end !== 0) found.push(finding('misaligned-size', { piece, size: over.end }));
  if (size < NDCTL_UNIT) found.push(finding('below-16m', { piece }));
  else if (over.size !== 0 && over.end === 0) found.push(finding('size-not-16m', { piece, size: over.size }));
  return found;
}

/** Consequence of a shared section on a kernel that maps whole sections. */
const sharingMeans = (k: Kernel): string =>
  k.has('pfn-padding')
    ? 'fsdax and devdax exclude that end, a namespace without an info block fails with `mixed region`'
    : 'mapping it fails with `mixed region`';

/** Ends of a range that share their section with the remaining RAM. */
export function sectionFindings(piece: PmemPiece, all: readonly PmemPiece[], base: BaseMap): LintFinding[] {
  const { text, range } = piece;
  const { k } = base;
  const pmem = all.map((other) => other.range).sort((a, b) => a.start - b.start);
  const isTaken = (ram: Range): boolean => gaps(ram, pmem).length === 0;
  const ends = new Set([alignDown(range.start, SECTION_SIZE), alignDown(range.end, SECTION_SIZE)]);
  return [...ends].flatMap((at) => {
    const section = { start: at, end: at + SECTION_SIZE - 1 };
    const ram = base.map
      .filter(({ type }) => type === E820.RAM)
      .flatMap((entry) => intersection(section, entry) ?? []);
    if (ram.every(isTaken)) return [];
    if (k.has('subsection-hotplug')) return [finding('section-shared-fine', { piece: text, at })];
    return [finding('section-shared', { piece: text, at, word: sharingMeans(k) })];
  });
}
