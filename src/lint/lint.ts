/**
 * Checks a `memmap=` before a machine is booted with it: expected failures, and the smallest change that
 * avoids them.
 */
import { E820 } from '../firmware/e820-types.ts';
import type { Platform } from '../firmware/platform.ts';
import type { E820Entry } from '../kernel/arch/x86/e820/state.ts';
import { findRelease } from '../kernel/history/releases.ts';
import { parse_args } from '../kernel/kernel/params.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { typedSize } from '../lib/quantity.ts';
import { alignDown, alignUp, GiB, hex, MiB } from '../lib/units.ts';
import type { BootRequest } from '../machine/boot-options.ts';
import { bootMachine } from '../machine/machine.ts';
import { finding, type LintFinding } from './codes.ts';
import { piecesOf, withoutMemmap } from './pieces.ts';
import {
  addedRamFindings,
  alignmentFindings,
  type BaseMap,
  isPmem,
  KERNEL_END,
  mapFindings,
  overlapFindings,
  type PmemPiece,
  parameterFindings,
  sectionFindings,
  syntaxFindings,
} from './rules.ts';
import { isSoft, softFindings } from './soft.ts';

export interface Lint {
  cmdline: string;
  kernel: string;
  findings: LintFinding[];
  /** A similar command line without a fault; absent if there is none, or the given one has none. */
  instead?: string;
}

const isRam = ({ type }: E820Entry): boolean => type === E820.RAM;

function baseMapOf(platform: Platform, request: BootRequest): BaseMap {
  const { kernel } = bootMachine(platform, { ...request, cmdline: withoutMemmap(request.cmdline) });
  const map = kernel.state.e820.table;
  return { k: kernel, map, endOfRam: (map.findLast(isRam)?.end ?? -1) + 1 };
}

/** Faults that show when the kernel boots: a panic, or more ranges than requested. */
function bootFindings(platform: Platform, request: BootRequest, asked: number): LintFinding[] {
  const { state } = bootMachine(platform, request).kernel;
  if (state.crashed !== undefined) return [finding('panic', { word: state.crashed })];
  const count = state.e820.table.filter(({ type }) => type === E820.PRAM).length;
  return count > asked ? [finding('split', { count, other: `${asked}` })] : [];
}

const quoting = (cmdline: string): LintFinding[] => [
  ...(cmdline.includes('!') ? [finding('quote-bang')] : []),
  ...(cmdline.includes('$') ? [finding('quote-dollar')] : []),
];

function kaslrFindings(k: Kernel, cmdline: string, pmem: readonly PmemPiece[]): LintFinding[] {
  const fixed = parse_args(cmdline).some(({ name }) => name === 'nokaslr');
  if (fixed || k.state.config.RANDOMIZE_BASE !== true) return [];
  return pmem.map(({ text }) => finding('kaslr', { piece: text }));
}

function check(platform: Platform, request: BootRequest, base: BaseMap): LintFinding[] {
  const pieces = piecesOf(base.k, request.cmdline);
  const pmem = pieces.filter(isPmem);
  return [
    ...pieces.flatMap(syntaxFindings),
    ...pieces.flatMap((piece) => addedRamFindings(piece, base)),
    ...overlapFindings(pieces.filter((piece) => isPmem(piece) || isSoft(piece))),
    ...pmem.flatMap((piece) => [
      ...mapFindings(piece, base),
      ...alignmentFindings(piece),
      ...sectionFindings(piece, pmem, base),
    ]),
    ...kaslrFindings(base.k, request.cmdline, pmem),
    ...pieces.filter(isSoft).flatMap((piece) => softFindings(piece, base)),
    ...bootFindings(platform, request, pmem.length),
    ...parameterFindings(request.cmdline, findRelease(request.kernel)!.release),
    ...quoting(request.cmdline),
  ];
}

/** Tests for an error or a warning: notes are no faults. */
export const isFault = ({ severity }: LintFinding): boolean => severity !== 'note';

/** A start and a size, or the units of both. */
interface Extent {
  start: number;
  size: number;
}

/**
 * A range of at most `range`'s size in usable RAM, at its start or above, outside `taken`; undefined if there
 * is none.
 */
function bestFit(
  range: E820Entry,
  { map }: BaseMap,
  taken: readonly E820Entry[],
  grain: Extent,
): Extent | undefined {
  const wanted = Math.max(range.end + 1 - range.start, grain.size);
  const fits = map.filter(isRam).flatMap((ram) => {
    const from = Math.max(range.start, ram.start, KERNEL_END, ...taken.map(({ end }) => end + 1));
    const start = alignUp(from, grain.start);
    const size = alignDown(Math.max(0, Math.min(wanted, ram.end + 1 - start)), grain.size);
    return size > 0 ? [{ start, size }] : [];
  });
  return fits.sort((a, b) => b.size - a.size || a.start - b.start)[0];
}

/**
 * Units of start and size: those of memory hotplug and ndctl, then whole sections for kernels that map those.
 */
const GRAINS: readonly Extent[] = [
  { start: 2 * MiB, size: 16 * MiB },
  { start: 128 * MiB, size: 128 * MiB },
];

/** An address in the usual notation: `8G`, or hex if it is not a multiple of 1 GiB. */
const typedAddress = (address: number): string => (address % GiB === 0 ? typedSize(address) : hex(address));

/** Moves and shrinks each range as little as needed. */
function adjusted(pmem: readonly PmemPiece[], base: BaseMap, grain: Extent): string | undefined {
  const taken: E820Entry[] = [];
  const words: string[] = [];
  for (const { range } of pmem) {
    const fit = bestFit(range, base, taken, grain);
    if (fit === undefined) return undefined;
    const { start, size } = fit;
    taken.push({ ...range, start: start as E820Entry['start'], end: (start + size - 1) as E820Entry['end'] });
    words.push(`${typedSize(size)}!${typedAddress(start)}`);
  }
  return words.length === 0 ? undefined : `memmap=${words.join(',')}`;
}

/** Findings alone, without the search for a command line that has none. */
export const findingsOf = (platform: Platform, request: BootRequest): LintFinding[] =>
  check(platform, request, baseMapOf(platform, request));

/** Checks a command line on a platform and a kernel. */
export function lint(platform: Platform, request: BootRequest): Lint {
  const base = baseMapOf(platform, request);
  const findings = check(platform, request, base);
  const result: Lint = { cmdline: request.cmdline, kernel: base.k.state.release, findings };
  if (!findings.some(isFault)) return result;
  const pieces = piecesOf(base.k, request.cmdline);
  const pmem = pieces.filter(isPmem);
  const soft = pieces.filter(isSoft).map(({ text }) => `memmap=${text}`);
  const rest = [withoutMemmap(request.cmdline), ...soft].filter((word) => word !== '').join(' ');
  for (const grain of GRAINS) {
    const instead = adjusted(pmem, base, grain);
    if (instead === undefined) continue;
    const cmdline = [rest, instead].filter((word) => word !== '').join(' ');
    if (!check(platform, { ...request, cmdline }, base).some(isFault)) return { ...result, instead: cmdline };
  }
  return result;
}
