/**
 * The memory map at boot: BIOS map, changes by `mem=` and `memmap=`, and the final table. Models
 * arch/x86/kernel/e820.c, releases 4.4 to 7.3.
 */
import { E820, e820_print_type, e820TypeOf, laterTypeWord } from '../../../../firmware/e820-types.ts';
import type { E820Range } from '../../../../firmware/platform.ts';
import { U64_MAX, u64 } from '../../../../lib/bytes/u64.ts';
import { hex, PAGE_SHIFT, PAGE_SIZE } from '../../../../lib/units.ts';
import { pr_debug, pr_err, pr_info, pr_warn } from '../../../kernel/printk.ts';
import { format_resource } from '../../../kernel/resource/resource.ts';
import type { Kernel } from '../../../kernel.ts';
import { placed_kernel_image } from '../kernel-image.ts';
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

/** E820 tables during boot. */
export interface E820Boot {
  /** The sanitized firmware table (e820_table_firmware). */
  firmware: RawEntry[];
  /** The current table (e820_table). */
  table: RawEntry[];
  /** Set when the command line changed the map. */
  userdef: boolean;
}

const e820_nomerge =
  (k: Kernel) =>
  (type: number): boolean =>
    type === E820.PRAM || (type === E820.SOFT_RESERVED && k.has('no-merge-soft-reserved'));

/**
 * Log line about the whole map; before 4.18 it has the prefix `e820: `, which lines about a single range
 * still have.
 */
export const e820_line = (k: Kernel, text: string): string =>
  k.has('e820-no-prefix') ? text : `e820: ${text}`;

/** Word that this kernel prints for a type; before 5.5 Soft Reserved is a type without a name. */
export function e820_type_word(k: Kernel, type: number): string {
  if (type === E820.SOFT_RESERVED && !k.has('soft-reserved')) return `type ${type}`;
  return k.has('e820-device-reserved') ? laterTypeWord(type) : e820_print_type(type);
}

const hex16 = (value: bigint): string => hex(value, 16);

/** Prints the gap before an entry; a map that is not sanitized may be out of order. */
function printGap(k: Kernel, who: string, end: bigint, start: bigint): void {
  if (start < end) pr_info(k, '[Firmware Bug]: out of order E820 entry!');
  if (start > end) pr_info(k, `${who}: [gap ${hex16(end)}-${hex16(start - 1n)}]`);
}

/** Prints the entries of a table with a prefix that names their origin. */
function e820__print_table(k: Kernel, table: readonly RawEntry[], who: string): void {
  // With gaps came a second blank before the type.
  const blank = k.has('e820-print-gaps') ? '  ' : ' ';
  let last = 0n;
  for (const { addr, size, type } of table) {
    const end = u64(addr + size);
    if (k.has('e820-print-gaps')) printGap(k, who, last, addr);
    pr_info(k, `${who}: [mem ${hex16(addr)}-${hex16(u64(end - 1n))}]${blank}${e820_type_word(k, type)}`);
    last = end;
  }
}

const sanitized = (k: Kernel, table: RawEntry[]): RawEntry[] =>
  e820__update_table(table, e820_nomerge(k)) ?? table;

function fromFirmware({ start, end, type }: E820Range): RawEntry {
  const number = e820TypeOf(type);
  if (number === undefined) throw new RangeError(`unknown e820 type ${type}`);
  return { addr: BigInt(start), size: BigInt(end) - BigInt(start) + 1n, type: number };
}

/**
 * Sanitizes the BIOS map and prints it; throws RangeError for an unknown e820 type.
 *
 * @param softReserve false to take special purpose memory for usable RAM
 */
export function e820__memory_setup(k: Kernel, map: readonly E820Range[], softReserve: boolean): E820Boot {
  const rows = map.map(fromFirmware);
  for (const row of rows) if (row.type === E820.SOFT_RESERVED && !softReserve) row.type = E820.RAM;
  const table = sanitized(k, rows);
  pr_info(k, e820_line(k, 'BIOS-provided physical RAM map:'));
  e820__print_table(k, table, 'BIOS-e820');
  return { firmware: table.map((entry) => ({ ...entry })), table, userdef: false };
}

