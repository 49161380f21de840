/** The command line as trials use it: scratch machines, and the commands that run on them. */
import type { TrialEnvironment } from '../../experiments/run-trial.ts';
import { didYouMean } from '../../lib/closest.ts';
import { isRefusal } from '../../machine/refusal.ts';
import { loadPlatform } from '../input/platforms.ts';
import type { Host } from '../session/host.ts';
import { scratchSession } from '../session/scratch.ts';
import type { Row } from '../table/row.ts';
import { familyNamed, firstWord, rowOf, TABLE } from '../table/table.ts';
import { commandWords } from './command-words.ts';
import { runnerOn } from './runner.ts';

export const trialEnvironment = (host: Host): TrialEnvironment => ({
  loadPlatform: (nameOrFile) => loadPlatform(host, nameOrFile),
  openScratch: (setup) => runnerOn(scratchSession(host, undefined, setup)),
});

/** First words of commands that lists show. */
const NAMES = [...new Set(TABLE.filter(({ hidden }) => !hidden).map(firstWord))];

/** The command without memsim's own options; the line itself if their values are invalid. */
function wordsOf(argv: readonly string[]): readonly string[] {
  try {
    return commandWords(argv);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return argv;
  }
}

/** The row of a command; for a family without its second word, its first row. */
function rowFor(words: readonly string[]): Row | undefined {
  const isFamily = familyNamed(words[0]) !== undefined;
  return rowOf(words) ?? TABLE.find((row) => isFamily && firstWord(row) === words[0]);
}

/** Tests whether a command runs on a scratch machine; an unknown one fails there as elsewhere. */
export const runsOnScratch = (argv: readonly string[]): boolean =>
  rowFor(wordsOf(argv))?.notOnScratch !== true;

/** The reason for which a command does not run on a scratch machine; undefined if it does. */
export function scratchFault(argv: readonly string[]): string | undefined {
  const words = wordsOf(argv);
  const [name = ''] = words;
  const row = rowFor(words);
  if (row?.notOnScratch === true)
    return `'${name}' does not run on a scratch machine; leave it out of the script`;
  if (row !== undefined || name.startsWith('-')) return undefined;
  return `the script: unknown command '${name}'${didYouMean(name, NAMES)}; 'memsim help' lists the commands`;
}
