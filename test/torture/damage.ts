/** Values of JSON with a few fields damaged: other types, borders, missing, doubled, names of Object.prototype. */
import fc from 'fast-check';

export interface Damage {
  /** Picks the field: how far along the list of all fields, from 0 to 1. */
  at: number;
  kind: 'replace' | 'remove' | 'add' | 'double' | 'rename' | 'nudge';
  value: unknown;
}

const value = fc.constantFrom<unknown>(
  ...[null, true, false, 0, 1, -1, 0.5, 2 ** 31, 2 ** 32, 2 ** 52, 2 ** 53 - 1, 1e300, -(2 ** 53)],
  ...['', 'x', '0', '1G', '__proto__', '\u001b[2J', 'namespace0.0', 'region0', 'x'.repeat(70_000)],
  ...[[], {}, [null], [[[[[[]]]]]], { a: { b: {} } }],
);

/**
 * A place from 0 to 1, evenly drawn: numbers of fc.double() are even in their bits, and nearly all of them are
 * next to 0.
 */
const place = fc.nat(2 ** 31 - 1).map((n) => n / 2 ** 31);

export const damages = fc.array(
  fc.record({
    at: place,
    kind: fc.constantFrom('replace', 'remove', 'add', 'double', 'rename', 'nudge'),
    value,
  }),
  { minLength: 1, maxLength: 3 },
) as fc.Arbitrary<Damage[]>;

interface Slot {
  holder: Record<string, unknown> | unknown[];
  key: string | number;
}

function slotsOf(root: unknown): Slot[] {
  const slots: Slot[] = [];
  const walk = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const key of Object.keys(at)) {
      slots.push({ holder: at as Slot['holder'], key });
      walk((at as Record<string, unknown>)[key]);
    }
  };
  walk(root);
  return slots;
}

function hurt({ holder, key }: Slot, { kind, value: fresh }: Damage): void {
  const table = holder as Record<string, unknown>;
  switch (kind) {
    case 'replace':
      table[key] = structuredClone(fresh);
      return;
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete table[key];
      return;
    case 'add':
      Object.defineProperty(table, typeof fresh === 'string' ? fresh : 'extra', {
        value: structuredClone(fresh),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      return;
    case 'double':
      if (Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(holder[Number(key)]));
      else table[`${key}x`] = structuredClone(table[key]);
      return;
    case 'rename':
      if (typeof table[key] === 'string') table[key] = `${table[key]}x`;
      return;
    default:
      if (typeof table[key] === 'number') table[key] = (table[key] as number) + 1;
  }
}

/** A copy of a value of JSON with the damages done, one after the other. */
export function damaged<T>(whole: T, list: readonly Damage[]): T {
  const copy = structuredClone(whole);
  for (const damage of list) {
    const slots = slotsOf(copy);
    const slot = slots[Math.floor(damage.at * slots.length)];
    if (slot !== undefined) hurt(slot, damage);
  }
  return copy;
}

/** Bytes with some of them changed, or cut. */
export const byteDamages = fc.array(
  fc.record({
    at: place,
    byte: fc.nat(255),
    cut: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);

export function damagedBytes(
  whole: Uint8Array,
  list: readonly { at: number; byte: number; cut: boolean }[],
): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(whole);
  for (const { at, byte, cut } of list) {
    const index = Math.floor(at * bytes.length);
    if (cut && byte % 8 === 0) bytes = bytes.slice(0, index);
    else if (bytes.length > 0) bytes[index] = byte;
  }
  return bytes;
}
