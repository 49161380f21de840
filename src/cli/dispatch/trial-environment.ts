/** The command line as trials use it: scratch machines, and the commands that run on them. */
import type { TrialEnvironment } from '../../experiments/run-trial.ts';
import { isRefusal } from '../../machine/refusal.ts';
import { loadPlatform } from '../input/platforms.ts';
import type { Host } from '../session/host.ts';
import { scratchSession } from '../session/scratch.ts';
import { familyNamed, firstWord, rowOf, TABLE } from '../table/table.ts';
import { commandWords } from './command-words.ts';
import { runnerOn } from './runner.ts';

export const trialEnvironment = (host: Host): TrialEnvironment => ({
  loadPlatform: (nameOrFile) => loadPlatform(host, nameOrFile),
  openScratch: (setup) => runnerOn(scratchSession(host, undefined, setup)),
});

/** The command without memsim's own options; the line itself if their values are invalid. */
function wordsOf(argv: readonly string[]): readonly string[] {
  try {
    return commandWords(argv);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return argv;
  }
}

/** Tests whether a command runs on a scratch machine; a family without its second word is its first row. */
export function runsOnScratch(argv: readonly string[]): boolean {
  const words = wordsOf(argv);
  const isFamily = familyNamed(words[0]) !== undefined;
  const row = rowOf(words) ?? TABLE.find((candidate) => isFamily && firstWord(candidate) === words[0]);
  return row?.notOnScratch !== true;
}
