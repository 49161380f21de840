/** The text of a new lesson file. */
import { typedWords } from '../experiments/words.ts';
import type { Platform } from '../firmware/platform.ts';
import { shellWord } from '../lib/shell-word.ts';
import type { CommandLog } from '../machine/command-log.ts';
import { platformText } from '../machine/export-script.ts';
import { isUsageError, refusal } from '../machine/refusal.ts';
import { DEFAULT_SETUP } from '../machine/setup.ts';
import type { Goal, Start, Taught } from './lesson.ts';
import { afterStep, commandParts, NOTHING_TAUGHT, untaught } from './taught.ts';

/** The author's input; the rest of the file follows from it. */
export interface Draft {
  title: string;
  about: string;
  minutes: number;
  /** Paragraphs. */
  text: string[];
  solution: string[];
}

/** The name of a platform of the package; undefined for another one. */
export type NameOf = (platform: Platform) => string | undefined;

/** A reboot with the hardware of a file, which a lesson does not have. */
const FOREIGN = 'rebooted with a platform file, which a lesson cannot take along';

/**
 * The start of a lesson that builds a machine again: its first boot, then its commands.
 *
 * @throws a refusal where the commands are not all known
 */
export function startFrom({ origin, entries, dropped }: CommandLog, nameOf: NameOf): Start {
  if (dropped > 0) throw refusal(`lesson new: the first ${dropped} commands of the machine are forgotten`);
  for (const { argv, platform } of entries)
    if (platform !== undefined && nameOf(platform) === undefined)
      throw refusal(`lesson new: '${argv.map(shellWord).join(' ')}' ${FOREIGN}`);
  const { kernel, cmdline, seed, config, with: added, without } = origin.request;
  const { platform } = origin;
  const changed = entries.filter(({ rc }) => !isUsageError(rc));
  return {
    platform: nameOf(platform) ?? (JSON.parse(platformText(platform)) as Platform),
    kernel,
    cmdline,
    ...(seed !== DEFAULT_SETUP.request.seed && { seed }),
    config,
    with: added,
    without,
    commands: changed.map(({ argv }) => argv.map(shellWord).join(' ')),
  };
}

/** Placeholders for the words of a command that a learner chooses. */
const FORMS: readonly [pattern: RegExp, form: string][] = [
  [/^namespace\d+\.\d+$/, 'NAMESPACE'],
  [/^region\d+$/, 'REGION'],
  [/^nmem\d+$/, 'DIMM'],
  [/^mem\d+$/, 'MEMDEV'],
  [/^decoder\d+(\.\d+)*$/, 'DECODER'],
  [/^dax\d+\.\d+$/, 'DEVICE'],
  [/^(0x[0-9a-f]+|\d+)[kmgt]?$/i, 'SIZE'],
  [/^\d+\.\d+/, 'VERSION'],
  [/^memmap=/, "'memmap=SIZE!START'"],
  [/^\//, 'PATH'],
];

const formOf = (word: string): string => FORMS.find(([pattern]) => pattern.test(word))?.[1] ?? word;

/** The form of a command line: `create-namespace -m fsdax -s SIZE`. */
const commandForm = (line: string): string => typedWords(line).map(formOf).join(' ');

/** Forms of the commands of the solution that the text does not have, each once. */
function teachesFor(text: readonly string[], solution: readonly string[]): Taught[] {
  const taught: Taught[] = [];
  for (const line of solution) {
    if (untaught(afterStep(NOTHING_TAUGHT, { text: [...text], teaches: taught }), line).length === 0)
      continue;
    const about = `say here what it does (memsim ${commandParts(line)[0]} --help)`;
    taught.push({ command: commandForm(line), about });
  }
  return taught;
}

/** A lesson file with one step. */
export function skeleton(draft: Draft, start: Start, goals: readonly Goal[], allowed: string[]): string {
  const { title, about, minutes, text, solution } = draft;
  const teaches = teachesFor(text, solution);
  const hints = solution.map((command, i) => ({
    text: solution.length === 1 ? 'This command does it.' : `Command ${i + 1} of ${solution.length}.`,
    command,
  }));
  const step = { text, ...(teaches.length > 0 && { teaches }), goals, hints, solution };
  return `${JSON.stringify({ title, about, minutes, start, allowed, steps: [step] }, null, 2)}\n`;
}

/** A name for the file: `One section, two owners` is one-section-two-owners. */
export const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
