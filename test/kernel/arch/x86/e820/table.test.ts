import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { E820 } from '../../../../../src/firmware/e820-types.ts';
import {
  e820__range_remove,
  e820__range_update,
  e820__update_table,
  type RawEntry,
} from '../../../../../src/kernel/arch/x86/e820/table.ts';

const noMerge = (type: number): boolean => type === E820.PRAM;
const TOP = 64;

const types = fc.constantFrom(E820.RAM, E820.RESERVED, E820.ACPI, E820.PMEM, E820.PRAM, 9);
const entry = fc.record({ addr: fc.nat(TOP - 1), size: fc.nat(20), type: types });
const tables = fc.array(entry, { minLength: 2, maxLength: 8 });
type Small = { addr: number; size: number; type: number };

const raw = (list: Small[]): RawEntry[] =>
  list.map(({ addr, size, type }) => ({ addr: BigInt(addr), size: BigInt(size), type }));

/** The largest type at each address. */
const flat = (list: readonly RawEntry[]): number[] =>
  Array.from({ length: TOP + 20 }, (_, at) =>
    Math.max(
      0,
      ...list.filter((e) => e.addr <= BigInt(at) && BigInt(at) < e.addr + e.size).map((e) => e.type),
    ),
  );

describe('the sanitizer', () => {
  test('keeps the largest type of every address', () => {
    fc.assert(
      fc.property(tables, (list) => {
        expect(flat(e820__update_table(raw(list), noMerge)!)).toEqual(flat(raw(list)));
      }),
    );
  });

  test('yields ordered, disjoint, non-empty entries', () => {
    fc.assert(
      fc.property(tables, (list) => {
        const out = e820__update_table(raw(list), noMerge)!;
        for (const [i, { addr, size }] of out.entries()) {
          expect(size).toBeGreaterThan(0n);
          if (i > 0) expect(addr).toBeGreaterThanOrEqual(out[i - 1]!.addr + out[i - 1]!.size);
        }
      }),
    );
  });

  test('merges adjacent entries of one type, except persistent ones, which it splits at every boundary', () => {
    fc.assert(
      fc.property(tables, (list) => {
        const out = e820__update_table(raw(list), noMerge)!;
        const edges = new Set(
          list.filter(({ size }) => size > 0).flatMap(({ addr, size }) => [addr, addr + size]),
        );
        for (const [i, { addr, size, type }] of out.entries()) {
          const inside = [...edges].filter((edge) => BigInt(edge) > addr && BigInt(edge) < addr + size);
          if (type === E820.PRAM) expect(inside).toEqual([]);
          const before = out[i - 1];
          if (before !== undefined && before.addr + before.size === addr && type !== E820.PRAM)
            expect(before.type).not.toBe(type);
        }
      }),
    );
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(tables, (list) => {
        const once = e820__update_table(raw(list), noMerge)!;
        fc.pre(once.length > 1);
        expect(e820__update_table(once, noMerge)).toEqual(once);
      }),
    );
  });

  test('does nothing with one entry, or with one that wraps around', () => {
    expect(e820__update_table(raw([{ addr: 0, size: 4, type: 1 }]), noMerge)).toBeNull();
    const wraps = { addr: 2n ** 64n - 4n, size: 8n, type: 12 };
    expect(e820__update_table([...raw([{ addr: 0, size: 4, type: 1 }]), wraps], noMerge)).toBeNull();
  });
});

describe('changing ranges', () => {
  const range = fc.record({ start: fc.nat(TOP), size: fc.nat(30) });

  test('removing RAM removes exactly the RAM of the range', () => {
    fc.assert(
      fc.property(tables, range, (list, { start, size }) => {
        const table = e820__update_table(raw(list), noMerge)!;
        const before = flat(table);
        e820__range_remove(table, BigInt(start), BigInt(size), E820.RAM);
        const want = before.map((type, at) =>
          type === E820.RAM && at >= start && at < start + size ? 0 : type,
        );
        expect(flat(table)).toEqual(want);
      }),
    );
  });

  test('updating converts exactly the RAM of the range', () => {
    fc.assert(
      fc.property(tables, range, (list, { start, size }) => {
        const table = e820__update_table(raw(list), noMerge)!;
        const before = flat(table);
        e820__range_update(table, BigInt(start), BigInt(size), E820.RAM, E820.RESERVED);
        const want = before.map((type, at) =>
          type === E820.RAM && at >= start && at < start + size ? E820.RESERVED : type,
        );
        expect(flat(table)).toEqual(want);
      }),
    );
  });
});
