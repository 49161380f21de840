import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyMedia } from '../../../../src/firmware/media.ts';
import { readPlatform } from '../../../../src/firmware/schema.ts';
import {
  __request_region,
  adjust_resource,
  insert_resource,
  insert_resource_expand_to_fit,
  proc_iomem,
  region_intersects,
  release_mem_region_adjustable,
  release_resource,
  remove_resource,
  request_mem_region,
  walk_iomem_res_desc,
} from '../../../../src/kernel/kernel/resource/resource.ts';
import { emptyResources } from '../../../../src/kernel/kernel/resource/tree.ts';
import { type Kernel, openKernel } from '../../../../src/kernel/kernel.ts';
import type { KernelState } from '../../../../src/kernel/state.ts';

/** A kernel with only an empty resource tree up to `end`. */
function emptyTree(end = 0xffffffff): Kernel {
  const state = {
    changes: ['region-intersects-descends'],
    resources: emptyResources(end),
    log: { lines: [], once: [], clock: 0 },
  } as unknown as KernelState;
  return openKernel(state, { platform: readPlatform({ e820: [] }), media: emptyMedia() });
}

const lines = (k: Kernel): string[] => proc_iomem(k).trimEnd().split('\n');

const range = fc.record({ start: fc.nat(60), size: fc.integer({ min: 1, max: 30 }) });
const step = fc.oneof(
  fc.record({ op: fc.constant('insert' as const), range }),
  fc.record({ op: fc.constant('expand' as const), range }),
  fc.record({ op: fc.constant('request' as const), range }),
  fc.record({ op: fc.constant('release' as const), pick: fc.nat() }),
  fc.record({ op: fc.constant('remove' as const), pick: fc.nat() }),
  fc.record({ op: fc.constant('adjust' as const), pick: fc.nat(), range }),
  fc.record({ op: fc.constant('give back' as const), range }),
);

function play(k: Kernel, steps: (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): void {
  for (const action of steps) {
    const ids = Object.keys(k.state.resources.byId)
      .map(Number)
      .filter((id) => id !== 0);
    const id = 'pick' in action ? ids[action.pick % Math.max(1, ids.length)] : undefined;
    if (action.op === 'insert' || action.op === 'expand') {
      const { start, size } = action.range;
      const from = { name: 'r', start, end: start + size - 1 };
      if (action.op === 'insert') insert_resource(k, from);
      else insert_resource_expand_to_fit(k, from);
    } else if (action.op === 'request') request_mem_region(k, action.range.start, action.range.size, 'busy');
    else if (action.op === 'give back')
      release_mem_region_adjustable(k, action.range.start, action.range.size);
    else if (id === undefined) continue;
    else if (action.op === 'release') release_resource(k, id);
    else if (action.op === 'remove') remove_resource(k, id);
    else adjust_resource(k, id, action.range.start, action.range.size);
  }
}

describe('the resource tree', () => {
  test('siblings do not overlap, children lie within their parents, and links are consistent', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const k = emptyTree();
        play(k, steps);
        const { byId } = k.state.resources;
        let reachable = 0;
        const visit = (id: number): void => {
          reachable++;
          const parent = byId[id]!;
          let last = -1;
          for (const child of parent.children.map((at) => byId[at]!)) {
            expect(child.parent).toBe(id);
            expect(child.start).toBeGreaterThan(last);
            expect(child.start).toBeGreaterThanOrEqual(parent.start);
            expect(child.end).toBeLessThanOrEqual(parent.end);
            last = child.end;
            visit(child.id);
          }
        };
        visit(0);
        expect(reachable).toBe(Object.keys(byId).length);
      }),
    );
  });

  test('a request descends into resources that are not busy and fails at busy ones', () => {
    const k = emptyTree();
    insert_resource(k, { name: 'window', start: 0x1000, end: 0x4fff });
    expect(request_mem_region(k, 0x1000, 0x1000, 'namespace0.0')).not.toBeNull();
    expect(request_mem_region(k, 0x1000, 0x1000, 'namespace0.0')).toBeNull();
    expect(request_mem_region(k, 0x4000, 0x2000, 'namespace1.0')).toBeNull();
    expect(lines(k)).toEqual(['00001000-00004fff : window', '  00001000-00001fff : namespace0.0']);
  });

  test('no resource exceeds the CPU’s address range', () => {
    const k = emptyTree(0xffff);
    expect(insert_resource_expand_to_fit(k, { name: 'far', start: 0x10000, end: 0x1ffff })).toBeNull();
    expect(request_mem_region(k, 0xf000, 0x2000, 'across')).toBeNull();
    expect(lines(k)).toEqual(['']);
  });

  test('removing a resource keeps its children, releasing it removes them', () => {
    const k = emptyTree();
    insert_resource(k, { name: 'inner', start: 0x1000, end: 0x1fff });
    const outer = insert_resource(k, { name: 'outer', start: 0x1000, end: 0x2fff })!;
    expect(lines(k)).toEqual(['00001000-00002fff : outer', '  00001000-00001fff : inner']);
    remove_resource(k, outer);
    expect(lines(k)).toEqual(['00001000-00001fff : inner']);
    const again = insert_resource(k, { name: 'outer', start: 0x1000, end: 0x2fff })!;
    release_resource(k, again);
    expect(lines(k)).toEqual(['']);
  });

  test('hot-removed RAM is cut from either end or from the middle of its resource', () => {
    const k = emptyTree();
    __request_region(k, 0x1000, 0x8000, 'System RAM', true);
    release_mem_region_adjustable(k, 0x1000, 0x1000);
    release_mem_region_adjustable(k, 0x8000, 0x1000);
    release_mem_region_adjustable(k, 0x4000, 0x1000);
    expect(lines(k)).toEqual(['00002000-00003fff : System RAM', '00005000-00007fff : System RAM']);
  });

  test('indentation ends at the fifth level', () => {
    const k = emptyTree();
    for (let level = 0; level < 8; level++)
      insert_resource(k, { name: `level ${level}`, start: 0x1000, end: 0xffff - level * 0x1000 });
    expect(lines(k).map((line) => line.search(/\S/))).toEqual([0, 2, 4, 6, 8, 10, 10, 10]);
  });
});

