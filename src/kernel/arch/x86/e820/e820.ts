/**
 * Models arch/x86/kernel/e820.c: from the BIOS map over `mem=` and `memmap=` to the resources of
 * /proc/iomem. Releases 4.4 to 6.12.
 */
import { E820, e820_print_type, e820TypeOf } from '../../../../firmware/e820-types.ts';
import type { E820Range } from '../../../../firmware/platform.ts';
import { U64_MAX } from '../../../../lib/u64.ts';
import { hex, PAGE_SHIFT, PAGE_SIZE } from '../../../../lib/units.ts';
import { pr_debug, pr_err, pr_info, pr_warn } from '../../../kernel/printk.ts';
import { format_resource } from '../../../kernel/resource/resource.ts';
import type { Kernel } from '../../../kernel.ts';
import { kernel_image } from '../kernel-image.ts';
import type { E820Entry } from './state.ts';
import {
  clampedEnd,
  E820_MAX_ENTRIES,
  e820__mapped_all,
  e820__range_remove,
  e820__range_update,
  e820__update_table,
  type RawEntry,
} from './table.ts';

/** The tables while the kernel boots. */
export interface E820Boot {
  /** As the firmware gave it, sanitised (e820_table_firmware). */
  firmware: RawEntry[];
  /** In force (e820_table). */
  table: RawEntry[];
  /** True when the command line changed the map. */
  userdef: boolean;
}

const e820_nomerge =
  (k: Kernel) =>
  (type: number): boolean =>
    type === E820.PRAM || (type === E820.SOFT_RESERVED && k.has('no-merge-soft-reserved'));

/** Lines about the whole map began with `e820: ` before 4.18; those about one range still do. */
export const e820_line = (k: Kernel, text: string): string =>
  k.has('e820-no-prefix') ? text : `e820: ${text}`;

const hex16 = (value: bigint): string => hex(value, 16);

/** Prints the rows of a table, each after the name of who gave it. */
function e820__print_table(k: Kernel, table: readonly RawEntry[], who: string): void {
  for (const { addr, size, type } of table)
    pr_info(k, `${who}: [mem ${hex16(addr)}-${hex16(addr + size - 1n)}] ${e820_print_type(type)}`);
}

const sanitized = (k: Kernel, table: RawEntry[]): RawEntry[] =>
  e820__update_table(table, e820_nomerge(k)) ?? table;

function fromFirmware({ start, end, type }: E820Range): RawEntry {
  const number = e820TypeOf(type);
  if (number === undefined) throw new RangeError(`unknown e820 type ${type}`);
  return { addr: BigInt(start), size: BigInt(end) - BigInt(start) + 1n, type: number };
}

/** Takes the BIOS map and prints it. */
export function e820__memory_setup(k: Kernel, map: readonly E820Range[]): E820Boot {
  const table = sanitized(k, map.map(fromFirmware));
  pr_info(k, e820_line(k, 'BIOS-provided physical RAM map:'));
  e820__print_table(k, table, 'BIOS-e820');
  return { firmware: table.map((entry) => ({ ...entry })), table, userdef: false };
}

/** Adds an entry, if there is room. */
export function addRange(k: Kernel, e820: E820Boot, addr: bigint, size: bigint, type: number): void {
  if (e820.table.length < E820_MAX_ENTRIES) e820.table.push({ addr, size, type });
  else {
    const range = format_resource({ start: addr, end: addr + size - 1n });
    pr_err(k, e820_line(k, `too many entries; ignoring ${range}`));
  }
}

/** Removes a range and says so; of every type when `type` is undefined. */
export function removeRange(k: Kernel, e820: E820Boot, start: bigint, size: bigint, type?: number): void {
  const end = clampedEnd(start, size) - 1n;
  const what = type === undefined ? '' : e820_print_type(type);
  pr_debug(k, `e820: remove ${format_resource({ start, end })} ${what}`);
  e820__range_remove(e820.table, start, size, type);
}

/** Changes the type of a range and says so. */
export function updateRange(
  k: Kernel,
  e820: E820Boot,
  start: bigint,
  size: bigint,
  from: number,
  to: number,
): void {
  const end = clampedEnd(start, size) - 1n;
  const what = `${e820_print_type(from)} ==> ${e820_print_type(to)}`;
  pr_debug(k, `e820: update ${format_resource({ start, end })} ${what}`);
  e820__range_update(e820.table, start, size, from, to);
}

/**
 * Sanitises what the command line made of the map and prints it.
 *
 * @returns the text of the panic when nothing usable is left, else undefined
 */
