/** Human-readable numbers, as util/json.c prints them under `-u`: sizes in two unit systems, ids in hex. */
import { alternateHex } from '../../lib/units.ts';
import type { Json } from './json.ts';

interface Scale {
  binary: bigint;
  decimal: bigint;
  letter: string;
}

const SCALES: readonly (Scale & { below: bigint })[] = [
  { below: 2n ** 31n, binary: 2n ** 20n, decimal: 10n ** 6n, letter: 'M' },
  { below: 2n ** 41n, binary: 2n ** 30n, decimal: 10n ** 9n, letter: 'G' },
];
const LARGEST: Scale = { binary: 2n ** 40n, decimal: 10n ** 12n, letter: 'T' };

/** Sizes below this stay plain numbers. */
const PLAIN = 5000n * 1024n;

/** `253` hundredths as `2.53`. */
const hundredths = (value: bigint): string => `${value / 100n}.${String(value % 100n).padStart(2, '0')}`;

/** A size as `"4.88 MiB (5.12 MB)"`, quotes included; below 5000 KiB the number alone. */
export function displaySize(bytes: number | bigint): string {
  const size = BigInt(bytes);
  if (size < PLAIN) return String(size);
  const { binary, decimal, letter } = SCALES.find((scale) => size < scale.below) ?? LARGEST;
  // The two roundings differ: binary units round the product, decimal ones the quotient.
  const iec = ((size * 200n) / binary + 1n) / 2n;
  const si = (size / (decimal / 200n) + 1n) / 2n;
  return `"${hundredths(iec)} ${letter}iB (${hundredths(si)} ${letter}B)"`;
}

/** A size, human-readable if `human` is set. */
export const jsonSize = (bytes: number | bigint, human: boolean): Json =>
  human ? { verbatim: displaySize(bytes) } : bytes;

/** json-c formats numbers as signed, at most this. */
const INT64_MAX = 2n ** 63n - 1n;

const displayHex = (value: bigint): string => `"${alternateHex(value > INT64_MAX ? INT64_MAX : value)}"`;

/** A number, as a hex string if `human` is set. */
export const jsonHex = (value: number | bigint, human: boolean): Json =>
  human ? { verbatim: displayHex(BigInt(value)) } : value;