describe('region_intersects', () => {
  const k = emptyTree();
  insert_resource(k, { name: 'System RAM', start: 0x1000, end: 0x1fff, busy: true, systemRam: true });
  insert_resource(k, { name: 'Persistent Memory', start: 0x3000, end: 0x3fff, desc: 'pmem' });
  insert_resource(k, { name: 'window', start: 0x5000, end: 0x6fff });
  insert_resource(k, { name: 'System RAM', start: 0x5000, end: 0x5fff, systemRam: true });

  test.each([
    ['RAM alone', 0x1000, 0x800, 'intersects'],
    ['RAM and a hole, which counts for nothing', 0x1000, 0x1800, 'intersects'],
    ['RAM and persistent memory', 0x1800, 0x2000, 'mixed'],
    ['persistent memory', 0x3000, 0x1000, 'disjoint'],
    ['a hole', 0x2000, 0x1000, 'disjoint'],
    ['RAM that covers its part of a window', 0x5000, 0x1000, 'intersects'],
    ['RAM that covers only the beginning of it', 0x5800, 0x1000, 'mixed'],
    ['what is left of that window', 0x6000, 0x1000, 'disjoint'],
  ])('%s', (_what, start, size, expected) => {
    expect(region_intersects(k, start, size)).toBe(expected);
  });
});

test('walk_iomem_res_desc finds ranges inside other resources by ascending address', () => {
  const k = emptyTree();
  const pmem = (start: number, end: number) =>
    insert_resource(k, { name: 'Persistent Memory (legacy)', start, end, desc: 'pmem-legacy' });
  insert_resource(k, { name: 'window', start: 0x5000, end: 0x8fff });
  pmem(0x6000, 0x6fff);
  pmem(0x1000, 0x1fff);
  pmem(0xa000, 0xafff);
  request_mem_region(k, 0xa000, 0x1000, 'namespace2.0');
  expect(walk_iomem_res_desc(k, 'pmem-legacy').map(({ start }) => start)).toEqual([0x1000, 0x6000, 0xa000]);
});

test('records that come and go leave no gaps between the numbers of those that stay', () => {
  const k = emptyTree();
  const request = (start: number): number => request_mem_region(k, start, 16, 'a')!;
  const first = request(0);
  for (let i = 0; i < 5; i++) {
    const id = request(32);
    expect(id).toBe(first + 1);
    if (i % 2 === 0) release_resource(k, id);
    else remove_resource(k, id);
  }
  const second = request(32);
  release_resource(k, first);
  expect(request(64)).toBe(second + 1);
  expect(lines(k)).toHaveLength(2);
});
