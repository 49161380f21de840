/** Rules for Soft Reserved ranges of a `memmap=`. */
import { E820 } from '../firmware/e820-types.ts';
import type { E820Entry } from '../kernel/arch/x86/e820/state.ts';
import { SUBSECTION_SIZE } from '../kernel/mm/mmzone.ts';
import { intersection, rangeSize } from '../lib/range.ts';
import { alignDown, alignUp } from '../lib/units.ts';
import { finding, type LintFinding } from './codes.ts';
import type { Piece } from './pieces.ts';
import { type BaseMap, KERNEL_END, partsOutsideRam } from './rules.ts';

type SoftPiece = Piece & { range: E820Entry };

/** Tests for a Soft Reserved range, `nn%ss-1+0xefffffff`. */
export const isSoft = (piece: Piece): piece is SoftPiece => piece.range?.type === E820.SOFT_RESERVED;

/** Parts of a range without effect: the form `%START-1+TYPE` changes the type of RAM only. */
function elsewhere({ text: piece, range }: SoftPiece, { map }: BaseMap): LintFinding[] {
  return partsOutsideRam(range, map)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, word }) => finding('soft-not-ram', { piece, at: start, end, word }));
}

/** Bytes at both ends that belong to no whole memory block, and so cannot become System RAM. */
function lost({ start, end }: E820Entry, blockSize: number): number {
  const whole = alignDown(end + 1, blockSize) - alignUp(start, blockSize);
  return rangeSize({ start, end }) - Math.max(0, whole);
}

/** Findings on a Soft Reserved range for this kernel. */
export function softFindings(soft: SoftPiece, base: BaseMap): LintFinding[] {
  const { text: piece, range } = soft;
  const { k } = base;
  const own = intersection(range, { start: 0, end: KERNEL_END - 1 });
  const found = own === undefined ? [] : [finding('kernel-text', { piece, at: own.start, end: own.end })];
  found.push(...elsewhere(soft, base));
  if (!k.has('hmem-soft-reserved')) return [...found, finding('soft-no-device', { piece })];
  if (range.start % SUBSECTION_SIZE !== 0 || rangeSize(range) % SUBSECTION_SIZE !== 0)
    return [...found, finding('soft-misaligned', { piece })];
  const size = lost(range, k.state.mm.blockSize);
  return size === 0 ? found : [...found, finding('soft-part-block', { piece, size })];
}
