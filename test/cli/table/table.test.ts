import { describe, expect, it } from 'vitest';
import { isInEveryLesson } from '../../../src/cli/dispatch/lesson-guard.ts';
import { runsOnScratch } from '../../../src/cli/dispatch/trial-environment.ts';
import { operandsOf, rowOf, TABLE } from '../../../src/cli/table/table.ts';

/** Rows that change the machine and are not entered in its command log. */
const NOT_NOTED = [
  // These make another machine, whose log is its own.
  ...['boot', 'restore', 'undo', 'redo'],
  // These run commands that are logged themselves.
  ...['run', 'mount', 'lesson start', 'lesson reset', 'lesson drill', 'lesson answer'],
  // These keep the progress of a lesson and leave the machine alone.
  ...['lesson hint', 'lesson check', 'lesson show-solution', 'lesson stop'],
];

describe('the command table', () => {
  it('has each command once', () => {
    expect(new Set(TABLE.map(({ words }) => words)).size).toBe(TABLE.length);
  });

  it.each(TABLE)('finds the code of $words', async (row) => {
    expect(await row.load()).toBeTypeOf('function');
    expect(await row.prepare?.()).toBeOneOf([undefined, expect.any(Function)]);
  });

  it('notes every command that may change the machine', () => {
    const forgotten = TABLE.filter(({ access, logged }) => access === 'write' && !logged);
    expect(forgotten.map(({ words }) => words).sort()).toEqual(NOT_NOTED.sort());
  });

  it('finds the row of a command line, and the words behind it', () => {
    expect(rowOf(['kernel', 'show', '6.1'])?.words).toBe('kernel show');
    expect(operandsOf(rowOf(['kernel', 'show', '6.1'])!, ['kernel', 'show', '6.1'])).toEqual(['6.1']);
    expect(rowOf(['boot', 'show'])?.words).toBe('boot');
    expect(rowOf(['kernel'])).toBeUndefined();
    expect(rowOf([])).toBeUndefined();
  });
});

function runsInEveryLesson(line: string): boolean {
  const argv = line.split(' ');
  const row = rowOf(argv)!;
  return isInEveryLesson(row, operandsOf(row, argv));
}

describe('every lesson', () => {
  it.each([
    ['looking', 'list -RN'],
    ['looking with ndctl', 'ndctl list'],
    ['looking with daxctl', 'daxctl list'],
    ['pictures', 'sections namespace0.0'],
    ['the lessons themselves', 'lesson hint'],
    ['a script, whose lines are looked at one by one', 'run -'],
    ['help for anything', 'destroy-namespace --help'],
    ['help of a tool', 'ndctl help create-namespace'],
    ['the version of a tool', 'daxctl --version'],
    ['types of device-private memory', 'hmm types'],
  ])('allows %s', (_, line) => expect(runsInEveryLesson(line)).toBe(true));

  it.each([
    ['a change of a namespace', 'create-namespace -f'],
    ['the same by the name of the tool', 'ndctl create-namespace -f'],
    ['a command of daxctl', 'daxctl offline-memory dax0.0'],
    ['device-private memory', 'hmm add 1G'],
    ['a new machine', 'boot'],
    ['forgetting the machine', 'reset'],
    ['another machine', 'import x'],
    ['writing to a device', 'poke pmem0 0 00'],
  ])('leaves %s to the list of the lesson', (_, line) => expect(runsInEveryLesson(line)).toBe(false));
});

describe('a scratch machine', () => {
  it.each(['lesson', 'lesson start', 'shell', '--quiet lesson start', '--state x shell'])(
    'does not run %s',
    (line) => expect(runsOnScratch(line.split(' '))).toBe(false),
  );
  it.each(['boot', 'list', 'kernel list', 'no-such-command', '--view x list', 'ndctl list --quiet'])(
    'runs %s',
    (line) => expect(runsOnScratch(line.split(' '))).toBe(true),
  );
});
