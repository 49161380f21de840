/** Numbers in lists: exact, in hex, or rounded for people. */
import * as z from 'zod/mini';
import { parseQuantity } from '../../lib/quantity.ts';
import { GiB, KiB, MiB, TiB } from '../../lib/units.ts';

/** A size or address of a list. */
export interface Amount {
  value: number;
  /** False for `1006.00 MiB (1054.87 MB)`, which stands for a range of values. */
  exact: boolean;
  /** Half the width of that range. */
  within: number;
}

/** An amount without rounding. */
export const exactAmount = (value: number): Amount => ({ value, exact: true, within: 0 });

/** Tests a field of a list for an amount. */
export const isAmount = (value: unknown): value is Amount =>
  typeof value === 'object' && value !== null && 'within' in value;

const HUMAN = /^(\d{1,12}(?:\.\d{1,2})?) ([KMGTP]i)?B(?: \(|$)/;
const UNITS: Readonly<Record<string, number>> = {
  Ki: KiB,
  Mi: MiB,
  Gi: GiB,
  Ti: TiB,
  Pi: TiB * KiB,
};

function human(text: string): Amount | undefined {
  const [, digits, unit] = HUMAN.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const scale = unit === undefined ? 1 : UNITS[unit]!;
  const value = Math.round(Number(digits) * scale);
  return { value, exact: scale === 1, within: scale === 1 ? 0 : Math.ceil(scale / 200) + 1 };
}

/** Tests for the number of a NUMA node that the kernel can have (MAX_NUMNODES). */
export const isNodeId = (node: number | undefined): node is number =>
  node !== undefined && node >= 0 && node < 1024;

const LIMIT = 2 ** 53;

/** Reads a number or its text; undefined for anything that is no amount. */
export function amountOf(raw: unknown): Amount | undefined {
  if (typeof raw === 'number')
    return Number.isInteger(raw) && raw >= 0 && raw < LIMIT ? exactAmount(raw) : undefined;
  if (typeof raw !== 'string') return undefined;
  const exact = parseQuantity(raw.trim());
  if (exact !== undefined) return exactAmount(exact);
  const rounded = human(raw.trim());
  return rounded !== undefined && rounded.value < LIMIT ? rounded : undefined;
}

/** A field that `read` parses; an invalid value counts as absent, since lists differ by version. */
export const lenient = <T>(read: (raw: unknown) => T) => z.optional(z.pipe(z.unknown(), z.transform(read)));

/** A field with an amount. */
export const amount = lenient(amountOf);
/** A field with a whole number, also in hex. */
export const whole = lenient((raw: unknown) => {
  if (typeof raw === 'number' && Number.isInteger(raw)) return raw;
  const found = amountOf(raw);
  return found?.exact ? found.value : undefined;
});
/** A field with a text of at most 256 characters. */
export const word = lenient((raw: unknown) =>
  typeof raw === 'string' && raw.length <= 256 ? raw : undefined,
);
export const flag = lenient((raw: unknown) => (typeof raw === 'boolean' ? raw : undefined));
/** An identifier of 64 bits as a double: lists print it in decimal or in hex, and JSON.parse() rounds it. */
export const identifier = lenient((raw: unknown) => {
  if (typeof raw === 'string') return /^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(raw) ? Number(raw) : undefined;
  return typeof raw === 'number' && Number.isFinite(raw) ? raw : undefined;
});
/** A field of any kind. */
export const any = z.optional(z.unknown());
