import { describe, expect, it } from 'vitest';
import type { FailedStep } from '../../../src/replay/replay.ts';
import type { BootRequest } from '../transcript/record-boots.ts';
import { newDice } from './dice.ts';
import { cutAfter, signature } from './differ.ts';
import { newSetups, SETUPS } from './setup.ts';
import { shrinkWalk } from './shrink.ts';
import { tell } from './tell.ts';
import { newWalk } from './walk.ts';

const machine = { memory: 1, dimms: [], virtioPmem: [], qemu: [] };
const cat = (path: string) => ({ op: 'cat' as const, path });
const boots = (...parts: string[][]): BootRequest[] =>
  parts.map((paths) => ({ machine, cmdline: '', operations: paths.map(cat) }));
const pathsOf = (walk: readonly BootRequest[]): string[][] =>
  walk.map(({ operations }) => operations.map((operation) => ('path' in operation ? operation.path : '')));

describe('a random walk', () => {
  it.each(SETUPS)('of %s is the same for the same seed, and as long as asked', async (kind) => {
    const request = { kernel: '6.1', kind, seed: 7, steps: 30 };
    const [one, two] = [await newWalk(request), await newWalk(request)];
    expect(one).toEqual(two);
    expect(one.flatMap(({ operations }) => operations).length).toBeGreaterThanOrEqual(30);
    expect(await newWalk({ ...request, seed: 8 })).not.toEqual(one);
  });

  it('names existing devices', async () => {
    const walk = await newWalk({ kernel: '6.1', kind: 'nfit', seed: 3, steps: 120 });
    const words = walk.flatMap(({ operations }) =>
      operations.flatMap((each) => (each.op === 'run' ? each.argv : [])),
    );
    expect(words).toContain('namespace0.0');
    expect(words.filter((word) => /^(ndctl|daxctl)$/.test(word)).length).toBeGreaterThan(50);
  });

  it('moves DIMMs between boots and keeps them otherwise', () => {
    for (let seed = 0; seed < 20; seed++) {
      const [first, second] = newSetups('nfit', newDice(seed));
      const [before, after] = [first!.machine.dimms, second!.machine.dimms];
      expect(after.map(({ size, labelSize }) => [size, labelSize])).toEqual(
        before.map(({ size, labelSize }) => [size, labelSize]),
      );
      expect(new Set(after.map(({ address }, i) => address! - before[i]!.address!)).size).toBe(1);
    }
  });
});

describe('a walk that differs', () => {
  it('shrinks to the steps that the difference needs, in order and in their boots', async () => {
    const walk = boots(['a', 'b', 'c', 'd', 'e'], ['f', 'g', 'h', 'i']);
    const needs = async (part: readonly BootRequest[]): Promise<boolean> => {
      const all = pathsOf(part).flat();
      return all.includes('b') && all.includes('i');
    };
    expect(pathsOf(await shrinkWalk(walk, needs, 100))).toEqual([['b'], ['i']]);
  });

  it('tries no more often than its limit', async () => {
    let asked = 0;
    const never = async (): Promise<boolean> => {
      asked++;
      return false;
    };
    const walk = boots(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    expect(pathsOf(await shrinkWalk(walk, never, 3))).toEqual(pathsOf(walk));
    expect(asked).toBe(3);
  });

  it('is cut behind the step that differs', () => {
    const failed = { boot: 2, step: 1 } as FailedStep;
    expect(pathsOf(cutAfter(boots(['a'], ['b', 'c'], ['d']), failed))).toEqual([['a'], ['b']]);
  });

  it('has one signature for the same command and parts', () => {
    const failed = (command: string): FailedStep => ({
      ...{ boot: 1, step: 1, command },
      differences: [{ what: 'rc', recorded: [], ours: [] }],
    });
    expect(signature(failed('ndctl list -R'))).toBe(signature(failed('ndctl list -N')));
    expect(signature(failed('ndctl list'))).not.toBe(signature(failed('ndctl disable-region region0')));
  });

  it('is told by the lines that only one side has', () => {
    const differences = [{ what: 'stderr', recorded: ['same\ntheirs\n'], ours: ['same\nours\n'] }];
    expect(tell({ boot: 1, step: 1, command: 'ndctl list', differences })).toEqual([
      'ndctl list',
      '  stderr:',
      '    kernel  theirs',
      '    memsim  ours',
    ]);
  });
});
