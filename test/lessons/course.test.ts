/** Runs every lesson: its start does not meet its goals, its solution does, its hints are valid commands. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { isInEveryLesson } from '../../src/cli/dispatch/lesson-guard.ts';
import { firstWord, operandsOf, rowOf, TABLE } from '../../src/cli/table/table.ts';
import { splitWords } from '../../src/experiments/words.ts';
import { CHANGES } from '../../src/kernel/history/history.ts';
import { findRelease } from '../../src/kernel/history/releases.ts';
import { isAllowed } from '../../src/lessons/allowed.ts';
import type { Lesson } from '../../src/lessons/lesson.ts';
import { lessonsOf, packagedCourse } from '../../src/lessons/library.ts';
import { afterStep, inNextLesson, NOTHING_TAUGHT, untaught } from '../../src/lessons/taught.ts';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');
const lessons = lessonsOf(packagedCourse(join(FIXTURES, 'lessons')));

/** Commands that the command table has. */
const COMMANDS = new Set(TABLE.map(firstWord));

/** Tests whether the command runs during the lesson. */
function runsIn(lesson: Lesson, argv: string[]): boolean {
  const row = rowOf(argv);
  return isAllowed(lesson, argv) || (row !== undefined && isInEveryLesson(row, operandsOf(row, argv)));
}

const commandsOf = ({ start, steps }: Lesson): string[] => [
  ...start.commands,
  ...steps.flatMap(({ solution, hints }) => [...solution, ...hints.flatMap(({ command }) => command ?? [])]),
];

/** Kernels and commands that a lesson needs and memsim lacks; its tests are skipped until they exist. */
function missing(lesson: Lesson): string[] {
  const asked = commandsOf(lesson).flatMap((command) => /--kernel (\S+)/.exec(command)?.[1] ?? []);
  const kernels = [...new Set([lesson.start.kernel, ...asked])].filter((name) => !findRelease(name));
  const verbs = lesson.allowed.map((entry) => entry.split(' ')[0]!).filter((name) => !COMMANDS.has(name));
  return [...kernels.map((name) => `kernel ${name}`), ...verbs.map((name) => `command ${name}`)];
}

function skipUntilComplete({ skip }: TestContext, lesson: Lesson): void {
  const lacks = missing(lesson);
  skip(lacks.length > 0, `memsim has no ${lacks.join(', no ')}`);
}

/** Files that a lesson writes outside the machine go to a folder of the test. */
function workIn(folder: string): void {
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
}

interface Check {
  met: boolean;
  goals: { text: string; met: boolean }[];
  done: boolean;
}

interface Ran {
  argv: string[];
  rc: number;
  stderr: string;
}

function classroom() {
  const folder = scratchFolder();
  workIn(folder);
  const memsim = memsimIn(folder);
  return {
    memsim,
    /** Runs all lines in one process, as a script. */
    async run(lines: string[]): Promise<Ran[]> {
      const { stdout } = await memsim(['run', '--json', '-'], { stdin: lines.join('\n') });
      return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Ran]));
    },
    check: async () => JSON.parse((await memsim(['lesson', 'check', '--json'])).stdout) as Check,
  };
}

/** Exit codes of usage errors: memsim's, and ndctl's and daxctl's. */
const USAGE = [2, 129];

describe('the course', () => {
  it('teaches every command and option before a learner types it', () => {
    let known = NOTHING_TAUGHT;
    const missing: string[] = [];
    for (const { id, steps } of lessons) {
      for (const step of steps) {
        known = afterStep(known, step);
        missing.push(
          ...step.solution.flatMap((line) => untaught(known, line)).map((part) => `${id}: ${part}`),
        );
      }
      known = inNextLesson(known);
    }
    expect(missing).toEqual([]);
  });

  it('states how long each lesson takes', () => {
    const minutes = lessons.map((lesson) => lesson.minutes);
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...minutes)).toBeLessThanOrEqual(20);
  });

  it('has at least fourteen lessons, numbered in order', () => {
    expect(lessons.length).toBeGreaterThanOrEqual(14);
    expect(lessons.map(({ number }) => number)).toEqual(lessons.map((_, i) => i + 1));
    expect(lessons[0]!.id).toBe('what-is-a-section');
    expect(lessons.at(-1)!.id).toBe('find-the-commit');
  });

  it('has a unique name for each lesson', () => {
    expect(new Set(lessons.map(({ id }) => id)).size).toBe(lessons.length);
  });
});

