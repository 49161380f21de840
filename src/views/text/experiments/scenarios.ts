/** Scenarios as text: the list, the description of one, and the result of a run. */

import type { Judgement, Seen } from '../../../experiments/scenarios/check.ts';
import type { Scenario } from '../../../experiments/scenarios/scenario.ts';
import type { CommandRecord } from '../../../experiments/trial.ts';
import type { Change } from '../../../kernel/history/history.ts';
import { hanging, joinLines, wrapWords } from '../../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../../base/theme.ts';
import { dmesgModel, renderDmesg } from '../dmesg.ts';
import { renderTable } from '../table.ts';

export interface ScenarioRow {
  name: string;
  title: string;
  kernel: string;
  fix: string | null;
}

/** A scenario with the history's record of its fix. */
export interface ScenarioModel extends Scenario {
  fixedBy: Change | null;
}

export interface ScenarioRunModel extends Omit<ScenarioModel, keyof Judgement>, Judgement {
  /** The boot and each command. */
  steps: CommandRecord[];
  crashed: string | null;
}

/** The scenarios as a table. */
export const renderScenarioList = (rows: ScenarioRow[], terminal: Terminal): string =>
  renderTable(
    [{ head: 'scenario' }, { head: 'kernel' }, { head: 'repaired by' }, { head: 'what happens', wrap: true }],
    rows.map(({ name, kernel, fix, title }) => [name, kernel, fix ?? '-', title]),
    terminal,
  );

/** The fix as `id (commit, title), 5.3`; or the workaround if there is none. */
function fixText({ fix, fixedBy, instead }: Pick<ScenarioModel, 'fix' | 'fixedBy' | 'instead'>): string {
  if (fixedBy === null) return `none; ${instead?.text}`;
  const { commit, title, since } = fixedBy;
  return `${fix} (${commit === undefined ? '' : `${commit}, `}${title}), ${since}`;
}

/** The command line that boots the machine. */
function bootLine({ platform, kernel, cmdline, without }: ScenarioModel): string {
  const words = [`memsim boot --platform ${platform} --kernel ${kernel}`];
  if (cmdline !== '') words.push(`--cmdline '${cmdline}'`);
  if (without.length > 0) words.push(`--without ${without.join(' ')}`);
  return words.join(' ');
}

/** Mechanism, source, script, symptoms and fix of a scenario. */
export function renderScenario(model: ScenarioModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const { name, title, about, source, script, fails, passes } = model;
  const wrapped = (words: string, head = ''): string[] => hanging(head, words, terminal.width);
  return joinLines([
    ...wrapped(paint.bold(title)),
    '',
    ...about.flatMap((paragraph) => [...wrapped(paragraph), '']),
    ...wrapped(source, 'Source: '),
    '',
    bootLine(model),
    ...script.map((line) => `memsim ${line}`),
    '',
    ...fails.flatMap((sign) => wrapped(sign.text, 'Without the fix: ')),
    ...passes.flatMap((sign) => wrapped(sign.text, 'With the fix:    ')),
    ...wrapped(fixText(model), 'The fix:         '),
    '',
    `memsim scenario run ${name}`,
    `memsim scenario run ${name} --repaired`,
  ]);
}

const LOUD = ['emerg', 'alert', 'crit', 'err', 'warn'];

/** A command with its output; for a boot only the kernel's warnings. */
function stepLines(
  { argv, rc, stdout, stderr, log }: CommandRecord,
  terminal: Terminal,
  paint: Paint,
): string[] {
  const boots = argv[0] === 'boot' || argv[0] === 'reboot';
  const shown = boots
    ? log.filter(({ level, warning }) => warning !== undefined || LOUD.includes(level))
    : log;
  const kernel = renderDmesg(dmesgModel({ lines: shown, once: [], clock: 0 }), terminal);
  const printed = boots ? kernel : `${stdout}${stderr}${kernel}`;
  return [
    paint.bold(`$ memsim ${argv.join(' ')}`),
    ...printed.split('\n').filter((line) => line !== ''),
    ...(rc === 0 ? [] : [paint.dim(`exit ${rc}`)]),
  ];
}

const VERDICTS = {
  shows: 'The bug occurs.',
  gone: 'The bug does not occur.',
  neither: 'The machine is neither in the state of the bug nor in that of the fix.',
} as const;

/** The evidence behind the verdict. */
function signsOf({ verdict, fails, passes }: ScenarioRunModel): Seen[] {
  if (verdict === 'shows') return fails;
  return verdict === 'gone' ? passes : [...fails, ...passes];
}

/** The commands with their output, the symptoms, and the verdict. */
export function renderScenarioRun(model: ScenarioRunModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const { name, fix, instead, verdict, steps, crashed } = model;
  const signs = signsOf(model).map((sign) => `  ${sign.holds ? 'yes' : 'no '}  ${sign.text}`);
  const option = fix === undefined ? '--repaired' : `--with ${fix}`;
  const repair = fix === undefined ? `Workaround: ${instead?.text}` : `Fixed by ${fixText(model)}`;
  const way = verdict === 'shows' ? ` ${repair}: memsim scenario run ${name} ${option}` : '';
  const colour = (words: string): string =>
    verdict === 'gone' ? paint.hue('green', words) : paint.alarm(words);
  return joinLines([
    ...steps.flatMap((step) => stepLines(step, terminal, paint)),
    '',
    ...(crashed === null ? [] : [paint.alarm(`the machine has crashed: ${crashed}`)]),
    ...signs,
    ...wrapWords(`${VERDICTS[verdict]}${way}`, terminal.width).map(colour),
  ]);
}
