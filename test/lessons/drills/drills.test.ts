/** Generated tasks: the same seed gives the same, the model checks answers, near misses are wrong. */
import { describe, expect, it } from 'vitest';
import { scratchMachine } from '../../../src/cli/actions/lessons/lesson-machine.ts';
import { NO_HOST_FILES } from '../../../src/cli/input/host-files.ts';
import type { Host } from '../../../src/cli/session/host.ts';
import { between, pick, rngOf } from '../../../src/lessons/drills/draw.ts';
import { taskOf } from '../../../src/lessons/drills/drills.ts';
import { KINDS, type Kind } from '../../../src/lessons/drills/kinds.ts';
import { built, type TaskEnvironment } from '../../../src/lessons/drills/task.ts';
import { parseQuantity, typedSize } from '../../../src/lib/quantity.ts';
import { MiB } from '../../../src/lib/units.ts';
import { ROOT } from '../../docs/pages.ts';

const host = { packageRoot: ROOT, env: {}, files: NO_HOST_FILES } as unknown as Host;
const lab: TaskEnvironment = { scratch: () => scratchMachine(host) };
const task = (kind: Kind, seed: number, number = 1) => taskOf({ kind, seed, number }, lab);

describe.each(KINDS)('drill %s', (kind) => {
  it.each([1, 7, 2 ** 32 - 1])(
    'is the same task for seed %i each time, and its solution is right',
    async (seed) => {
      const [one, again] = [await task(kind, seed), await task(kind, seed)];
      expect([again.text, again.start]).toEqual([one.text, one.start]);
      const machine = await built(lab, one.start);
      const { answer } = await one.solve();
      expect(await one.judge([answer], machine)).toMatchObject({ right: true });
    },
  );

  it('has another task for another number and another seed', async () => {
    const texts = [await task(kind, 1), await task(kind, 1, 2), await task(kind, 2)].map(({ text }) =>
      text.join(),
    );
    expect(new Set(texts).size).toBe(3);
  });

  it('has fewer than 200 words', async () => {
    const { text } = await task(kind, 3);
    expect(text.join(' ').split(/\s+/).length).toBeLessThan(200);
  });
});

describe('near misses', () => {
  it('usable: 2 MiB off, and the raw size', async () => {
    const one = await task('usable', 4);
    const machine = await built(lab, one.start);
    const { answer, explanation } = await one.solve();
    const size = parseQuantity(answer)!;
    expect(explanation!.sums.find(({ name }) => name === 'usable')!.value).toBe(size);
    for (const off of [-2 * MiB, 2 * MiB, 4096])
      expect(await one.judge([`${size + off}`], machine)).toMatchObject({ right: false });
    expect(await one.judge([`0x${size.toString(16)}`], machine)).toMatchObject({ right: true });
    await expect(one.judge(['much'], machine)).rejects.toThrow("'much' is no size");
  });

  it('memmap: smaller, larger, shifted, outside, or two', async () => {
    const one = await task('memmap', 1);
    const machine = await built(lab, one.start);
    const [, size, start] = /^memmap=(\w+)!(\w+)$/.exec((await one.solve()).answer)!.map(parseQuantity);
    const judged = async (length: number, begin: number) =>
      (await one.judge([`memmap=${typedSize(length)}!${typedSize(begin)}`], machine)).said;
    expect(await judged(size! - 128 * MiB, start!)).toContain('but 128 MiB more can be mapped without loss');
    expect(await judged(size! + 2 * MiB, start!)).toContain('loses 2 MiB to padding');
    expect(await judged(size!, start! - 2 * MiB)).toContain('loses 128 MiB to padding');
    expect(await judged(size!, start! - 1024 * MiB)).toContain('is not inside the range');
    expect((await one.judge([], machine)).said).toBe('there is no persistent memory');
    await expect(one.judge(['memmap=1G'], machine)).rejects.toThrow('is no memmap=SIZE!START');
  });

  it('shared: one missing, one too many', async () => {
    const one = await task('shared', 1);
    const machine = await built(lab, one.start);
    const numbers = (await one.solve()).answer.split(',');
    expect(numbers.length).toBeGreaterThan(1);
    expect((await one.judge(numbers.slice(1), machine)).said).toBe('1 more is shared');
    expect((await one.judge([...numbers, '1'], machine)).said).toBe('section 1 is not shared');
    expect(await one.judge([numbers.toReversed().join(',')], machine)).toMatchObject({ right: true });
  });

  it('change: one that both kernels have, and one that is none', async () => {
    const one = await task('change', 4);
    const machine = await built(lab, one.start);
    expect((await one.judge(['pfn-mode-pmem'], machine)).right).toBe(false);
    await expect(one.judge(['subsection'], machine)).rejects.toThrow('did you mean subsection-hotplug');
  });
});

it('draws are multiples within their bounds', () => {
  const rng = rngOf(5, 1);
  const draws = Array.from({ length: 200 }, () => between(rng, 10, 40, 10));
  expect([...new Set(draws)].sort()).toEqual([10, 20, 30, 40]);
  expect(new Set(Array.from({ length: 50 }, () => pick(rng, ['a', 'b']))).size).toBe(2);
});
