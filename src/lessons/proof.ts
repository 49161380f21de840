/**
 * The proof of a lesson: its start does not meet its goals, its solution does, its hints are commands that the
 * lesson allows, its texts are short, and they teach every word before a learner types it.
 */
import { splitWords } from '../experiments/words.ts';
import { isRefusal, isUsageError } from '../machine/refusal.ts';
import { markGoals, setUpStep } from './course.ts';
import type { Lesson, Step } from './lesson.ts';
import type { LineResult, ScratchMachine } from './scratch-machine.ts';
import { afterStep, type Taught, untaught } from './taught.ts';

/** An error in a lesson. */
export interface Finding {
  /** The field. */
  path: readonly PropertyKey[];
  message: string;
  /** The next step of its author. */
  next: string;
}

/** Operations that a proof needs from its caller. */
export interface ProofEnvironment {
  /** A scratch machine. */
  scratch(): ScratchMachine;
  /** Tests whether a command runs during the lesson. */
  runsIn(lesson: Lesson, argv: readonly string[]): boolean;
  /** Commands and words that the lessons before it in its course teach. */
  before: Taught;
}

/** Words of a step's text, which a learner reads at a time. */
const MAX_WORDS = 200;

const countWords = ({ text }: Step): number => text.join(' ').split(/\s+/).length;

function textFindings(lesson: Lesson, before: Taught): Finding[] {
  let taught = before;
  return lesson.steps.flatMap((step, i): Finding[] => {
    const count = countWords(step);
    taught = afterStep(taught, step);
    const long: Finding[] =
      count < MAX_WORDS
        ? []
        : [
            {
              path: ['steps', i, 'text'],
              message: `has ${count} words`,
              next: `write fewer than ${MAX_WORDS}, or make two steps`,
            },
          ];
    const unknown = step.solution.flatMap((line, at) =>
      untaught(taught, line).map((part) => ({
        path: ['steps', i, 'solution', at],
        message: `needs '${part}', which no text teaches before`,
        next: `add its form to steps[${i}].teaches, or to the text between quotes`,
      })),
    );
    return [...long, ...unknown];
  });
}

/** The reason of a failure, in one line. */
const firstLine = (stderr: string): string => stderr.trim().split('\n')[0] ?? '';

/** The finding for a command with a usage error; none for another one. */
const invalid = (path: readonly PropertyKey[], line: string, { rc, stderr }: LineResult): Finding[] =>
  isUsageError(rc)
    ? [{ path, message: `is no valid command: ${firstLine(stderr)}`, next: `try it: memsim ${line}` }]
    : [];

/** Commands of a step that the lesson does not allow. */
function refusedIn(lesson: Lesson, step: number, { runsIn }: ProofEnvironment): Finding[] {
  const { solution, hints } = lesson.steps[step]!;
  const commands = [
    ...solution.map((command, i) => ({ path: ['solution', i] as PropertyKey[], command })),
    ...hints.flatMap(({ command }, i) =>
      command === undefined ? [] : [{ path: ['hints', i, 'command'] as PropertyKey[], command }],
    ),
  ];
  return commands
    .filter(({ command }) => !runsIn(lesson, splitWords(command)))
    .map(({ path, command }) => ({
      path: ['steps', step, ...path],
      message: `'${command}' is not for this lesson`,
      next: 'add the command to allowed',
    }));
}

async function hintFindings(lesson: Lesson, step: number, environment: ProofEnvironment): Promise<Finding[]> {
  const scratch = environment.scratch();
  await setUpStep(lesson, step, scratch);
  const findings: Finding[] = [];
  for (const [i, { command }] of lesson.steps[step]!.hints.entries()) {
    if (command === undefined) continue;
    findings.push(...invalid(['steps', step, 'hints', i, 'command'], command, await scratch.run(command)));
  }
  return findings;
}

/** The goals of a step at its start and after its solution. */
async function goalFindings(lesson: Lesson, step: number, environment: ProofEnvironment): Promise<Finding[]> {
  const scratch = environment.scratch();
  await setUpStep(lesson, step, scratch);
  const { solution } = lesson.steps[step]!;
  const findings: Finding[] = [];
  const before = await markGoals(lesson.steps[step]!, scratch.machine());
  if (before.every(({ met }) => met))
    findings.push({
      path: ['steps', step, 'goals'],
      message: 'are all met at the start of the step',
      next: 'add a goal that the solution alone meets',
    });
  const failures: string[] = [];
  for (const [i, line] of solution.entries()) {
    const result = await scratch.run(line);
    if (result.rc !== 0) failures.push(`'${line}' said: ${firstLine(result.stderr)}`);
    findings.push(...invalid(['steps', step, 'solution', i], line, result));
  }
  const after = await markGoals(lesson.steps[step]!, scratch.machine());
  for (const [i, { met, found }] of after.entries())
    if (!met)
      findings.push({
        path: ['steps', step, 'goals', i],
        message: `is not met by the solution${found === undefined ? '' : `: found ${found}`}`,
        next: failures[0] ?? 'change the goal or the solution',
      });
  return findings;
}

/** The error of a lesson whose machine cannot be set up. */
async function startFindings({ start }: Lesson, { scratch }: ProofEnvironment): Promise<Finding[]> {
  const opened = scratch();
  try {
    opened.boot(start);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const next = "'memsim platforms' and 'memsim kernel list' have the names";
    return [{ path: ['start'], message: error.message, next }];
  }
  const { crashed } = opened.machine().kernel.state;
  if (crashed !== undefined)
    return [
      { path: ['start', 'cmdline'], message: `does not boot: ${crashed}`, next: 'try it with memsim boot' },
    ];
  const findings: Finding[] = [];
  for (const [i, line] of start.commands.entries()) {
    findings.push(...invalid(['start', 'commands', i], line, await opened.run(line)));
  }
  return findings;
}

/** All errors of a lesson; none for one that can be given to learners. */
export async function proveLesson(lesson: Lesson, environment: ProofEnvironment): Promise<Finding[]> {
  const findings = textFindings(lesson, environment.before);
  const start = await startFindings(lesson, environment);
  if (start.length > 0) return [...findings, ...start];
  for (const step of lesson.steps.keys()) {
    findings.push(...refusedIn(lesson, step, environment));
    findings.push(...(await goalFindings(lesson, step, environment)));
    findings.push(...(await hintFindings(lesson, step, environment)));
  }
  return findings;
}
