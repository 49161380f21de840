/** Prompts for a new lesson; the answers are the words of `lesson new`. */
import type { Candidate } from '../cli/complete/spec.ts';
import { isReadable } from '../experiments/words.ts';
import type { Prompts } from './console.ts';

const OWN = 'yours';
const FOLDER = 'course';

const needed = (text: string): string | undefined => (text === '' ? 'A value is required.' : undefined);

const command = (text: string): string | undefined =>
  text === '' || isReadable(text) ? undefined : 'A quote is not closed.';

/** Asks for lines until an empty one. */
async function lines(prompts: Prompts, first: string, more: string, least: number): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const check = all.length < least ? (text: string) => needed(text) ?? command(text) : command;
    const line = (await prompts.input(all.length === 0 ? first : more, { start: '', check })).trim();
    if (line === '') return all;
    all.push(line);
  }
}

/** The hardware that the lesson begins with: the user's machine, or a platform with its boot. */
async function askStart(prompts: Prompts, platforms: readonly Candidate[]): Promise<string[]> {
  const choices = [
    { value: OWN, name: 'your machine, as it is now' },
    ...platforms.map(({ value, about = '' }) => ({ value, short: value, name: `${value}  ${about}` })),
  ];
  const platform = await prompts.select('It begins with', choices, OWN);
  if (platform === OWN) return [];
  const kernel = await prompts.input('Kernel', { start: '6.1', check: needed });
  const cmdline = await prompts.input('Its command line', { start: '', check: () => undefined });
  const start = await lines(prompts, 'Commands before it begins (none: Enter)', 'Another', 0);
  return [
    ...['--platform', platform, '--kernel', kernel.trim(), '--cmdline', cmdline.trim()],
    ...start.flatMap((line) => ['--start', line]),
  ];
}

/** The words of a `lesson new` with all answers. */
export async function askLesson(prompts: Prompts, platforms: readonly Candidate[]): Promise<string[]> {
  const folder = await prompts.input('Folder of the course', { start: FOLDER, check: needed });
  const title = await prompts.input('Title', { start: '', check: needed });
  const about = await prompts.input('One line for the list', { start: title, check: needed });
  const start = await askStart(prompts, platforms);
  const text = await prompts.input('What the learner reads and does', { start: '', check: needed });
  const solution = await lines(prompts, 'A command that solves it', 'Another (Enter: no more)', 1);
  return [
    ...['lesson', 'new', folder.trim(), '--title', title.trim(), '--about', about.trim(), ...start],
    ...['--text', text.trim(), ...solution.flatMap((line) => ['--solution', line])],
  ];
}