describe.each(lessons)('lesson $number, $id', (lesson) => {
  it('has fewer than 200 words in each step', () => {
    const counts = lesson.steps.map(({ text }) => text.join(' ').split(/\s+/).length);
    expect(Math.max(...counts)).toBeLessThan(200);
  });

  it('begins on a built-in platform', () => {
    expect(readdirSync(join(FIXTURES, 'platforms'))).toContain(`${lesson.start.platform}.json`);
  });

  it('names changes that are in the history', () => {
    const text = JSON.stringify(lesson);
    const ids = [...text.matchAll(/"(?:has|lacks)":"([^"]+)"|--with(?:out)? ([\w-]+)/g)];
    expect(ids.map(([, seen, typed]) => seen ?? typed!).filter((id) => !Object.hasOwn(CHANGES, id))).toEqual(
      [],
    );
  });

  it('allows its own solutions and hints', () => {
    const refused = lesson.steps
      .flatMap(({ solution, hints }) => [...solution, ...hints.flatMap(({ command }) => command ?? [])])
      .filter((command) => !runsIn(lesson, splitWords(command)));
    expect(refused).toEqual([]);
  });

  it('is not solved at the start of a step, and is by its solution', async (context) => {
    skipUntilComplete(context, lesson);
    const { memsim, run, check } = classroom();
    expect((await memsim(['lesson', 'start', lesson.id])).rc).toBe(0);
    for (const { solution } of lesson.steps) {
      expect(await check()).toMatchObject({ met: false });
      await run(solution);
      const { goals } = await check();
      expect(goals.filter((goal) => !goal.met)).toEqual([]);
    }
    expect((await memsim(['lesson', 'check'])).stderr).toContain('no lesson is on');
  });

  it('has hints that are valid commands', async (context) => {
    skipUntilComplete(context, lesson);
    const { memsim, run } = classroom();
    await memsim(['lesson', 'start', lesson.id]);
    for (const { hints, solution } of lesson.steps) {
      const typed = await run(hints.flatMap(({ command }) => command ?? []));
      const bad = typed.filter(({ rc, stderr }) => USAGE.includes(rc) || /is not for lesson/.test(stderr));
      expect(bad).toEqual([]);
      await run(['lesson reset', ...solution, 'lesson check']);
    }
  });
});

describe('a goal may be met by any commands', () => {
  const ways: [lesson: string, how: string, commands: string[], met: boolean][] = [
    ['sub-sections', 'anywhere in the section', ["reboot --cmdline 'memmap=64M!8230M'"], true],
    ['sub-sections', 'but not at its border', ["reboot --cmdline 'memmap=64M!8G'"], false],
    ['choosing-memmap', 'with a size in bytes', ["reboot --cmdline 'memmap=0x400000000!0x100000000'"], true],
    ['choosing-memmap', 'but not more than was asked for', ["reboot --cmdline 'memmap=17G!4G'"], false],
    [
      'a-corrupted-info-block',
      'by reconfiguring the namespace',
      ['create-namespace -f -e namespace0.0 -m fsdax -a 2M'],
      true,
    ],
    [
      'a-corrupted-info-block',
      'but not with struct pages elsewhere, which moves the data',
      ['create-namespace -f -e namespace0.0 -m fsdax -M mem'],
      false,
    ],
    [
      'the-dimm-that-moved',
      'but not by reconfiguring it, which loses the data',
      ['create-namespace -f -e namespace0.0 -m fsdax -a 2M'],
      false,
    ],
    ['region-align', 'but not by force', ['create-namespace -f -s 64M'], false],
    [
      'region-align',
      'with another size',
      ['write /sys/bus/nd/devices/region0/align 16777216', 'create-namespace -s 2G'],
      true,
    ],
  ];
  it.each(ways)('%s: %s', async (lesson, _, commands, met) => {
    const { memsim, run, check } = classroom();
    await memsim(['lesson', 'start', lesson]);
    expect((await run(commands)).map(({ rc }) => rc)).toEqual(commands.map(() => 0));
    expect(await check()).toMatchObject({ met });
  });
});
