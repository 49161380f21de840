/** Lesson files of strangers: each is refused in one line that names the field, and nothing runs. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';

const goal = { text: 'a disk', when: { see: 'ndctl', list: '-N', path: 'blockdev', equals: 'pmem0' } };
const step = {
  text: ['Reboot with reboot.'],
  goals: [goal],
  hints: [{ text: 'Now.' }],
  solution: ['reboot'],
};
const lesson = {
  title: 'A lesson',
  about: 'something',
  start: { platform: 'one-dimm', kernel: '6.1' },
  allowed: ['reboot'],
  steps: [step],
};

const withStep = (part: object) => ({ ...lesson, steps: [{ ...step, ...part }] });
const withStart = (part: object) => ({ ...lesson, start: { ...lesson.start, ...part } });
const nested = (depth: number): unknown => (depth === 0 ? goal.when : { see: 'not', of: nested(depth - 1) });

const hostile: [what: string, file: unknown, message: string][] = [
  ['a title that clears the screen', { ...lesson, title: 'a\u001b[2J' }, 'title: has a control character'],
  ['a text with a bell', withStep({ text: ['a\u0007'] }), 'steps[0].text[0]: has a control character'],
  ['a text that turns the line round', withStep({ text: ['\u202e'] }), 'steps[0].text[0]: has a control'],
  [
    'a hint with a C1 control',
    withStep({ hints: [{ text: '\u009b31m' }] }),
    'steps[0].hints[0].text: has a control character',
  ],
  ['a command line with a newline', withStart({ cmdline: 'a\nb' }), 'start.cmdline: has a control'],
  ['a name of a field with an escape', { ...lesson, 'a\u001b[2J': 1 }, 'lesson: unknown field'],
  ['a long title', { ...lesson, title: 'a'.repeat(200) }, 'title: must have at most 120 characters'],
  ['a long text', withStep({ text: ['a'.repeat(5000)] }), 'steps[0].text[0]: is longer than 4000'],
  ['many steps', { ...lesson, steps: Array(100).fill(step) }, 'steps: must have at most 40 entries'],
  [
    'many commands',
    withStart({ commands: Array(900).fill('list') }),
    'start.commands: must have at most 500',
  ],
  [
    'a huge file',
    withStep({
      text: Array(39)
        .fill('a '.repeat(1900))
        .concat(['b'.repeat(3999)]),
      solution: Array(400).fill('x'.repeat(900)),
    }),
    'larger than 256 KiB',
  ],
  ['goals inside each other', withStep({ goals: [{ text: 'it', when: nested(60) }] }), 'is nested too deep'],
  [
    'a pattern that runs for minutes',
    withStep({ goals: [{ text: 'it', when: { see: 'log', matches: '^(a+)+$' } }] }),
    'steps[0].goals[0].when.matches: repeats a group with a repetition inside',
  ],
  [
    'a pattern of many groups',
    withStep({ goals: [{ text: 'it', when: { see: 'log', matches: 'a?'.repeat(150) } }] }),
    'steps[0].goals[0].when.matches: is longer than 200',
  ],
  [
    'a command that is not of memsim',
    withStart({ commands: ['lesson stop'] }),
    "start.commands[0]: 'lesson'",
  ],
  [
    'a file of the host',
    withStep({ solution: ['map --svg /tmp/x.svg'] }),
    "solution[0]: '/tmp/x.svg' is a file",
  ],
  [
    'a file above',
    withStep({ solution: ['read-labels -o ../x nmem0'] }),
    "solution[0]: '../x' is a file outside",
  ],
  ['a file in a short option', withStep({ solution: ['read-labels -o/etc/x nmem0'] }), 'is a file outside'],
  ['a file behind =', withStep({ solution: ['map --svg=/etc/x'] }), "'/etc/x' is a file outside"],
  ['a hidden file', withStep({ solution: ['read-labels -o .bashrc nmem0'] }), "'.bashrc' is a file outside"],
  ['a way out of /sys', withStep({ solution: ['write /sys/../etc/x 1'] }), "'/sys/../etc/x' is a file"],
  [
    'a file inside a quoted command',
    withStep({ hints: [{ text: 'x', command: "bisect --run 'map --svg /etc/x'" }] }),
    "steps[0].hints[0].command: '/etc/x' is a file outside",
  ],
  [
    'a quote that is left open',
    withStep({ solution: ["reboot --cmdline 'x"] }),
    "steps[0].solution[0]: a closing ' is missing",
  ],
  ['a platform of a file', withStart({ platform: '/etc/passwd' }), '/etc/passwd'],
  [
    'a platform that is none',
    withStart({ platform: { e820: [{ start: 0, end: '1 apple', type: 'usable' }] } }),
    'start.platform: e820[0].end: must be a whole number',
  ],
  ['a prototype', JSON.parse('{"__proto__": {"title": "x"}}'), 'title: is missing'],
];

describe('a hostile lesson file', () => {
  it.each(hostile)('with %s is refused in one line', async (_, data, message) => {
    const folder = scratchFolder();
    const course = join(folder, 'course');
    mkdirSync(course);
    const file = join(course, '01-x.json');
    writeFileSync(file, JSON.stringify(data));
    const memsim = memsimIn(join(folder, 'state'));
    const { rc, stdout, stderr } = await memsim(['lesson', 'start', file]);
    expect({ rc, stdout }).toEqual({ rc: 1, stdout: '' });
    expect(stderr).toMatch(/^memsim: [^\n\u001b]*\n$/);
    expect(stderr).toContain(message);
    expect((await memsim(['lesson', 'test', file])).rc).toBe(1);
    expect(existsSync(join(folder, 'state', 'state'))).toBe(false);
  });

  it('is accepted where it is harmless', async () => {
    const folder = scratchFolder();
    const file = join(folder, '01-x.json');
    writeFileSync(file, JSON.stringify(lesson));
    const { rc, stdout } = await memsimIn(join(folder, 'state'))(['lesson', 'start', file]);
    expect([rc, stdout]).toEqual([0, expect.stringMatching(/^Lesson 1: A lesson \(10 minutes\)\n/)]);
  });

  it('is refused for its name before it is read', async () => {
    const memsim = memsimIn(scratchFolder());
    const { rc, stderr } = await memsim(['lesson', 'start', '/dev/zero.json']);
    expect([rc, stderr]).toEqual([2, expect.stringContaining("a lesson's file is called NN-name.json")]);
  });
});
