/** Sizes and addresses as people write them, in files and on command lines. */
import { GiB, KiB, MiB, TiB } from './units.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, K: KiB, M: MiB, G: GiB, T: TiB };
const QUANTITY = /^(0x[0-9a-f]+|\d+)([kmgt]?)$/i;

/** `4096`, `0x1000`, `64M`: a whole number that is exact; undefined for anything else. */
export function parseQuantity(text = ''): number | undefined {
  const [, digits, unit = ''] = QUANTITY.exec(text) ?? [];
  const value = Number(digits) * UNITS[unit.toUpperCase()]!;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Bytes as one would type them, in the largest unit that keeps them whole. */
export function typedSize(size: number): string {
  for (const unit of ['T', 'G', 'M', 'K'])
    if (size > 0 && size % UNITS[unit]! === 0) return `${size / UNITS[unit]!}${unit}`;
  return `${size}`;
}
