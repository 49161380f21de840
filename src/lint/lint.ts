/** A `memmap=` looked at before a machine is booted with it: what will go wrong, and the smallest change. */
import { E820 } from '../firmware/e820-types.ts';
import type { Platform } from '../firmware/platform.ts';
import type { E820Entry } from '../kernel/arch/x86/e820/state.ts';
import { typedSize } from '../lib/quantity.ts';
import { alignDown, alignUp, GiB, hex, MiB } from '../lib/units.ts';
import type { BootRequest } from '../machine/boot-options.ts';
import { bootMachine } from '../machine/machine.ts';
import { finding, type LintFinding } from './codes.ts';
import { piecesOf, withoutMemmap } from './pieces.ts';
import {
  alignmentFindings,
  type Ground,
  groundFindings,
  isPmem,
  KERNEL_END,
  overlapFindings,
  type PmemPiece,
  sectionFindings,
  syntaxFindings,
} from './rules.ts';

export interface Lint {
  cmdline: string;
  kernel: string;
  findings: LintFinding[];
  /** A command line near the one given that has no fault; absent when there is none, or no need. */
  instead?: string;
}

const isRam = ({ type }: E820Entry): boolean => type === E820.RAM;

function groundOf(platform: Platform, request: BootRequest): Ground {
  const { kernel } = bootMachine(platform, { ...request, cmdline: withoutMemmap(request.cmdline) });
  const map = kernel.state.e820.table;
  return { k: kernel, map, endOfRam: (map.findLast(isRam)?.end ?? -1) + 1 };
}

/** What the kernel made of it: a panic, or more ranges than were asked for. */
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

function check(platform: Platform, request: BootRequest, ground: Ground): LintFinding[] {
  const pieces = piecesOf(ground.k, request.cmdline);
  const pmem = pieces.filter(isPmem);
  return [
    ...pieces.flatMap(syntaxFindings),
    ...overlapFindings(pmem),
    ...pmem.flatMap((piece) => [
      ...groundFindings(piece, ground),
      ...alignmentFindings(piece),
      ...sectionFindings(piece, pmem, ground),
    ]),
    ...bootFindings(platform, request, pmem.length),
    ...quoting(request.cmdline),
  ];
}

export const isFault = ({ severity }: LintFinding): boolean => severity !== 'note';

interface Stretch {
  start: number;
  size: number;
}

/** Up to `range`'s size in usable RAM, from its start on, behind what is taken; undefined where there is none. */
function bestFit(
  range: E820Entry,
  { map }: Ground,
  taken: readonly E820Entry[],
  grain: Grain,
): Stretch | undefined {
  const wanted = Math.max(range.end + 1 - range.start, grain.size);
  const fits = map.filter(isRam).flatMap((ram) => {
    const from = Math.max(range.start, ram.start, KERNEL_END, ...taken.map(({ end }) => end + 1));
    const start = alignUp(from, grain.start);
    const size = alignDown(Math.max(0, Math.min(wanted, ram.end + 1 - start)), grain.size);
    return size > 0 ? [{ start, size }] : [];
  });
  return fits.sort((a, b) => b.size - a.size || a.start - b.start)[0];
}

interface Grain {
  start: number;
  size: number;
}

/** Units of start and size: what hotplug and ndctl want, then whole sections for kernels that map those. */
const GRAINS: readonly Grain[] = [
  { start: 2 * MiB, size: 16 * MiB },
  { start: 128 * MiB, size: 128 * MiB },
];

/** An address as one would type it: `8G`, or hex where it is not so round. */
const typedAddress = (address: number): string => (address % GiB === 0 ? typedSize(address) : hex(address));

/** Each range moved and cut as little as will do. */
function mended(pmem: readonly PmemPiece[], ground: Ground, grain: Grain): string | undefined {
  const taken: E820Entry[] = [];
  const words: string[] = [];
  for (const { range } of pmem) {
    const fit = bestFit(range, ground, taken, grain);
    if (fit === undefined) return undefined;
    const { start, size } = fit;
    taken.push({ ...range, start: start as E820Entry['start'], end: (start + size - 1) as E820Entry['end'] });
    words.push(`${typedSize(size)}!${typedAddress(start)}`);
  }
  return words.length === 0 ? undefined : `memmap=${words.join(',')}`;
}

/** Looks at the `memmap=` options of a command line, on a platform and a kernel. */
export function lint(platform: Platform, request: BootRequest): Lint {
  const ground = groundOf(platform, request);
  const findings = check(platform, request, ground);
  const base: Lint = { cmdline: request.cmdline, kernel: ground.k.state.release, findings };
  if (!findings.some(isFault)) return base;
  const pmem = piecesOf(ground.k, request.cmdline).filter(isPmem);
  const rest = withoutMemmap(request.cmdline);
  for (const grain of GRAINS) {
    const instead = mended(pmem, ground, grain);
    if (instead === undefined) continue;
    const cmdline = [rest, instead].filter((word) => word !== '').join(' ');
    if (!check(platform, { ...request, cmdline }, ground).some(isFault)) return { ...base, instead: cmdline };
  }
  return base;
}
