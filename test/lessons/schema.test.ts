import { describe, expect, it } from 'vitest';
import { lessonName, readLesson } from '../../src/lessons/schema.ts';

const goal = { text: 'a disk', when: { see: 'ndctl', list: '-N', path: 'blockdev', equals: 'pmem0' } };
const step = { text: ['Do it.'], goals: [goal], hints: [{ text: 'Now.' }], solution: ['reboot'] };
const lesson = {
  title: 'A lesson',
  about: 'something',
  start: { platform: 'default', kernel: '6.1' },
  allowed: ['reboot'],
  steps: [step],
};

const read = (data: unknown) => readLesson(JSON.stringify(data), '07-a-lesson.json');
const withGoal = (when: unknown) => ({ ...lesson, steps: [{ ...step, goals: [{ text: 'it', when }] }] });

describe('a lesson file', () => {
  it('has number and id of the lesson in its name', () => {
    expect(read(lesson)).toMatchObject({ number: 7, id: 'a-lesson', start: { cmdline: '', commands: [] } });
    expect(lessonName('notes.txt')).toBeUndefined();
  });

  it('accepts sizes and addresses with units and in hex', () => {
    const { steps } = read(
      withGoal({ see: 'marks', start: '0x200000000', size: '128M', mark: 'ram', equals: 64 }),
    );
    expect(steps[0]!.goals[0]!.when).toMatchObject({ start: 2 ** 33, size: 2 ** 27 });
  });

  it('nests goals', () => {
    const inner = { see: 'log', contains: 'mixed region' };
    const when = {
      see: 'all',
      of: [
        { see: 'not', of: inner },
        { see: 'any', of: [inner] },
      ],
    };
    expect(read(withGoal(when)).steps[0]!.goals[0]!.when).toEqual(when);
  });

  const wrong: [what: string, data: unknown, message: string][] = [
    ['a field that is missing', { ...lesson, title: undefined }, '07-a-lesson.json: title: '],
    [
      'a field that no one knows',
      { ...lesson, colour: 1 },
      "07-a-lesson.json: lesson: unknown field 'colour'",
    ],
    [
      'a step without hints',
      { ...lesson, steps: [{ ...step, hints: [] }] },
      'steps[0].hints: must have at least one',
    ],
    ['a goal that sees nothing known', withGoal({ see: 'smell' }), 'steps[0].goals[0].when'],
    [
      'a goal that asks nothing',
      withGoal({ see: 'file', path: '/proc/iomem' }),
      'when: must have one of equals',
    ],
    [
      'a file outside the machine',
      withGoal({ see: 'file', path: '/etc/passwd', exists: true }),
      'when.path: must be',
    ],
    [
      'a mark that is none',
      withGoal({ see: 'marks', start: 0, size: 1, mark: 'blue', equals: 1 }),
      'when.mark: must',
    ],
    [
      'a path that is none',
      withGoal({ see: 'ndctl', list: '', path: '[', equals: 1 }),
      'when.path: is no JSON path',
    ],
    [
      'a size that is none',
      withGoal({ see: 'iomem', name: 'x', size: '12 apples' }),
      'when.size: must be a number',
    ],
    [
      'a pattern that is none',
      withGoal({ see: 'log', matches: '(' }),
      'when.matches: must be a regular expression',
    ],
  ];
  it.each(wrong)('is refused with file and field for %s', (_, data, message) => {
    expect(() => read(data)).toThrow(message);
    expect(() => read(data)).toThrow(/^07-a-lesson\.json: /);
  });

  it('is refused by name without JSON, or with another name', () => {
    expect(() => readLesson('{', '01-x.json')).toThrow('01-x.json: not JSON: ');
    expect(() => readLesson('{}', 'x.json')).toThrow("x.json: a lesson's file is called NN-name.json");
  });
});
