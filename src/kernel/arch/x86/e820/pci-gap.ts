/** The largest gap below 4 GiB, which is available for PCI devices. Models e820_search_gap() of arch/x86/kernel/e820.c. */
import { PAGE_SIZE } from '../../../../lib/units.ts';
import { pr_err, pr_info } from '../../../kernel/printk.ts';
import { format_resource } from '../../../kernel/resource/resource.ts';
import type { Kernel } from '../../../kernel.ts';
import { type E820Boot, e820_line } from './e820.ts';
import type { RawEntry } from './table.ts';

const PAGE = BigInt(PAGE_SIZE);
const LIMIT_4G = 0x100000000n;
/** Smallest gap that is considered for PCI devices. */
const MIN_PCI_GAP = 0x400000n;
/** Offset of the gap from the end of RAM when there is none. */
const PCI_GAP_OFFSET = 0x100000n;

interface Gap {
  start: bigint;
  size: bigint;
}

/** Gaps below 4 GiB from the top down, without one at address 0. */
function gapsDownward(table: readonly RawEntry[]): Gap[] {
  const gaps: Gap[] = [];
  let last = LIMIT_4G;
  for (const { addr, size } of [...table].reverse()) {
    const start = addr + size;
    if (last > start) gaps.push({ start, size: last - start });
    if (addr < last) last = addr;
  }
  return gaps;
}

/** All gaps below 4 GiB from address 0 up. */
function gapsUpward(table: readonly RawEntry[]): Gap[] {
  const gaps: Gap[] = [];
  let start = 0n;
  for (const { addr, size } of [...table, { addr: LIMIT_4G, size: 0n }]) {
    const end = addr < LIMIT_4G ? addr : LIMIT_4G;
    if (end > start) gaps.push({ start, size: end - start });
    start = addr + size;
  }
  return gaps;
}

/** The largest gap, of equal ones the last of the list. */
const largest = (gaps: readonly Gap[]): Gap | undefined =>
  gaps
    .filter(({ size }) => size >= MIN_PCI_GAP)
    .reduce<Gap | undefined>(
      (best, gap) => (best !== undefined && best.size > gap.size ? best : gap),
      undefined,
    );

/** Logs the largest gap below 4 GiB. */
export function e820__setup_pci_gap(k: Kernel, e820: E820Boot): void {
  const isUpward = k.has('e820-highest-gap');
  let gap = largest(isUpward ? gapsUpward(e820.table) : gapsDownward(e820.table));
  if (gap === undefined) {
    pr_err(k, e820_line(k, 'Cannot find an available gap in the 32-bit address range'));
    pr_err(k, e820_line(k, 'PCI devices with unassigned 32-bit BARs may not work!'));
    gap = { start: BigInt(k.state.mm.maxPfn) * PAGE + PCI_GAP_OFFSET, size: MIN_PCI_GAP };
  }
  const { start, size } = gap;
  const range = format_resource({ start, end: start + size - 1n });
  const shown = isUpward ? range.replace('mem', 'gap') : range;
  pr_info(k, e820_line(k, `${shown} available for PCI devices`));
}
