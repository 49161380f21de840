import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../src/lib/units.ts';
import { overlay, type Piece, physicalLayout, piecesIn } from '../../../src/views/model/layout.ts';
import { objectRanges } from '../../../src/views/model/objects.ts';
import { machine, mm, resources, seedExample, seedExampleFsdax } from '../machine.ts';

const summary = (pieces: Piece[]): string[] =>
  pieces.map(
    ({ start, end, kind, owner, mapped }) =>
      `${start.toString(16)}-${end.toString(16)} ${kind} ${owner}${mapped ? ' mapped' : ''}`,
  );

describe('physical layout', () => {
  test('memmap=0xfc000000!8G: the raw namespace covers its region and is mapped', () => {
    expect(summary(physicalLayout(seedExample()))).toEqual([
      '1000-bfffffff ram System RAM',
      'fffc0000-ffffffff reserved Reserved',
      '100000000-1ffffffff ram System RAM',
      '200000000-2fbffffff pmem namespace0.0 mapped',
      '2fc000000-3bfffffff ram System RAM',
    ]);
  });

  test('an fsdax namespace begins with its info block and memmap area', () => {
    const pmem = physicalLayout(seedExampleFsdax()).filter((piece) => piece.mapped);
    expect(summary(pmem)).toEqual([
      '200000000-2041fffff info namespace0.0 mapped',
      '204200000-2fbffffff pmem namespace0.0 mapped',
    ]);
  });

  test('RAM that kmem added covers the devdax range it came from', () => {
    const start = 8 * GiB;
    const hot = machine({
      resources: resources([[start, start + GiB - 1, 'Persistent Memory', 'pmem']]),
      mm: mm({
        blocks: [{ first: 65, last: 71, state: 'offline', nid: 0, zone: null, early: false }],
      }),
    });
    expect(summary(physicalLayout(hot))).toEqual([
      '200000000-207ffffff pmem Persistent Memory',
      '208000000-23fffffff hot-offline System RAM on Persistent Memory',
    ]);
  });

  test('a mapping outside the firmware map belongs to the device that mapped it', () => {
    const bar = machine({
      mm: mm({
        pagemaps: { 1: { owner: '0000:00:04.0', ranges: [{ start: 16 * GiB, end: 17 * GiB - 1 }] } },
      }),
    });
    expect(summary(physicalLayout(bar))).toEqual(['400000000-43fffffff pmem 0000:00:04.0 mapped']);
  });

  test('pieces of a range are found by bisection, edges included', () => {
    const layout = physicalLayout(seedExample());
    const found = piecesIn(layout, { start: 0x1ffffffff, end: 0x2fc000000 });
    expect(found.map(({ kind }) => kind)).toEqual(['ram', 'pmem', 'ram']);
    expect(piecesIn(layout, { start: 0x3c0000000, end: 0x3c0000000 })).toEqual([]);
  });
});

describe('overlay', () => {
  const SPAN = 60;
  const layer = (owner: string) =>
    fc.uniqueArray(fc.nat(SPAN), { maxLength: 12 }).map((cuts) => {
      const sorted = [...cuts].sort((a, b) => a - b);
      const pieces: Piece[] = [];
      for (let i = 0; i + 1 < sorted.length; i += 2)
        pieces.push({ start: sorted[i]!, end: sorted[i + 1]! - 1, kind: 'pmem', owner, mapped: false });
      return pieces;
    });
  const ownerAt = (pieces: Piece[], at: number): string | undefined =>
    pieces.find((piece) => piece.start <= at && at <= piece.end)?.owner;

  test('the upper layer wins, the lower one remains elsewhere', () => {
    fc.assert(
      fc.property(layer('low'), layer('high'), (low, high) => {
        const both = overlay(low, high);
        for (let at = 0; at <= SPAN; at++)
          expect(ownerAt(both, at)).toBe(ownerAt(high, at) ?? ownerAt(low, at));
        for (let i = 1; i < both.length; i++) expect(both[i]!.start).toBeGreaterThan(both[i - 1]!.end);
      }),
    );
  });
});

test('of overlapping pieces in the upper layer, the earlier one wins', () => {
  const piece = (start: number, end: number, owner: string): Piece => ({
    kind: 'pmem',
    owner,
    mapped: false,
    start,
    end,
  });
  const upper = [piece(2, 9, 'a'), piece(5, 14, 'b')];
  expect(summary(overlay([piece(0, 3, 'low')], upper))).toEqual(['0-1 pmem low', '2-9 pmem a', 'a-e pmem b']);
  expect(upper[1]!.start).toBe(5);
});

describe('ranges of names', () => {
  const example = seedExampleFsdax();

  test('a region, its namespace and the pfn device on it are the same memory', () => {
    const whole = [{ start: 8 * GiB, end: 8 * GiB + 0xfc000000 - 1 }];
    for (const name of ['region0', 'namespace0.0', 'pfn0.0'])
      expect(objectRanges(example, name)).toEqual(whole);
  });

  test('a memory block is 128 MiB; one that was never made has no range', () => {
    expect(objectRanges(example, 'memory95')).toEqual([{ start: 95 * 128 * MiB, end: 96 * 128 * MiB - 1 }]);
    expect(objectRanges(example, 'memory64')).toBeUndefined();
  });

  test('a resource name stands for all resources of that name', () => {
    expect(objectRanges(example, 'System RAM')).toHaveLength(3);
    expect(objectRanges(example, 'namespace7.0')).toBeUndefined();
  });
});
