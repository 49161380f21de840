/** Lessons of the user: courses in folders, and lessons that are made from machines. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

const LESSON = {
  title: 'A lesson',
  about: 'one line',
  start: { platform: 'one-dimm', kernel: '6.1' },
  allowed: ['create-namespace'],
  steps: [
    {
      text: ['Do it.'],
      goals: [{ text: 'devdax', when: { see: 'ndctl', list: '-N', path: 'mode', equals: 'devdax' } }],
      hints: [{ text: 'Do.' }],
      solution: ['create-namespace -f -e namespace0.0 -m devdax'],
    },
  ],
};
const SOLVE = ['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax', '--quiet'];

function classroom() {
  const folder = scratchFolder();
  const course = join(folder, 'course');
  mkdirSync(course);
  for (const name of ['10-third', '1-first', '02-second'])
    writeFileSync(join(course, `${name}.json`), JSON.stringify({ ...LESSON, title: name }));
  writeFileSync(join(course, 'notes.txt'), 'not a lesson');
  return { folder, course, memsim: memsimIn(join(folder, 'state')) };
}

describe('a course of the user', () => {
  it('is the lessons of a folder by number, with progress of its own', async () => {
    const { course, memsim } = classroom();
    expect((await memsim(['lesson', 'start', course])).stdout).toMatch(/^Lesson 1: 1-first /);
    await memsim(SOLVE);
    const { rc, stdout } = await memsim(['lesson', 'check']);
    expect([rc, stdout]).toEqual([
      0,
      expect.stringContaining(`Lesson 1 is done. Next: memsim lesson start ${course}/02-second.json\n`),
    ]);
    expect((await memsim(['lesson', 'start', course])).stdout).toMatch(/^Lesson 2: 02-second /);
    expect((await memsim(['lesson', 'list', course])).stdout.split('\n').slice(0, 3)).toEqual([
      'x  1 first   10 min  one line',
      '>  2 second  10 min  one line',
      '  10 third   10 min  one line',
    ]);
    expect((await memsim(['lesson', 'list'])).stdout).not.toMatch(/^[x>]/m);
    await memsim(['undo']);
    expect((await memsim(['lesson', 'list', course])).stdout).toMatch(/^x {2}1 first/);
  });

  it('has lessons by name, number and file', async () => {
    const { course, memsim } = classroom();
    const title = async (...words: string[]) =>
      /^Lesson \d+: (\S+)/.exec((await memsim(['lesson', 'start', ...words])).stdout)?.[1];
    expect(await title(course, 'third')).toBe('10-third');
    expect(await title(course, '2')).toBe('02-second');
    expect(await title(join(course, '1-first.json'))).toBe('1-first');
    const goal = JSON.parse((await memsim(['lesson', 'goal', '--json'])).stdout);
    expect(goal).toMatchObject({ course, lesson: 'first' });
  });

  it('takes its own commands only', async () => {
    const { course, memsim } = classroom();
    await memsim(['lesson', 'start', course]);
    const { rc, stderr } = await memsim(['destroy-namespace', 'namespace0.0']);
    expect([rc, stderr]).toEqual([1, expect.stringContaining("'destroy-namespace' is not for lesson first")]);
  });

  it.each([
    ['a folder without lessons', (folder: string) => [folder], 1, 'no lessons (NN-name.json) in this folder'],
    [
      'a file that is not there',
      (f: string) => [join(f, '01-x.json')],
      1,
      '01-x.json: cannot be read (ENOENT)',
    ],
    [
      'a file of another name',
      (f: string) => [join(f, 'x.json')],
      2,
      "a lesson's file is called NN-name.json",
    ],
    [
      'an unknown lesson',
      (f: string) => [join(f, 'course'), 'x'],
      2,
      `no lesson 'x'; see 'memsim lesson list`,
    ],
    ['a word too many', () => ['1', '2'], 2, "'2' is one word too many"],
  ])('refuses %s', async (_, words, code, message) => {
    const { folder, memsim } = classroom();
    const { rc, stdout, stderr } = await memsim(['lesson', 'start', ...words(folder)]);
    expect([rc, stdout, stderr]).toEqual([code, '', expect.stringContaining(message)]);
    expect(stderr).toMatch(/^memsim: .*\n$/);
  });

  it('can be left after its folder was removed', async () => {
    const { course, memsim } = classroom();
    await memsim(['lesson', 'start', course]);
    rmSync(course, { recursive: true });
    const { rc, stderr } = await memsim(['reboot']);
    expect(rc).toBe(1);
    expect(stderr).toMatch(/^memsim: .*cannot be read \(ENOENT\); 'memsim lesson stop' leaves the lesson\n$/);
    expect((await memsim(['status'])).rc).toBe(0);
    expect((await memsim(['lesson', 'stop'])).rc).toBe(0);
    expect((await memsim(['reboot'])).rc).toBe(0);
  });
});

describe('memsim lesson new', () => {
  const words = (folder: string, ...more: string[]) => ['lesson', 'new', join(folder, 'new'), ...more];
  const read = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, 'new', name), 'utf8'));

  it('writes a lesson whose goals are what the solution changes, and proves it', async () => {
    const { folder, memsim } = classroom();
    const solution = ['--platform', 'one-dimm', '--solution', SOLVE.slice(0, -1).join(' ')];
    const { rc, stderr } = await memsim(words(folder, '--title', 'One section, two owners!', ...solution));
    expect(rc).toBe(0);
    expect(stderr).toContain('memsim: 1 lesson: nothing is wrong\n');
    const lesson = read(folder, '01-one-section-two-owners.json');
    expect(lesson).toMatchObject({
      start: { platform: 'one-dimm', kernel: '6.1', commands: [] },
      allowed: ['create-namespace'],
    });
    expect(lesson.steps[0].teaches[0].command).toBe('create-namespace -f -e NAMESPACE -m devdax');
    expect(lesson.steps[0].goals[0].text).toMatch(/^namespace0\.0: mode devdax, map dev, size \d+, /);
    await memsim(words(folder, '--title', 'Another', ...solution));
    expect(read(folder, '02-another.json').title).toBe('Another');
  });

  it("begins with the user's machine, and solves nothing for the learner", async () => {
    const { folder, memsim } = classroom();
    await memsim(['boot', '--platform', 'qemu-14g', '--kernel', '4.9', '--cmdline', 'memmap=128M!8256M']);
    await memsim(['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'fsdax', '--quiet']);
    await memsim(words(folder, '--title', 'Mine', '--solution', 'reboot --kernel 6.12'));
    const { start, steps } = read(folder, '01-mine.json');
    expect(start).toEqual({
      platform: 'qemu-14g',
      kernel: '4.9',
      cmdline: 'memmap=128M!8256M',
      commands: ['create-namespace -f -e namespace0.0 -m fsdax'],
    });
    expect(steps[0].goals[0]).toEqual({
      text: 'the kernel is 6.12',
      when: { see: 'kernel', release: '6.12' },
    });
    const { stdout } = await memsim(['lesson', 'start', join(folder, 'new')]);
    expect(stdout).toMatch(/^Lesson 1: Mine/);
    expect((await memsim(['lesson', 'check'])).rc).toBe(1);
    await memsim(['reboot', '--kernel', '6.12']);
    expect((await memsim(['lesson', 'check'])).rc).toBe(0);
  });

  it('begins with an exported machine, whose platform it takes along', async () => {
    const { folder, memsim } = classroom();
    const platform = { e820: [{ start: 0, end: '0x1ffffffff', type: 'usable' }] };
    writeFileSync(join(folder, 'p.json'), JSON.stringify(platform));
    await memsim(['boot', '--platform', join(folder, 'p.json'), '--cmdline', 'memmap=128M!4G']);
    await memsim(['export', join(folder, 'bug')]);
    const other = memsimIn(join(folder, 'other'));
    const from = [
      '--from',
      join(folder, 'bug'),
      '--solution',
      'create-namespace -f -e namespace0.0 -m devdax',
    ];
    expect((await other(words(folder, '--title', 'A bug', ...from))).rc).toBe(0);
    expect(read(folder, '01-a-bug.json').start.platform.e820).toHaveLength(1);
    await other(['lesson', 'start', join(folder, 'new')]);
    expect((await other(['list', '-R'])).stdout).toContain('"size":134217728');
  });

  it.each([
    ['no title', ['--solution', 'reboot --kernel 5.3'], 2, "--title 'What it is about' is missing"],
    ['no solution', ['--title', 'x'], 2, "--solution 'COMMAND' is missing"],
    [
      'a solution that changes nothing',
      ['--title', 'x', '--solution', 'list'],
      1,
      'changes nothing that a goal',
    ],
    [
      'a file of the host',
      ['--title', 'x', '--solution', 'map --svg /tmp/x'],
      2,
      "'/tmp/x' is a file outside",
    ],
    [
      'an escape sequence',
      ['--title', 'a\u001b[2J', '--solution', 'reboot --kernel 5.3'],
      1,
      'title: has a control',
    ],
  ])('refuses %s, and writes nothing', async (_, more, code, message) => {
    const { folder, memsim } = classroom();
    await memsim(['boot']);
    const { rc, stderr } = await memsim(words(folder, ...more));
    expect([rc, stderr]).toEqual([code, expect.stringContaining(message)]);
    expect(() => read(folder, '01-x.json')).toThrow(/ENOENT/);
  });
});
