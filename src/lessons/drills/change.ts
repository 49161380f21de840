/** Drill: find the change behind the different outcomes of two kernels. */
import { CHANGES, type ChangeId } from '../../kernel/history/history.ts';
import { RELEASES, releaseChanges } from '../../kernel/history/releases.ts';
import { closest } from '../../lib/closest.ts';
import { typedSize } from '../../lib/quantity.ts';
import type { Rng } from '../../lib/rng.ts';
import { GiB, MiB } from '../../lib/units.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import type { Start } from '../lesson.ts';
import { between, pick } from './draw.ts';
import { isSame, type Outcome, outcomeOf, outcomeText } from './outcome.ts';
import { drawn, INIT_LABELS, type MakeTask, type Solution, type TaskEnvironment } from './task.ts';

interface Case {
  platform: string;
  cmdline: string;
  commands: string[];
  script: string[];
}

const onRam = (rng: Rng, step: number, script: string[]): Case => {
  const size = between(rng, 512 * MiB + step, 2 * GiB + step, 128 * MiB);
  const start = between(rng, 5 * GiB, 8 * GiB, 128 * MiB);
  const cmdline = `memmap=${typedSize(size)}!${typedSize(start)}`;
  return { platform: 'qemu-14g', cmdline, commands: [], script };
};

const create = (mode: string): string => `create-namespace -f -e namespace0.0 -m ${mode} -M dev`;

/** Range of RAM that ends inside a section. */
const endsInside = (rng: Rng): Case =>
  onRam(rng, between(rng, 16 * MiB, 112 * MiB, 16 * MiB), [create('fsdax')]);
const device = (rng: Rng): Case => onRam(rng, 0, [create('devdax')]);
const memory = (rng: Rng): Case =>
  onRam(rng, 0, [create('devdax'), 'daxctl reconfigure-device -N -m system-ram dax0.0']);
const memoryAndBack = (rng: Rng): Case =>
  onRam(rng, 0, [...memory(rng).script, 'daxctl reconfigure-device -m devdax -f dax0.0']);

/** A namespace of a size that is no multiple of 16 MiB. */
const oddSize = (rng: Rng): Case => {
  const size = between(rng, 66 * MiB, 1 * GiB, 16 * MiB);
  const script = [`create-namespace -m fsdax -s ${typedSize(size)}`];
  return { platform: 'one-dimm', cmdline: '', commands: INIT_LABELS, script };
};

/** Two namespaces that share a section. */
const neighbours = (rng: Rng): Case => {
  const script = [1, 2].map(() => `create-namespace -s ${pick(rng, [64, 32])}M -M mem`);
  return { platform: 'ndctl-28', cmdline: '', commands: INIT_LABELS, script };
};

/** A kind of case, and the first release whose outcome differs. */
const CASES: readonly [makes: (rng: Rng) => Case, since: string][] = [
  [endsInside, '4.6'],
  [device, '4.9'],
  [oddSize, '4.12'],
  [oddSize, '5.7'],
  [neighbours, '4.14'],
  [neighbours, '4.18'],
  [neighbours, '5.3'],
  [memory, '5.1'],
  [memoryAndBack, '5.3'],
];

const MAINLINE = RELEASES.filter(({ patch }) => patch === 0);
/** Releases between the two kernels at most. */
const MAX_DISTANCE = 3;

/** A release before `since` and one from it on. */
function kernelsAround(rng: Rng, since: string): { older: string; newer: string } {
  const at = MAINLINE.findIndex(({ name }) => name === since);
  const older = MAINLINE[Math.max(0, at - between(rng, 1, MAX_DISTANCE))]!.name;
  const newer = MAINLINE[Math.min(MAINLINE.length - 1, at + between(rng, 0, MAX_DISTANCE - 1))]!.name;
  return { older, newer };
}

interface Question extends Case {
  older: string;
  newer: string;
  /** Outcomes on both kernels. */
  before: Outcome;
  after: Outcome;
}

