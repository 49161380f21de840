/** Prompts for a new lesson. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askLesson } from '../../src/shell/ask-lesson.ts';
import type { InputOptions, Prompts } from '../../src/shell/console.ts';
import { scratchFolder } from '../helpers/folder.ts';
import { KEY, openTerminal } from '../helpers/terminal.ts';

/** Answers in order; the questions, and the complaint about an answer that is refused. */
function scripted(answers: string[]): { prompts: Prompts; asked: string[]; refused: string[] } {
  const asked: string[] = [];
  const refused: string[] = [];
  const input = async (message: string, { start, check }: InputOptions): Promise<string> => {
    asked.push(message);
    for (;;) {
      const given = answers.shift()!;
      const answer = given === '' ? start : given;
      const wrong = check(answer);
      if (wrong === undefined) return answer;
      refused.push(`${message}: ${wrong}`);
    }
  };
  return { prompts: { input, select: async () => answers.shift()! }, asked, refused };
}

describe('the prompts for a new lesson', () => {
  it("begin with the user's machine, and give the words of lesson new", async () => {
    const { prompts } = scripted(['', 'Small', '', 'yours', 'Do it.', 'list -N', 'status', '']);
    expect(await askLesson(prompts, [])).toEqual([
      ...['lesson', 'new', 'course', '--title', 'Small', '--about', 'Small'],
      ...['--text', 'Do it.', '--solution', 'list -N', '--solution', 'status'],
    ]);
  });

  it('ask for the boot of a platform and its commands', async () => {
    const { prompts, asked } = scripted([
      'c',
      'T',
      'a',
      'one-dimm',
      '',
      '',
      'init-labels nmem0',
      '',
      'Text',
      'reboot',
      '',
    ]);
    expect(await askLesson(prompts, [{ value: 'one-dimm' }])).toEqual([
      ...['lesson', 'new', 'c', '--title', 'T', '--about', 'a', '--platform', 'one-dimm', '--kernel', '6.1'],
      ...['--cmdline', '', '--start', 'init-labels nmem0', '--text', 'Text', '--solution', 'reboot'],
    ]);
    expect(asked).toContain('Kernel');
  });

  it('insist on a title and a solution, and on closed quotes', async () => {
    const { prompts, refused } = scripted(['c', '', 'T', 'a', 'yours', 'x', '', "reboot '", 'reboot', '']);
    expect((await askLesson(prompts, [])).slice(-2)).toEqual(['--solution', 'reboot']);
    expect(refused).toEqual([
      'Title: A value is required.',
      'A command that solves it: A value is required.',
      'A command that solves it: A quote is not closed.',
    ]);
  });
});

it('`memsim lesson new` alone on a terminal asks, and writes the file', async () => {
  const folder = scratchFolder();
  const { press, see, ended } = openTerminal(join(folder, 'state'), ['lesson', 'new'], { NO_COLOR: '1' });
  await see(/Folder of the course/);
  press(join(folder, 'c'), KEY.enter);
  await see(/\? Title/);
  press('On a terminal', KEY.enter);
  await see(/One line for the list/);
  press(KEY.enter);
  await see(/It begins with/);
  press(KEY.enter);
  await see(/What the learner reads/);
  press("Reboot with 'reboot --kernel 6.12'.", KEY.enter);
  await see(/A command that solves it/);
  press('reboot --kernel 6.12', KEY.enter);
  await see(/no more/);
  press(KEY.enter);
  await see(/memsim: 1 lesson: nothing is wrong/);
  expect(await ended).toBe(0);
  const lesson = JSON.parse(readFileSync(join(folder, 'c', '01-on-a-terminal.json'), 'utf8'));
  expect(lesson.steps[0].goals[0].text).toBe('the kernel is 6.12');
});
