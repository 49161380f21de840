/**
 * Special purpose memory of EFI machines (EFI_MEMORY_SP): models efi_soft_reserve_enabled() of
 * drivers/firmware/efi/efi.c since 5.5 (262b45ae3ab4), and efi_fake_mem= of drivers/firmware/efi/fake_mem.c and
 * x86_fake_mem.c, 5.5 to 6.10, for that attribute. The usable rows of the platform's map stand for the
 * descriptors of conventional memory.
 */
import { E820 } from '../../../../firmware/e820-types.ts';
import type { E820Range } from '../../../../firmware/platform.ts';
import { ERRNO } from '../../../../lib/errno.ts';
import { hex } from '../../../../lib/units.ts';
import { type EarlyParam, memparse, parse_args, simple_strtoull } from '../../../kernel/params.ts';
import { pr_info } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import { type E820Boot, updateRange } from './e820.ts';

const EFI_MEMORY_SP = 0x40000n;
const EFI_MAX_FAKEMEM = 8;

/** Returns true if special purpose memory is kept out of RAM; `efi=nosoftreserve` makes it usable. */
export function efi_soft_reserve_enabled(k: Kernel): boolean {
  const words = parse_args(k.state.cmdline).flatMap(({ name, value }) =>
    name === 'efi' ? (value ?? '').split(',') : [],
  );
  return k.has('soft-reserved') && !words.includes('nosoftreserve');
}

/** A range of efi_fake_mem= and the attributes that it adds. */
export interface FakeMem {
  start: bigint;
  end: bigint;
  attribute: bigint;
}

/** Parses `nn@ss:attribute[,..]`; returns the entries and what is left of the text. */
function parse(text: string): { entries: FakeMem[]; rest: string } {
  const entries: FakeMem[] = [];
  let rest = text;
  while (rest !== '' && entries.length < EFI_MAX_FAKEMEM) {
    const size = memparse(rest);
    rest = size.rest;
    if (!rest.startsWith('@')) break;
    const start = memparse(rest.slice(1));
    rest = start.rest;
    if (!rest.startsWith(':')) break;
    const attribute = simple_strtoull(rest.slice(1));
    rest = attribute.rest.replace(/^,/, '');
    entries.push({
      start: start.value,
      end: start.value + size.value - 1n,
      attribute: attribute.value,
    });
  }
  return { entries, rest };
}

const hex16 = (value: bigint): string => hex(value, 16);

/** Handler of efi_fake_mem=: collects the entries, sorted, and logs them. */
export const setup_fake_mem =
  (fakes: FakeMem[]): EarlyParam =>
  (k, value) => {
    if (k.state.config.EFI_FAKE_MEMMAP !== true || k.has('efi-fake-mem-dropped')) return 0;
    if (value === undefined) return -ERRNO.EINVAL;
    const { entries, rest } = parse(value);
    fakes.push(...entries.sort((a, b) => Number(a.start - b.start)));
    for (const { start, end, attribute } of fakes)
      pr_info(k, `efi_fake_mem: add attr=${hex16(attribute)} to [mem ${hex16(start)}-${hex16(end)}]`);
    return rest === '' ? 0 : -ERRNO.EINVAL;
  };

/** Turns conventional memory with the attribute into Soft Reserved memory; only on EFI machines. */
export function efi_fake_memmap_early(
  k: Kernel,
  e820: E820Boot,
  fakes: readonly FakeMem[],
  rows: readonly E820Range[],
): void {
  if (!efi_soft_reserve_enabled(k) || !k.firmware.platform.efi) return;
  for (const fake of fakes.filter(({ attribute }) => (attribute & EFI_MEMORY_SP) !== 0n))
    for (const row of rows.filter(({ type }) => type === 'usable')) {
      const start = fake.start > BigInt(row.start) ? fake.start : BigInt(row.start);
      const end = fake.end < BigInt(row.end) ? fake.end : BigInt(row.end);
      if (end > start) updateRange(k, e820, start, end - start + 1n, E820.RAM, E820.SOFT_RESERVED);
    }
}
