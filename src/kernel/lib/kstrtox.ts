/**
 * Models lib/kstrtox.c and sysfs_streq() of lib/string.c, all releases: reading what is written to an
 * attribute, one newline at its end allowed.
 */
import { ERRNO } from '../../lib/errno.ts';
import { U64_MAX } from '../../lib/u64.ts';

const NUMBER = /^\+?(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))\n?$/;

/**
 * An unsigned 64-bit number in hex (0x), octal (0) or decimal; -EINVAL or -ERANGE. Beyond 2^53 it is rounded:
 * no address or size reaches so far.
 */
export function kstrtoull(text: string): number {
  const found = NUMBER.exec(text);
  if (found === null) return -ERRNO.EINVAL;
  const [, hex, octal, decimal] = found;
  const value = BigInt(hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : decimal!);
  return value > U64_MAX ? -ERRNO.ERANGE : Number(value);
}

/** What the first letters say: y, t, 1, on or n, f, 0, off, either case; undefined for anything else. */
export function kstrtobool(text: string): boolean | undefined {
  if (/^([yt1]|on)/i.test(text)) return true;
  return /^([nf0]|of)/i.test(text) ? false : undefined;
}

/** True when a written text is a word, but for one newline. */
export const sysfs_streq = (text: string, word: string): boolean => text === word || text === `${word}\n`;
