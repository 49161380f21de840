import { describe, expect, it } from 'vitest';
import { readScenario } from '../../../src/experiments/scenarios/schema.ts';

const SCENARIO = {
  title: 'a title',
  about: ['a paragraph'],
  source: 'a mail',
  platform: 'qemu-14g',
  kernel: '4.9',
  script: ['list'],
  fails: [{ text: 'it crashed', when: { see: 'kernel', crashed: true } }],
  fix: 'subsection-hotplug',
  passes: [{ text: 'it is up', when: { see: 'kernel', crashed: false } }],
};

const read = (part: object) => readScenario(JSON.stringify({ ...SCENARIO, ...part }), 'a-bug.json');

describe('readScenario', () => {
  it('takes the name from the file, and fills in optional fields', () => {
    expect(read({})).toMatchObject({ name: 'a-bug', cmdline: '', without: [] });
  });

  it.each([
    [{ fix: 'subsection' }, 'a-bug.json: fix: must be a known change'],
    [{ without: ['nothing'] }, 'a-bug.json: without[0]: must be a known change'],
    [{ fix: undefined }, 'a-bug.json: scenario: must have either fix or instead'],
    [
      { instead: { text: 'wait', script: ['list'] } },
      'a-bug.json: scenario: must have either fix or instead',
    ],
    [{ kernel: '7.9' }, 'a-bug.json: kernel: must be a known release'],
    [{ script: [] }, 'a-bug.json: script: must have at least one entry'],
    [
      { passes: [{ text: 'x', when: { see: 'kernel' } }] },
      /passes\[0\]\.when: must have one of release, has/,
    ],
    [{ colour: 'red' }, "a-bug.json: scenario: unknown field 'colour'"],
  ])('names the field that is wrong: %j', (part, message) => {
    expect(() => read(part)).toThrow(message);
  });
});