export function e820__finish_early_params(k: Kernel, e820: E820Boot): string | undefined {
  if (!e820.userdef) return undefined;
  const table = e820__update_table(e820.table, e820_nomerge(k));
  if (table === null) return 'Invalid user supplied memory map';
  e820.table = table;
  pr_info(k, e820_line(k, 'user-defined physical RAM map:'));
  e820__print_table(k, table, 'user');
  return undefined;
}

const PAGE = BigInt(PAGE_SIZE);
/** Video memory and ROMs of a PC, up to 1 MiB. */
const BIOS_BEGIN = 0xa0000n;
const BIOS_END = 0x100000n;
const LIMIT_4G = 0x100000000n;

/** Gives the kernel the RAM that it runs in back, whatever the command line made of it. */
export function e820_add_kernel_range(k: Kernel, e820: E820Boot): void {
  const image = kernel_image(k.state.release);
  if (image === undefined) return;
  const { start, size } = image;
  if (e820__mapped_all(e820.table, start, size, E820.RAM)) return;
  pr_warn(k, '.text .data .bss are not marked as E820_TYPE_RAM!');
  removeRange(k, e820, start, size);
  addRange(k, e820, start, size, E820.RAM);
}

/** Takes the first page and the BIOS area below 1 MiB away from the page allocator. */
export function trim_bios_range(k: Kernel, e820: E820Boot): void {
  updateRange(k, e820, 0n, PAGE, E820.RAM, E820.RESERVED);
  removeRange(k, e820, BIOS_BEGIN, BIOS_END - BIOS_BEGIN, E820.RAM);
  e820.table = sanitized(k, e820.table);
}

/** MAX_ARCH_PFN: the first frame that the kernel cannot map. */
const maxArchPfn = (k: Kernel): bigint => 1n << BigInt(k.state.mm.physBits - PAGE_SHIFT);

const countsAsRam = (k: Kernel, type: number): boolean =>
  type === E820.RAM ||
  (type === E820.PRAM && !k.has('max-pfn-ram-only')) ||
  (type === E820.ACPI && k.has('last-pfn-counts-acpi'));

function e820_end_pfn(k: Kernel, table: readonly RawEntry[], limit: bigint): bigint {
  const maxArch = maxArchPfn(k);
  let last = 0n;
  for (const { addr, size, type } of table) {
    if (!countsAsRam(k, type) || addr / PAGE >= limit) continue;
    const end = (addr + size) / PAGE;
    if (end > limit) {
      last = limit;
      break;
    }
    if (end > last) last = end;
  }
  if (last > maxArch) last = maxArch;
  pr_info(k, e820_line(k, `last_pfn = ${hex(last)} max_arch_pfn = ${hex(maxArch)}`));
  return last;
}

/** The first frame after RAM; the end below 4 GiB is only looked for, and printed, when RAM goes beyond. */
export function e820__end_of_ram_pfn(k: Kernel, e820: E820Boot): number {
  const last = e820_end_pfn(k, e820.table, maxArchPfn(k));
  if (last > LIMIT_4G / PAGE) e820_end_pfn(k, e820.table, LIMIT_4G / PAGE);
  return Number(last);
}

/** A smaller gap is of no use to PCI devices. */
const MIN_PCI_GAP = 0x400000n;
/** How far behind RAM the gap is taken to begin where there is none. */
const PCI_GAP_OFFSET = 0x100000n;

/** Says where below 4 GiB there is the most room for PCI devices. */
export function e820__setup_pci_gap(k: Kernel, e820: E820Boot): void {
  let size = MIN_PCI_GAP;
  let start: bigint | undefined;
  let last = LIMIT_4G;
  for (const entry of [...e820.table].reverse()) {
    const end = entry.addr + entry.size;
    if (last > end && last - end >= size) {
      size = last - end;
      start = end;
    }
    if (entry.addr < last) last = entry.addr;
  }
  if (start === undefined) {
    pr_err(k, e820_line(k, 'Cannot find an available gap in the 32-bit address range'));
    pr_err(k, e820_line(k, 'PCI devices with unassigned 32-bit BARs may not work!'));
    start = BigInt(k.state.mm.maxPfn) * PAGE + PCI_GAP_OFFSET;
  }
  const gap = format_resource({ start, end: start + size - 1n });
  pr_info(k, e820_line(k, `${gap} available for PCI devices`));
}

const clamp = (value: bigint): number => Math.min(Number(value), Number.MAX_SAFE_INTEGER);

/** The tables as plain records; what lies beyond every CPU is cut at 2^53-1. */
export const e820Records = (table: readonly RawEntry[]): E820Entry[] =>
  table
    .filter(({ addr, size }) => addr + size - 1n <= U64_MAX)
    .map(({ addr, size, type }) => ({ start: clamp(addr), end: clamp(addr + size - 1n), type }));
