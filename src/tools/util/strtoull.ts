/**
 * Numbers as C parses them: strtoull, strtol, strtod, and parse_size64 of util/size.c. Values are exact 64-bit
 * integers, since a size option may be any number.
 */
import { U64_MAX } from '../../lib/bytes/u64.ts';

/** The largest unsigned 64-bit number: libndctl's "no value", and the result of an overflow. */
export const ULLONG_MAX = U64_MAX;

const DIGITS: Record<number, RegExp> = { 8: /[0-7]+/y, 10: /[0-9]+/y, 16: /[0-9a-fA-F]+/y };
const LEAD = /[ \t\n\v\f\r]*([+-]?)/y;
const HEX = /0[xX](?=[0-9a-fA-F])/y;
const PREFIX: Record<number, string> = { 8: '0o', 10: '', 16: '0x' };

export interface Scanned {
  value: bigint;
  /** Index of the first character after the number; 0 if there is no number. */
  end: number;
}

/** Match of a sticky pattern at an index of the text. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The digits at the start of `text`, with sign; `base` 0 selects the base by the prefix. */
function scanInteger(text: string, base: 0 | 10 | 16): Scanned & { negative: boolean } {
  const lead = matchAt(LEAD, text, 0)!;
  let at = lead[0].length;
  let radix: number = base;
  if (base !== 10 && matchAt(HEX, text, at) !== null) {
    at += 2;
    radix = 16;
  } else if (base === 0) {
    radix = text[at] === '0' ? 8 : 10;
  }
  const digits = matchAt(DIGITS[radix]!, text, at)?.[0];
  const negative = lead[1] === '-';
  if (digits === undefined) return { value: 0n, end: 0, negative };
  return { value: BigInt(`${PREFIX[radix]}${digits}`), end: at + digits.length, negative };
}

/** Fast paths: they match nearly every number in an attribute. */
const PLAIN_DECIMAL = /^(?:0|[1-9][0-9]{0,14})$/;
const PLAIN_HEX = /^0x[0-9a-f]{1,16}$/;

/** strtoull(): a negative number wraps, one that is too large becomes ULLONG_MAX. */
export function strtoull(text: string, base: 0 | 10 | 16 = 0): Scanned {
  if (base === 0 && (PLAIN_DECIMAL.test(text) || PLAIN_HEX.test(text)))
    return { value: BigInt(text), end: text.length };
  const { value, end, negative } = scanInteger(text, base);
  if (value > ULLONG_MAX) return { value: ULLONG_MAX, end };
  return { value: negative ? BigInt.asUintN(64, -value) : value, end };
}

/** strtol(), for numbers below 2^53. */
export function strtol(text: string, base: 0 | 10 | 16 = 0): { value: number; end: number } {
  if (base !== 16 && PLAIN_DECIMAL.test(text)) return { value: Number(text), end: text.length };
  const { value, end, negative } = scanInteger(text, base);
  return { value: Number(negative ? -value : value), end };
}

/** strtod(): the number at the start of a text, 0 if there is none; an overflow and `inf` are infinite. */
export function strtod(text: string): number {
  const [, sign = '', word = ''] = /^\s*([+-]?)(inf|0x[0-9a-f]+|.*)/is.exec(text) ?? [];
  const size = /^inf/i.test(word)
    ? Number.POSITIVE_INFINITY
    : /^0x/i.test(word)
      ? Number(word)
      : parseFloat(word);
  return (Number.isNaN(size) ? 0 : size) * (sign === '-' ? -1 : 1);
}

const UNITS: Record<string, bigint> = { k: 2n ** 10n, m: 2n ** 20n, g: 2n ** 30n, t: 2n ** 40n };

export interface Size {
  /** Bytes, or ULLONG_MAX if the text is not a size. */
  value: bigint;
  /** Bytes of the unit that was typed; 1 without one. */
  unit: bigint;
}

/** Parses a size with an optional suffix k, m, g or t in either case, as __parse_size64() does. */
export function parseSize(text: string): Size {
  const { value, end } = strtoull(text);
  if (value === ULLONG_MAX) return { value, unit: 1n };
  const suffix = UNITS[text[end]?.toLowerCase() ?? ''];
  const scaled = BigInt.asUintN(64, value * (suffix ?? 1n));
  const complete = text.length === end + (suffix === undefined ? 0 : 1);
  return { value: scaled < value || !complete ? ULLONG_MAX : scaled, unit: suffix ?? 1n };
}

/** Value of a size option in bytes; ULLONG_MAX if it is not a size, 0 if it was not given. */
export const parseSize64 = (text: string | undefined): bigint =>
  text === undefined ? 0n : parseSize(text).value;
