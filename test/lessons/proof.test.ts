/** Messages of `lesson test` about faulty lessons: file, line, field and next step. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { lessonSchema } from '../../.scripts/docs/lesson-schema.ts';
import { lessonsOf, packagedCourse } from '../../src/lessons/library.ts';
import { lineOf } from '../../src/lessons/lines.ts';
import { parseLesson } from '../../src/lessons/schema.ts';
import { afterStep, commandParts, inNextLesson, NOTHING_TAUGHT, untaught } from '../../src/lessons/taught.ts';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'lessons');

const CREATE = 'create-namespace -f -e namespace0.0 -m devdax';
const LESSON = {
  title: 'A device to map',
  about: 'one namespace, one character device',
  start: { platform: 'one-dimm', kernel: '6.1' },
  allowed: ['create-namespace'],
  steps: [
    {
      text: ['Make namespace0.0 a devdax namespace.'],
      teaches: [{ command: 'create-namespace -f -e NAMESPACE -m devdax', about: 'reconfigures it' }],
      goals: [
        {
          text: 'it is devdax',
          when: { see: 'ndctl', list: '-N', path: '[dev=namespace0.0].mode', equals: 'devdax' },
        },
      ],
      hints: [{ text: 'Reconfigure it.', command: CREATE }],
      solution: [CREATE],
    },
  ],
};
const [STEP] = LESSON.steps;

async function findings(lesson: object): Promise<string[]> {
  const folder = scratchFolder();
  writeFileSync(join(folder, '01-a-device.json'), JSON.stringify(lesson, null, 1));
  const { rc, stdout } = await memsimIn(join(folder, 'state'))(['lesson', 'test', folder]);
  expect(rc).toBe(stdout === '' ? 0 : 1);
  return stdout.replaceAll(`${folder}/`, '').split('\n').slice(0, -1);
}

const withStep = (part: object) => ({ ...LESSON, steps: [{ ...STEP, ...part }] });

describe('memsim lesson test', () => {
  it('finds nothing in a valid lesson', async () => {
    expect(await findings(LESSON)).toEqual([]);
  });

  const faulty: [what: string, lesson: object, finding: string][] = [
    [
      'goals that are met at the start',
      withStep({ goals: [{ text: 'it', when: { see: 'kernel', release: '6.1' } }] }),
      '01-a-device.json:22: steps[0].goals are all met at the start of the step; add a goal that the solution alone meets',
    ],
    [
      'a solution that does not meet a goal, and why',
      withStep({ solution: ['create-namespace -f -e namespace0.0 -m fsdax'] }),
      '01-a-device.json:23: steps[0].goals[0] is not met by the solution: found fsdax; change the goal or the solution',
    ],
    [
      'a solution with an option that is none',
      withStep({ solution: [CREATE, 'create-namespace --nothing -f -m devdax'] }),
      "01-a-device.json:41: steps[0].solution[1] is no valid command: Error: unknown option `nothing'; try it: memsim create-namespace --nothing -f -m devdax",
    ],
    [
      'a hint that is no command',
      withStep({ hints: [{ text: 'x', command: 'create-namespace --what' }] }),
      "01-a-device.json:36: steps[0].hints[0].command is no valid command: Error: unknown option `what'; try it: memsim create-namespace --what",
    ],
    [
      'a command that the lesson does not take',
      { ...LESSON, allowed: [] },
      `01-a-device.json:38: steps[0].solution[0] '${CREATE}' is not for this lesson; add the command to allowed`,
    ],
    [
      'a word that no text teaches',
      withStep({ teaches: [] }),
      "01-a-device.json:35: steps[0].solution[0] needs 'create-namespace', which no text teaches before; add its form to steps[0].teaches, or to the text between quotes",
    ],
    [
      'a long text',
      withStep({ text: [Array(60).fill('create-namespace -f -e -m').join(' ')] }),
      '01-a-device.json:13: steps[0].text has 240 words; write fewer than 200, or make two steps',
    ],
    [
      'a platform that memsim lacks',
      { ...LESSON, start: { platform: 'two-dimms', kernel: '6.1' } },
      "01-a-device.json:4: start platform 'two-dimms': no platform of this name, and no such file",
    ],
    [
      'a kernel that memsim lacks',
      { ...LESSON, start: { platform: 'one-dimm', kernel: '6.99' } },
      "01-a-device.json:4: start unknown kernel '6.99'",
    ],
    [
      'every field that its reader refuses',
      { ...LESSON, title: 7, colour: 1 },
      '01-a-device.json:2: title must be of type string; schemas/lesson.schema.json describes',
    ],
    [
      'a command that reaches beyond the machine',
      withStep({ solution: ['map --svg /tmp/x'] }),
      "01-a-device.json:40: steps[0].solution[0] '/tmp/x' is a file outside the machine; a lesson changes",
    ],
  ];
  it.each(faulty)('finds %s', async (_, lesson, finding) => {
    const found = await findings(lesson);
    expect(found.map((line) => line.slice(0, finding.length))).toContain(finding);
  });

  it('counts what earlier lessons of the folder teach', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, '01-a.json'), JSON.stringify(LESSON));
    writeFileSync(join(folder, '02-b.json'), JSON.stringify(withStep({ teaches: [] })));
    const memsim = memsimIn(join(folder, 'state'));
    expect(await memsim(['lesson', 'test', join(folder, '02-b.json')])).toMatchObject({ rc: 0, stdout: '' });
    expect((await memsim(['lesson', 'test', folder])).stderr).toBe('memsim: 2 lessons: nothing is wrong\n');
  });

  it('refuses a file that does not exist or has another name', async () => {
    const memsim = memsimIn(scratchFolder());
    const told = async (file: string) => (await memsim(['lesson', 'test', file])).stderr;
    expect(await told('/nope/01-x.json')).toBe('memsim: /nope/01-x.json: cannot be read (ENOENT)\n');
    expect(await told('/dev/null')).toContain("a lesson's file is called NN-name.json");
  });

  it('names the line of a syntax error in the JSON', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, '01-a.json'), '{\n "title": "x",\n oops\n}');
    const { rc, stdout } = await memsimIn(join(folder, 'state'))(['lesson', 'test', folder]);
    expect([rc, stdout]).toEqual([1, expect.stringMatching(/01-a\.json:3: not JSON: /)]);
  });
});

describe('words of commands', () => {
  it('are the verb and the options', () => {
    expect(commandParts('daxctl online-memory -m --no-movable dax0.0')).toEqual([
      'daxctl online-memory',
      '-m',
      '--no-movable',
    ]);
    expect(commandParts('ndctl list -N')).toEqual(['list', '-N']);
    expect(commandParts('memsim create-namespace --size=1G')).toEqual(['create-namespace', '--size']);
  });

  const having = (...text: string[]) => afterStep(NOTHING_TAUGHT, { text, teaches: [] });

  it('are taught by forms: in quotes or behind memsim, options also in a bundle', () => {
    expect(untaught(having("'memsim list -Ni' lists"), 'list -N -i')).toEqual([]);
    expect(untaught(having("'memsim list -N' lists"), 'list -N -i')).toEqual(['-i']);
    expect(untaught(having('read the list', "'memsim lists'"), 'list')).toEqual(['list']);
    expect(untaught(having("memsim reboot --cmdline '..'"), 'reboot')).toEqual([]);
    expect(untaught(having("'bisect --run COMMAND'"), "bisect --run 'list -N'")).toEqual([]);
  });

  it('have options in the text of their lesson, in other lessons only in a form', () => {
    const known = having("'memsim list', and -v (--verbose) for more");
    expect(untaught(known, 'list -v --verbose')).toEqual([]);
    expect(untaught(inNextLesson(known), 'list -v')).toEqual(['-v']);
    expect(untaught(having("'memsim list --map'"), 'list -m')).toEqual(['-m']);
  });
});

it('a field is found at its line, a missing one at the line of its object', () => {
  const text = '{\n "a": {\n  "b": [\n   1,\n   2\n  ]\n }\n}';
  expect(lineOf(text, ['a'])).toBe(2);
  expect(lineOf(text, ['a', 'b', 1])).toBe(5);
  expect(lineOf(text, ['a', 'c'])).toBe(2);
});

describe('the JSON Schema of a lesson file', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, discriminator: true }).compile(
    lessonSchema(),
  );
  const problems = (data: unknown) => (validate(data) ? [] : validate.errors);

  it.each(
    lessonsOf(packagedCourse(FIXTURES)).map(({ number, id }) => `${`${number}`.padStart(2, '0')}-${id}.json`),
  )('accepts %s', (file) => {
    expect(problems(JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')))).toEqual([]);
  });

  it.each([
    ['an unknown field', { ...LESSON, colour: 1 }],
    ['a lesson without steps', { ...LESSON, steps: [] }],
    ['a goal that sees nothing known', withStep({ goals: [{ text: 'it', when: { see: 'smell' } }] })],
    ['minutes that are none', { ...LESSON, minutes: 'ten' }],
  ])('refuses %s, as memsim does', (_, data) => {
    expect(problems(data)).not.toEqual([]);
    expect(parseLesson(JSON.stringify(data))).toHaveProperty('faults');
  });
});