const startOf = ({ platform, cmdline, commands }: Case, kernel: string): Start => ({
  platform,
  kernel,
  cmdline,
  commands,
});

const changesOf = (name: string): readonly ChangeId[] =>
  releaseChanges(MAINLINE.find((release) => release.name === name)!);

/** Tests, by running the model, whether a change alone turns one outcome into the other. */
async function turns(environment: TaskEnvironment, question: Question, id: ChangeId): Promise<boolean> {
  const { older, newer, script, before, after } = question;
  const [had, has] = [changesOf(older).includes(id), changesOf(newer).includes(id)];
  if (had === has) return false;
  const toggle = (add: boolean) => (add ? { with: [id] } : { without: [id] });
  const forth = await outcomeOf(environment, { ...startOf(question, older), ...toggle(has) }, script);
  if (isSame(forth, after)) return true;
  const back = await outcomeOf(environment, { ...startOf(question, newer), ...toggle(had) }, script);
  return isSame(back, before);
}

/** Changes between the two kernels that each make the difference alone. */
async function answersTo(environment: TaskEnvironment, question: Question): Promise<ChangeId[]> {
  const [old, now] = [changesOf(question.older), changesOf(question.newer)];
  const differ = [...now.filter((id) => !old.includes(id)), ...old.filter((id) => !now.includes(id))];
  const found: ChangeId[] = [];
  for (const id of differ) if (await turns(environment, question, id)) found.push(id);
  return found;
}

async function draw(rng: Rng, environment: TaskEnvironment): Promise<Question | undefined> {
  const [makes, since] = pick(rng, CASES);
  const one = makes(rng);
  const { older, newer } = kernelsAround(rng, since);
  const before = await outcomeOf(environment, startOf(one, older), one.script);
  const after = await outcomeOf(environment, startOf(one, newer), one.script);
  return isSame(before, after) ? undefined : { ...one, older, newer, before, after };
}

function idOf(words: readonly string[]): ChangeId {
  const [id = ''] = words;
  if (words.length === 1 && Object.hasOwn(CHANGES, id)) return id as ChangeId;
  const meant = closest(id, Object.keys(CHANGES));
  const hint = meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : "'memsim kernel diff' lists them";
  throw refusal(`lesson answer: no change '${words.join(' ')}': ${hint}`, EXIT.usage);
}

/** Two kernels with two outcomes. */
export const CHANGE: MakeTask = async (rng, environment) => {
  const { question, answers } = await drawn(async () => {
    const question = await draw(rng, environment);
    const answers = question === undefined ? [] : await answersTo(environment, question);
    return question === undefined || answers.length === 0 ? undefined : { question, answers };
  });
  const { older, newer, before, after, script, cmdline } = question;
  const solve = async (): Promise<Solution> => ({
    answer: answers[0]!,
    words: answers.map((id) => `${id}: ${CHANGES[id].title}. ${CHANGES[id].effect}`),
  });
  return {
    text: [
      `The machine runs ${newer}${cmdline === '' ? '' : ` with ${cmdline}`}. These commands have another outcome on ${older}:`,
      ...script.map((line) => `  ${line}`),
      `On ${older}: ${outcomeText(before)}.`,
      `On ${newer}: ${outcomeText(after)}.`,
      'Which change of the kernel makes the difference? It counts if it alone, added to the one kernel or taken from the other, turns one outcome into the other.',
    ],
    start: startOf(question, newer),
    hint: `'memsim kernel diff ${older} ${newer}' lists the candidates, 'memsim kernel change CHANGE' describes one, and 'memsim reboot --without CHANGE' tries it.`,
    async judge(words) {
      const id = idOf(words);
      const right = answers.includes(id);
      return { right, said: `${id} alone ${right ? 'makes' : 'does not make'} the difference` };
    },
    solve,
  };
};
