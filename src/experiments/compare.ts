/** Differences between the answers of several kernels to one script. */
import type { Script } from './script.ts';
import { type CommandRecord, isAlarm, type Trial } from './trial.ts';

/** Kernels with equal answers, and their answer. */
export interface Answer {
  kernels: string[];
  rc: number;
  stdout: string;
  stderr: string;
  /** Texts of the log lines that are compared. */
  log: string[];
  /** Reason of a crash during the command. */
  crashed?: string | undefined;
}

/** A command with different answers. */
export interface Parting {
  /** Index of the command in the script, from 1; 0 is the boot before it. */
  index: number;
  argv: string[];
  answers: Answer[];
}

export interface Comparison {
  kernels: string[];
  /** Commands of the script. */
  commands: number;
  partings: Parting[];
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const BOOTS = ['boot', 'reboot'];
const QUIET = ['info', 'notice', 'debug'];

/** For a boot only warnings are compared, since releases print their memory map differently. */
const countedLog = ({ argv, log }: CommandRecord): string[] =>
  log
    .filter((line) => !BOOTS.includes(argv[0]!) || isAlarm(line) || !QUIET.includes(line.level))
    .map(({ text, warning }) => {
      if (warning === undefined) return text;
      return text === '' ? `WARNING in ${warning.function}` : `WARNING: ${text}`;
    });

const answerOf = (record: CommandRecord): Omit<Answer, 'kernels'> => ({
  rc: record.rc,
  stdout: record.stdout,
  stderr: BOOTS.includes(record.argv[0]!) ? '' : record.stderr,
  log: countedLog(record),
  crashed: record.crashed,
});

/** Key by which answers are equal. Uuids are masked. */
const keyOf = (answer: Omit<Answer, 'kernels'>): string => JSON.stringify(answer).replace(UUID, 'UUID');

/** The answers to one command, equal ones merged. */
function answersTo(trials: Trial[], index: number): Answer[] {
  const groups = new Map<string, Answer>();
  for (const { kernel, steps } of trials) {
    const answer = answerOf(steps[index]!);
    const group = groups.get(keyOf(answer)) ?? { kernels: [], ...answer };
    group.kernels.push(kernel);
    groups.set(keyOf(answer), group);
  }
  return [...groups.values()];
}

/** Compares trials of one script. Unless it boots itself, the first step of each is a boot. */
export function compareTrials(trials: Trial[], { boots }: Pick<Script, 'boots'>): Comparison {
  const steps = trials[0]?.steps ?? [];
  const first = boots ? 1 : 0;
  const partings = steps
    .map(({ argv }, i) => ({ index: first + i, argv, answers: answersTo(trials, i) }))
    .filter(({ answers }) => answers.length > 1);
  return {
    kernels: trials.map(({ kernel }) => kernel),
    commands: steps.length - 1 + first,
    partings,
  };
}
