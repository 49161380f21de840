/**
 * Number and string parsing of attribute writes, which may end with a newline: models lib/kstrtox.c and
 * sysfs_streq() of lib/string.c, all releases.
 */

import { U64_MAX } from '../../lib/bytes/u64.ts';
import { ERRNO } from '../../lib/errno.ts';
import type { Kernel } from '../kernel.ts';

const NUMBER = /^\+?(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))\n?$/;

/**
 * Parses an unsigned 64-bit number in hex (0x), octal (0) or decimal. Returns -EINVAL or -ERANGE on failure.
 * Values beyond 2^53 are rounded; no address or size is that large.
 */
export function kstrtoull(text: string): number {
  const found = NUMBER.exec(text);
  if (found === null) return -ERRNO.EINVAL;
  const [, hex, octal, decimal] = found;
  const value = BigInt(hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : decimal!);
  return value > U64_MAX ? -ERRNO.ERANGE : Number(value);
}

/**
 * Parses a boolean by its first letters, in either case: y, 1, since 4.6 `on`, since 5.19 t; or n, 0, `off`, f.
 * Returns undefined for other text.
 */
export function kstrtobool(k: Kernel, text: string): boolean | undefined {
  const [word = ''] = /^(o[nf]|.)/.exec(text.toLowerCase()) ?? [];
  if (word.startsWith('o') && !k.has('bool-on-off')) return undefined;
  if ((word === 't' || word === 'f') && !k.has('bool-true-false')) return undefined;
  if (['y', '1', 'on', 't'].includes(word)) return true;
  return ['n', '0', 'of', 'f'].includes(word) ? false : undefined;
}

/** Returns true if the written text equals a word, ignoring one trailing newline. */
export const sysfs_streq = (text: string, word: string): boolean => text === word || text === `${word}\n`;