/** Appends an entry; logs an error when the table is full. */
export function addRange(k: Kernel, e820: E820Boot, addr: bigint, size: bigint, type: number): void {
  if (e820.table.length < E820_MAX_ENTRIES) e820.table.push({ addr, size, type });
  else {
    const range = format_resource({ start: addr, end: addr + size - 1n });
    pr_err(
      k,
      k.has('e820-print-gaps')
        ? `E820 table full; ignoring ${range}`
        : e820_line(k, `too many entries; ignoring ${range}`),
    );
  }
}

/** Removes a range of one type, or of every type when `type` is undefined, and logs it. */
export function removeRange(k: Kernel, e820: E820Boot, start: bigint, size: bigint, type?: number): void {
  const end = clampedEnd(start, size) - 1n;
  const blank = type === undefined && k.has('e820-print-gaps') ? '' : ' ';
  const what = type === undefined ? '' : e820_type_word(k, type);
  pr_debug(k, `e820: remove ${format_resource({ start, end })}${blank}${what}`);
  e820__range_remove(e820.table, start, size, type);
}

/** Changes the type of a range from `from` to `to` and logs it. */
export function updateRange(
  k: Kernel,
  e820: E820Boot,
  start: bigint,
  size: bigint,
  from: number,
  to: number,
): void {
  const end = clampedEnd(start, size) - 1n;
  const what = `${e820_type_word(k, from)} ==> ${e820_type_word(k, to)}`;
  pr_debug(k, `e820: update ${format_resource({ start, end })} ${what}`);
  e820__range_update(e820.table, start, size, from, to);
}

/**
 * Sanitizes the map as changed by the command line and prints it.
 *
 * @returns the panic message when the map is invalid, else undefined
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
/** Video memory and ROMs of a PC, below 1 MiB. */
const BIOS_BEGIN = 0xa0000n;
const BIOS_END = 0x100000n;
const LIMIT_4G = 0x100000000n;

/** Marks the memory of the kernel image as RAM if the command line removed it. */
export function e820_add_kernel_range(k: Kernel, e820: E820Boot): void {
  const image = placed_kernel_image(k);
  if (image === undefined) return;
  const { start, size } = image;
  if (e820__mapped_all(e820.table, start, size, E820.RAM)) return;
  pr_warn(k, '.text .data .bss are not marked as E820_TYPE_RAM!');
  removeRange(k, e820, start, size);
  addRange(k, e820, start, size, E820.RAM);
}

/** Reserves the first page and removes the BIOS area below 1 MiB from RAM. */
export function trim_bios_range(k: Kernel, e820: E820Boot): void {
  updateRange(k, e820, 0n, PAGE, E820.RAM, E820.RESERVED);
  removeRange(k, e820, BIOS_BEGIN, BIOS_END - BIOS_BEGIN, E820.RAM);
  e820.table = sanitized(k, e820.table);
}

/** MAX_ARCH_PFN: the first frame beyond the physical address space. */
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

/**
 * The first frame after RAM. The end below 4 GiB is computed, and printed, only when RAM extends beyond 4
 * GiB.
 */
export function e820__end_of_ram_pfn(k: Kernel, e820: E820Boot): number {
  const last = e820_end_pfn(k, e820.table, maxArchPfn(k));
  if (last > LIMIT_4G / PAGE) e820_end_pfn(k, e820.table, LIMIT_4G / PAGE);
  return Number(last);
}

const clamp = (value: bigint): number => Math.min(Number(value), Number.MAX_SAFE_INTEGER);

/** The tables as plain records. Entries that wrap or are empty are left out; addresses are clamped to 2^53-1. */
export const e820Records = (table: readonly RawEntry[]): E820Entry[] =>
  table
    .filter(({ addr, size }) => size > 0n && addr + size - 1n <= U64_MAX)
    .map(({ addr, size, type }) => {
      const end = addr + size - 1n;
      const entry: E820Entry = { start: clamp(addr), end: clamp(end), type };
      if (end > Number.MAX_SAFE_INTEGER) entry.exact = { start: hex(addr), end: hex(end) };
      return entry;
    });
