import { describe, expect, it } from 'vitest';
import { isAllowed, notAllowed } from '../../src/lessons/allowed.ts';
import type { Lesson } from '../../src/lessons/lesson.ts';

const lesson: Lesson = {
  id: 'a-lesson',
  number: 1,
  title: 'A lesson',
  minutes: 5,
  about: 'something',
  start: { platform: 'default', kernel: '6.1', cmdline: '', commands: [] },
  allowed: ['create-namespace', 'daxctl online-memory'],
  steps: [],
};
const allows = (line: string): boolean => isAllowed(lesson, line.split(' '));

describe('a lesson', () => {
  it.each([
    ['its own command', 'create-namespace -f -e namespace0.0'],
    ['the same by the name of the tool', 'ndctl create-namespace -m devdax'],
    ['its own command of daxctl', 'daxctl online-memory dax0.0'],
  ])('allows %s', (_, line) => expect(allows(line)).toBe(true));

  it.each([
    ['a command that is not on its list', 'destroy-namespace namespace0.0'],
    ['the same by the name of the tool', 'ndctl destroy-namespace all'],
    ['another command of daxctl', 'daxctl offline-memory dax0.0'],
    ['a word that only begins alike', 'create-namespaces'],
  ])('does not allow %s', (_, line) => expect(allows(line)).toBe(false));

  it('refuses in one line that names the allowed commands, and how to leave', () => {
    const line = notAllowed(lesson, ['daxctl', 'offline-memory', 'dax0.0']);
    expect(line).toContain("'daxctl offline-memory' is not for lesson a-lesson");
    expect(line).toContain('create-namespace, daxctl online-memory');
    expect(line).toContain('memsim lesson stop');
    expect(line).not.toContain('\n');
    const many = { ...lesson, allowed: ['reboot', 'write', 'poke', 'race', 'daxctl online-memory'] };
    expect(notAllowed(many, ['boot'])).toBe(
      "'boot' is not for lesson a-lesson, which takes the commands that 'memsim lesson goal' lists; 'memsim lesson stop' leaves the lesson",
    );
  });
});
