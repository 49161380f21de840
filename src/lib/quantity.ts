/** Sizes and addresses as written in files and on command lines. */
import { GiB, KiB, MiB, TiB } from './units.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, K: KiB, M: MiB, G: GiB, T: TiB };
const QUANTITY = /^(0x[0-9a-f]+|\d+)([kmgt]?)$/i;

/** Parses `4096`, `0x1000` or `64M` to an exact whole number; undefined for any other text. */
export function parseQuantity(text = ''): number | undefined {
  const [, digits, unit = ''] = QUANTITY.exec(text) ?? [];
  const value = Number(digits) * UNITS[unit.toUpperCase()]!;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Formats a number of bytes as parseQuantity reads it, in the largest unit that divides it. */
export function typedSize(size: number): string {
  for (const unit of ['T', 'G', 'M', 'K'])
    if (size > 0 && size % UNITS[unit]! === 0) return `${size / UNITS[unit]!}${unit}`;
  return `${size}`;
}
