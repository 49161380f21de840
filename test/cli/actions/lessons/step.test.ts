import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../../src/experiments/words.ts';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

const learner = () => memsimIn(scratchFolder());
const SOLVED = ['reboot', '--cmdline', 'memmap=128M!8G'];

describe('memsim lesson', () => {
  it('lists the course with the current lesson and the completed ones', async () => {
    const memsim = learner();
    expect((await memsim(['lesson', 'list'])).stdout).toMatch(/^ {3}1 what-is-a-section /);
    await memsim(['lesson', 'start', 'sub-sections']);
    await memsim(['reboot', '--cmdline', 'memmap=64M!8200M']);
    await memsim(['lesson', 'check']);
    await memsim(['lesson', 'start', '1']);
    expect((await memsim(['lesson', 'list'])).stdout).toMatch(/^> {2}1 .*\nx {2}2 /);
    const { rows } = JSON.parse((await memsim(['lesson', 'list', '--json'])).stdout);
    expect(rows[0]).toMatchObject({ number: 1, id: 'what-is-a-section', current: true, done: false });
    expect(rows[1]).toMatchObject({ id: 'sub-sections', current: false, done: true });
  });

  it('starts with the first lesson that was not done, on a machine of its own', async () => {
    const memsim = learner();
    await memsim(['boot', '--platform', 'one-dimm']);
    const { stdout } = await memsim(['lesson', 'start']);
    expect(stdout).toMatch(/^Lesson 1: What is a section, step 1 of 2 \(8 minutes\)\n/);
    expect(stdout).toContain('\nGoals:\n- ');
    expect(stdout).toContain('\nCommands: reboot, and all read-only commands.\n');
    expect((await memsim(['list', '-R'])).stdout).toBe('');
  });

  it('names each goal, and goes on when all are met', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', '1']);
    const before = await memsim(['lesson', 'check']);
    expect(before.rc).toBe(1);
    expect(before.stdout).toMatch(/^not met {2}\/proc\/iomem shows 128 MiB/);
    await memsim(SOLVED);
    const after = await memsim(['lesson', 'check']);
    expect(after.rc).toBe(0);
    expect(after.stdout).toMatch(/^met {6}\/proc\/iomem shows 128 MiB/);
    expect(after.stdout).toContain('\nLesson 1: What is a section, step 2 of 2\n');
    await memsim(['reboot', '--cmdline', 'memmap=128M!8256M']);
    const last = JSON.parse((await memsim(['lesson', 'check', '--json'])).stdout);
    expect(last).toMatchObject({ lesson: 'what-is-a-section', step: 2, steps: 2, met: true, done: true });
    expect((await memsim(['lesson', 'goal'])).stderr).toBe(
      "memsim: no lesson is on; 'memsim lesson start' begins one\n",
    );
  });

  it('prints what it found where a goal is not met', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', 'why-the-size-shrank']);
    const { stdout } = await memsim(['lesson', 'check']);
    expect(stdout).toMatch(/^not met {2}66 MiB are gone: .*\n {9}found: 4294967296 \(4 GiB\)$/m);
    const { goals } = JSON.parse((await memsim(['lesson', 'check', '--json'])).stdout);
    expect(goals[1]).toMatchObject({ met: false, found: '4294967296 (4 GiB)' });
  });

  it('names the object where a value is missing', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', 'why-the-size-shrank']);
    await memsim(['-q', 'create-namespace', '-f', '-e', 'namespace0.0', '-m', 'fsdax', '-M', 'dev']);
    await memsim(['lesson', 'check']);
    await memsim(['-q', 'create-namespace', '-f', '-e', 'namespace0.0', '-m', 'raw']);
    expect((await memsim(['lesson', 'check'])).stdout).toContain(
      "found: no align of namespace0.0 in 'ndctl list -N'",
    );
  });

  it("keeps the user's machine through a chain of lessons", async () => {
    const memsim = learner();
    await memsim(['-q', 'boot', '--platform', 'one-dimm']);
    for (const name of ['1', '2']) {
      await memsim(['lesson', 'start', name]);
      for (let on = true; on; ) {
        const { commands } = JSON.parse((await memsim(['lesson', 'show-solution', '--json'])).stdout);
        for (const line of commands as string[]) await memsim(splitWords(line));
        on = !(await memsim(['lesson', 'check'])).stdout.includes('is done');
      }
    }
    expect((await memsim(['snapshot'])).stdout).toBe('before-lesson-1\n');
    await memsim(['lesson', 'start', '3']);
    await memsim(['lesson', 'stop']);
    expect((await memsim(['status'])).stdout).toContain('one-dimm');
  });

  it('keeps the machine of a lesson that was used after the lesson', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', '2']);
    const solution = async (): Promise<string[]> =>
      JSON.parse((await memsim(['lesson', 'show-solution', '--json'])).stdout).commands;
    for (const line of await solution()) await memsim(splitWords(line));
    expect((await memsim(['lesson', 'check'])).stdout).toContain('is done');
    await memsim(['-q', 'destroy-namespace', '-f', 'namespace0.0']);
    expect((await memsim(['lesson', 'start', '3'])).stderr).toContain('the machine before is kept');
  });

  it.each([
    ['1', 'found: 64 x RAM since boot'],
    ['memmap-on-memory', 'found: 64 x Soft Reserved that no driver has mapped'],
    ['find-the-commit', 'found: kernel 4.18\n'],
  ])('says what marks and kernel it found in lesson %s, and no answer', async (lesson, found) => {
    const memsim = learner();
    await memsim(['lesson', 'start', lesson]);
    const { stdout } = await memsim(['lesson', 'check']);
    expect(stdout).toContain(found);
    expect(stdout).not.toContain('same-section-conflict');
  });

  it('counts the goals that are met after each command of the learner', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', 'why-the-size-shrank']);
    const create = ['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'fsdax'];
    const last = async (...words: string[]) => (await memsim(words)).stderr.trim().split('\n').at(-1);
    expect(await last(...create, '-M', 'mem')).toBe(
      "memsim: 0 of 2 goals of lesson 4 are met: 'memsim lesson check' shows which",
    );
    expect(await last(...create, '-M', 'dev')).toBe(
      "memsim: all goals of lesson 4 are met: 'memsim lesson check' continues",
    );
    expect(await last('list', '-N')).toBe('');
    expect((await memsim([...create, '--quiet'])).stderr).toBe('');
    const script = (await memsim(['run', '-'], { stdin: `${create.join(' ')}\n` })).stderr;
    expect(script.match(/goals of lesson/g)).toHaveLength(1);
  });

  it('shows commands that are new, and how long a lesson takes', async () => {
    const memsim = learner();
    const { stdout } = await memsim(['lesson', 'start', 'why-the-size-shrank']);
    expect(stdout).toMatch(/^Lesson 4: .* \(10 minutes\)\n/);
    expect(stdout).toMatch(
      /\nNew commands:\n {2}memsim create-namespace -f -e NAMESPACE .*\n {6}reconfigures a/,
    );
    expect((await memsim(['lesson', 'list'])).stdout).toMatch(/^> +4 why-the-size-shrank +10 min {2}/m);
  });

  it('has saved labels as a goal: only the file brings them back', async () => {
    const folder = scratchFolder();
    const memsim = learner();
    await memsim(['lesson', 'start', 'labels-lost-and-restored']);
    const lose = 'disable-region region0\nzero-labels nmem0\nenable-region region0\n';
    await memsim(['run', '-'], { stdin: lose });
    const { stdout } = await memsim(['lesson', 'check']);
    expect(stdout).toMatch(/^not met {2}the labels of nmem0 are saved in a file$/m);
    await memsim(['lesson', 'reset']);
    await memsim(['read-labels', '-o', join(folder, 'labels'), 'nmem0']);
    await memsim(['run', '-'], { stdin: lose });
    expect((await memsim(['lesson', 'check'])).rc).toBe(0);
  });

  it('gives one more hint each time, and the last one again', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', '1']);
    const hints = [];
    for (let i = 0; i < 3; i++) hints.push((await memsim(['lesson', 'hint'])).stdout);
    expect(hints[0]).toMatch(/^Hint 1 of 2: .*\n {2}memsim sections\n$/);
    expect(hints[1]).toMatch(/^Hint 2 of 2: /);
    expect(hints[2]).toBe(hints[1]);
  });

  it('shows the solution as a script and runs nothing', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', '1']);
    const { stdout } = await memsim(['lesson', 'show-solution']);
    expect(stdout).toBe("memsim reboot --cmdline 'memmap=128M!8G'\n");
    expect((await memsim(['lesson', 'check'])).rc).toBe(1);
    await memsim(['run', '-'], { stdin: stdout });
    expect((await memsim(['lesson', 'check'])).rc).toBe(0);
  });

  it('restores the machine of the start of the step', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', '1']);
    await memsim(SOLVED);
    await memsim(['lesson', 'check']);
    await memsim(['reboot', '--cmdline', 'memmap=1G!4G']);
    expect((await memsim(['lesson', 'reset'])).stderr).toBe(
      'memsim: lesson what-is-a-section: step 2 begins again\n',
    );
    expect((await memsim(['cat', '/proc/cmdline'])).stdout).toBe('memmap=128M!8G\n');
    expect((await memsim(['lesson', 'goal', '--json'])).stdout).toContain('"step": 2');
  });

  it('prints goals and allowed commands as data', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', '1']);
    const goal = JSON.parse((await memsim(['lesson', 'goal', '--json'])).stdout);
    expect(goal).toMatchObject({ lesson: 'what-is-a-section', step: 1, steps: 2, allowed: ['reboot'] });
    expect(goal.goals).toHaveLength(2);
  });

  it.each([
    ['a command', {}, ['create-namespace']],
    ["a tool's command", {}, ['ndctl', 'create-namespace']],
    ['a tool called by its own name', { calledAs: 'ndctl' }, ['create-namespace']],
    ['forgetting the machine', {}, ['reset']],
  ])('refuses %s that is not for the lesson, in one line', async (_, options, args) => {
    const memsim = learner();
    await memsim(['lesson', 'start', '1']);
    const { rc, stdout, stderr } = await memsim(args, options);
    expect([rc, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^memsim: '.*' is not for lesson what-is-a-section, which takes reboot, .*\n$/);
  });

  it('refuses lines of a script too, and allows its own commands there', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', '1']);
    const stdin = 'create-namespace\nboot\nstatus\n';
    const { stdout } = await memsim(['run', '--json', '-'], { stdin });
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).rc)).toEqual([1, 1, 0]);
  });

  it('allows every command once it is left', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', '1']);
    expect((await memsim(['lesson', 'stop'])).rc).toBe(0);
    expect((await memsim(['boot'])).rc).toBe(0);
    expect((await memsim(['lesson', 'check'])).rc).toBe(1);
  });

  it('checks a machine that crashed, and boots it again', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', 'what-is-a-section']);
    await memsim(['reboot', '--cmdline', 'memmap=exactmap']);
    const { rc, stdout } = await memsim(['lesson', 'check']);
    expect([rc, stdout]).toEqual([1, expect.stringMatching(/^not met {2}/)]);
    await memsim(['lesson', 'reset']);
    expect((await memsim(['status'])).stdout).not.toContain('crashed');
  });

  it('does not put the machine of a lesson aside for the next one, unless something was done on it', async () => {
    const memsim = learner();
    await memsim(['boot', '--platform', 'one-dimm']);
    await memsim(['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax', '--quiet']);
    expect((await memsim(['lesson', 'start', 'sub-sections'])).stderr).toContain('restore before-lesson-1');
    const solve = ['reboot', '--cmdline', 'memmap=64M!8194M', '--quiet'];
    await memsim(solve);
    expect((await memsim(['lesson', 'check'])).stdout).toContain('before: memsim restore before-lesson-1\n');
    expect((await memsim(['lesson', 'start', 'sub-sections'])).stderr).toBe('');
    await memsim(solve);
    await memsim(['lesson', 'check']);
    await memsim(['reboot', '--quiet']);
    expect((await memsim(['lesson', 'start', '1'])).stderr).toContain('restore before-lesson-2');
    await memsim(['lesson', 'stop']);
    await memsim(['restore', 'before-lesson-1']);
    expect((await memsim(['list'])).stdout).toContain('"mode":"devdax"');
  });

  it('continues with the lesson after the one that ends', async () => {
    const memsim = learner();
    await memsim(['lesson', 'start', 'sub-sections']);
    await memsim(['reboot', '--cmdline', 'memmap=64M!8194M', '--quiet']);
    expect((await memsim(['lesson', 'check'])).stdout).toContain(
      'Next: memsim lesson start choosing-memmap\n',
    );
  });

  it('refuses a lesson that it does not have', async () => {
    const { rc, stderr } = await learner()(['lesson', 'start', 'nothing']);
    expect([rc, stderr]).toEqual([
      2,
      "memsim: no lesson 'nothing', and no such folder; see 'memsim lesson list'\n",
    ]);
    expect((await learner()(['lesson', 'start', 'sub-section'])).stderr).toContain(
      "'sub-section', and no such folder (did you mean sub-sections?); see",
    );
  });
});
