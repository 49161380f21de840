/**
 * Command line parameters `mem=` and `memmap=`: models the parsers of arch/x86/kernel/e820.c, releases 4.4 to
 * 6.12.
 */
import { E820 } from '../../../../firmware/e820-types.ts';
import { U64_MAX } from '../../../../lib/bytes/u64.ts';
import { ERRNO } from '../../../../lib/errno.ts';
import { type EarlyParam, memparse, parse_args, simple_strtoull } from '../../../kernel/params.ts';
import { pr_warn } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import { addRange, type E820Boot, removeRange, updateRange } from './e820.ts';

/** E820 type by the character that follows the size. */
const ADDED: Readonly<Record<string, number>> = {
  '@': E820.RAM,
  '#': E820.ACPI,
  $: E820.RESERVED,
  '!': E820.PRAM,
};

/** Parses `size%start[-oldtype][+newtype]`; `text` starts after the `%`. */
function parsePercent(k: Kernel, e820: E820Boot, size: bigint, text: string): number {
  const start = memparse(text);
  let { rest } = start;
  let from = 0;
  let to = 0;
  const type = (): number => {
    const parsed = simple_strtoull(rest.slice(1));
    rest = parsed.rest;
    return Number(BigInt.asUintN(32, parsed.value));
  };
  if (rest.startsWith('-')) from = type();
  if (rest.startsWith('+')) to = type();
  if (rest !== '') return -ERRNO.EINVAL;
  if (from !== 0 && to !== 0) updateRange(k, e820, start.value, size, from, to);
  else if (to !== 0) addRange(k, e820, start.value, size, to);
  else removeRange(k, e820, start.value, size, from === 0 ? undefined : from);
  return 0;
}

/**
 * Parses one element of a `memmap=` value. Returns 0, or -EINVAL when it is malformed; the caller ignores the
 * error as the kernel does.
 */
export function parse_memmap_one(k: Kernel, e820: E820Boot, text: string): number {
  if (text.startsWith('exactmap')) {
    e820.table = [];
    e820.userdef = true;
    return 0;
  }
  const { value: size, rest } = memparse(text);
  if (rest === text) return -ERRNO.EINVAL;
  e820.userdef = true;
  const type = ADDED[rest.charAt(0)];
  if (type !== undefined) {
    const start = memparse(rest.slice(1));
    addRange(k, e820, start.value, size, type);
    return start.rest === '' ? 0 : -ERRNO.EINVAL;
  }
  if (rest.startsWith('%') && k.has('e820-memmap-percent')) return parsePercent(k, e820, size, rest.slice(1));
  removeRange(k, e820, size, U64_MAX - size, E820.RAM);
  return rest === '' ? 0 : -ERRNO.EINVAL;
}

/** Early option `memmap=`: its elements one by one. */
export const parse_memmap_opt =
  (e820: E820Boot): EarlyParam =>
  (k, value) => {
    for (const piece of value?.split(',') ?? []) parse_memmap_one(k, e820, piece);
    return 0;
  };

/** Bytes of a `mem=` value; 0 when it is malformed. */
const mem_size = (value = ''): bigint => (value === 'nopentium' ? 0n : memparse(value).value);

/** Early option `mem=`. */
export const parse_memopt =
  (e820: E820Boot): EarlyParam =>
  (k, value) => {
    if (value === undefined) return -ERRNO.EINVAL;
    if (value === 'nopentium') {
      pr_warn(k, 'mem=nopentium ignored! (only supported on x86_32)');
      return -ERRNO.EINVAL;
    }
    e820.userdef = true;
    const size = mem_size(value);
    if (size === 0n) return -ERRNO.EINVAL;
    removeRange(k, e820, size, U64_MAX - size, E820.RAM);
    return 0;
  };

/** First address above the limit of the last valid `mem=`; infinite without one. */
export function max_mem_size(k: Kernel): number {
  const sizes = parse_args(k.state.cmdline).map(({ name, value }) => (name === 'mem' ? mem_size(value) : 0n));
  return Number(sizes.findLast((size) => size > 0n) ?? Number.POSITIVE_INFINITY);
}
