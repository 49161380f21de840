import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

const learner = () => memsimIn(scratchFolder());
type Memsim = ReturnType<typeof learner>;

const answerOf = async (memsim: Memsim): Promise<string[]> => {
  const { commands } = JSON.parse((await memsim(['lesson', 'show-solution', '--json'])).stdout);
  return commands[0].split(' ');
};

describe('memsim lesson drill', () => {
  it('gives a task, judges answers, and goes on with the next one', async () => {
    const memsim = learner();
    const { stdout } = await memsim(['lesson', 'drill', 'usable']);
    expect(stdout).toMatch(/^Drill usable, task 1 of seed 1\n/);
    expect(stdout).toContain('\nAnswer: memsim lesson answer SIZE\n');
    expect((await memsim(['lesson', 'goal'])).stdout).toBe(stdout);
    const wrong = await memsim(['lesson', 'answer', '1']);
    expect([wrong.rc, wrong.stdout]).toEqual([1, expect.stringMatching(/^wrong: 1 B is .* too little\n$/)]);
    const right = await memsim(['lesson', 'answer', '2046M']);
    expect([right.rc, right.stdout]).toEqual([
      0,
      expect.stringMatching(/^right: 2 GiB is the usable size\nThe answer: 2046M\n/),
    ]);
    expect(right.stdout).toContain('\n  usable         0x7fe00000');
    expect(right.stdout).toContain(
      '\nusable: 1 task solved, 1 wrong answer, 0 shown\n\nDrill usable, task 2 of seed 1\n',
    );
    expect((await memsim(['lesson', 'drill'])).stdout).toMatch(
      /^usable +predict .* \(1 solved, 1 wrong, 0 shown\)$/m,
    );
  });

  it('continues at the task where it was left, and keeps its scores through undo', async () => {
    const memsim = learner();
    await memsim(['lesson', 'drill', 'shared', '--seed', '9']);
    await memsim(await answerOf(memsim));
    await memsim(['lesson', 'stop']);
    expect((await memsim(['lesson', 'drill', 'shared'])).stdout).toMatch(/^Drill shared, task 2 of seed 9\n/);
    await memsim(['undo']);
    await memsim(['undo']);
    expect((await memsim(['lesson', 'drill'])).stdout).toContain('(0 solved, 0 wrong, 1 shown)');
  });

  it('counts a task whose solution was shown as shown alone', async () => {
    const memsim = learner();
    await memsim(['lesson', 'drill', 'shared']);
    const solution = (await memsim(['lesson', 'show-solution'])).stdout;
    expect(solution).toMatch(/^The answer: [\d,]+\n {2}section \d+, 0x/);
    await memsim(['lesson', 'show-solution']);
    const { stdout } = await memsim(await answerOf(memsim));
    expect(stdout).toContain('shared: 0 tasks solved, 0 wrong answers, 1 shown\n');
  });

  it('judges the machine where the task is about it, and counts commands', async () => {
    const memsim = learner();
    await memsim(['lesson', 'drill', 'memmap', '--seed', '2']);
    expect((await memsim(['lesson', 'check'])).stdout).toBe('wrong: there is no persistent memory\n');
    await memsim(['reboot', '--cmdline', 'memmap=1G!5504M', '--quiet']);
    expect((await memsim(['lesson', 'check'])).stdout).toContain('1 GiB more can be mapped without loss');
    await memsim(['reboot', '--cmdline', 'memmap=2G!5504M', '--quiet']);
    const { rc, stdout } = await memsim(['lesson', 'check']);
    expect([rc, stdout]).toEqual([0, expect.stringMatching(/^right: .*, with 2 commands\n/)]);
    expect(stdout).toContain('Drill memmap, task 2 of seed 2\n');
    expect((await memsim(['list', '-R'])).stdout).toBe('');
  });

  it('takes its commands alone, and none that shows the answer', async () => {
    const memsim = learner();
    await memsim(['lesson', 'drill', 'usable']);
    const told = await memsim(['explain', '-m', 'fsdax']);
    expect([told.rc, told.stderr]).toEqual([1, expect.stringContaining("'explain' would show the answer")]);
    expect((await memsim(['create-namespace'])).stderr).toContain(
      "'create-namespace' is not for lesson drill-usable",
    );
    expect((await memsim(['iomem'])).rc).toBe(0);
    expect((await memsim(['explain', '--help'])).rc).toBe(0);
    expect((await memsim(['lesson', 'hint'])).stdout).toMatch(/^Hint 1 of 1: 8 KiB/);
    expect((await memsim(['lesson', 'check'])).stderr).toContain("'memsim lesson answer SIZE'");
  });

  it('keeps the machine that it replaces, and restores it', async () => {
    const memsim = learner();
    await memsim(['boot', '--platform', 'one-dimm']);
    await memsim(['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax', '--quiet']);
    await memsim(['lesson', 'drill', 'shared']);
    await memsim(['lesson', 'drill', 'usable']);
    await memsim(['lesson', 'stop']);
    expect((await memsim(['list'])).stdout).toContain('"mode":"devdax"');
  });

  it.each([
    ['an unknown kind', ['lesson', 'drill', 'usabel'], 2, "no drill 'usabel' (did you mean usable?)"],
    [
      'an answer without a drill',
      ['lesson', 'answer', '1'],
      1,
      "no drill is on: 'memsim lesson drill' lists",
    ],
    ['a seed that is none', ['lesson', 'drill', 'usable', '--seed', 'x'], 2, 'whole number'],
  ])('refuses %s', async (_, words, code, message) => {
    const { rc, stdout, stderr } = await learner()(words);
    expect([rc, stdout, stderr]).toEqual([code, '', expect.stringContaining(message)]);
  });
});
