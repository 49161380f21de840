/** `memsim lesson new`: a lesson file from a machine and the commands that solve it. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { foreignCommand } from '../../../lessons/commands.ts';
import { goalsBetween } from '../../../lessons/derive.ts';
import type { Goal, Start } from '../../../lessons/lesson.ts';
import { lessonFiles } from '../../../lessons/library.ts';
import { lessonName, readLesson, USUAL_MINUTES } from '../../../lessons/schema.ts';
import { setUpStart } from '../../../lessons/scratch-machine.ts';
import { type Draft, skeleton, slug, startFrom } from '../../../lessons/skeleton.ts';
import { commandParts } from '../../../lessons/taught.ts';
import type { CommandLog } from '../../../machine/command-log.ts';
import { copyOf } from '../../../machine/copy.ts';
import { type Machine, openMachine } from '../../../machine/machine.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { decodeExport } from '../../../machine/state/export-file.ts';
import { isInLesson } from '../../dispatch/in-lesson.ts';
import { runsOnScratch } from '../../dispatch/trial-environment.ts';
import { readNamed, writeNamed } from '../../input/named-files.ts';
import { platformName } from '../../input/platform-name.ts';
import { loadPlatform } from '../../input/platforms.ts';
import { type JsonFlag, report } from '../../output/print-model.ts';
import type { Host } from '../../session/host.ts';
import type { Session } from '../../session/session.ts';
import { scratchMachine } from './lesson-machine.ts';
import { testLessons } from './test.ts';

export interface NewFlags extends JsonFlag {
  title?: string;
  about?: string;
  minutes?: number;
  text?: string[];
  solution?: string[];
  from?: string;
  platform?: string;
  kernel?: string;
  cmdline?: string;
  start?: string[];
}

const TO_WRITE = 'Write here, in fewer than 200 words, what the learner should know and what to do.';

function draftOf({ title, about, minutes, text, solution }: NewFlags): Draft {
  if (title === undefined || slug(title) === '')
    throw refusal("lesson new: --title 'What it is about' is missing", EXIT.usage);
  if (solution === undefined)
    throw refusal("lesson new: --solution 'COMMAND' is missing (repeatable)", EXIT.usage);
  return {
    title,
    about: about ?? title,
    minutes: minutes ?? USUAL_MINUTES,
    text: text ?? [TO_WRITE],
    solution,
  };
}

/** A start on new hardware. */
function freshStart(session: Session, flags: NewFlags): Start {
  const { host, defaults } = session;
  const { platform = defaults.platform, kernel = defaults.request.kernel, cmdline = '', start = [] } = flags;
  const hardware = loadPlatform(host, platform);
  const name = platformName(host, hardware);
  return { platform: name ?? hardware, kernel, cmdline, commands: start };
}

/** The start of a lesson, and the machine that it must rebuild. */
interface Origin {
  start: Start;
  machine?: Machine;
}

const isFresh = ({ platform, kernel, cmdline }: NewFlags): boolean =>
  platform !== undefined || kernel !== undefined || cmdline !== undefined;

/** The exported machine, the user's own, or new hardware. */
function originOf(session: Session, flags: NewFlags): Origin {
  const { host, slot } = session;
  const { from, start = [] } = flags;
  if (from === undefined && (isFresh(flags) || slot.machine === undefined))
    return { start: freshStart(session, flags) };
  if (isFresh(flags))
    throw refusal('lesson new: --from has its own platform, kernel and cmdline', EXIT.usage);
  const machine =
    from === undefined ? slot.machine! : openMachine(decodeExport(readNamed(host, from, 'lesson new'), from));
  const log: CommandLog = machine.commandLog;
  const own = startFrom(log, (platform) => platformName(host, platform));
  return { start: { ...own, commands: [...own.commands, ...start] }, ...(start.length === 0 && { machine }) };
}

/** Refuses a start that does not rebuild the machine. */
function checkRebuilt(built: Machine, machine: Machine | undefined): void {
  if (machine === undefined) return;
  const text = ({ kernel }: Machine): string => JSON.stringify(kernel.state);
  if (text(built) !== text(copyOf(machine)))
    throw refusal("lesson new: the machine's commands do not build it again: they read files or were raced");
}

/** Goals that the solution meets on the machine of the start; refuses a start that does not rebuild its machine. */
async function goalsOf(host: Host, { start, machine }: Origin, solution: readonly string[]): Promise<Goal[]> {
  const scratch = scratchMachine(host);
  await setUpStart(scratch, start);
  checkRebuilt(scratch.machine(), machine);
  const before = copyOf(scratch.machine());
  for (const line of solution) await scratch.run(line);
  const goals = await goalsBetween(before, scratch.machine(), solution);
  if (goals.length > 0) return goals;
  throw refusal('lesson new: the solution changes nothing that a goal can see; try its commands first');
}

/** The next free number of a folder, with two digits. */
function nextNumber(folder: string): string {
  const names = existsSync(folder) ? lessonFiles(readdirSync(folder)) : [];
  const last = Math.max(0, ...names.map((file) => lessonName(file)!.number));
  return `${last + 1}`.padStart(2, '0');
}

/** State-changing commands of the solution. */
const allowedFor = (solution: readonly string[]): string[] => [
  ...new Set(
    solution
      .map((line) => commandParts(line)[0]!)
      .filter((verb) => !isInLesson({ allowed: [] }, verb.split(' '))),
  ),
];

/** Writes a lesson file into a folder, and proves it; returns 1 if the proof finds anything. */
export async function newLesson(session: Session, folder: string, flags: NewFlags): Promise<number> {
  const { host } = session;
  const draft = draftOf(flags);
  const origin = originOf(session, flags);
  const { start } = origin;
  const fault = foreignCommand(
    { start, steps: [{ ...draft, teaches: [], goals: [], hints: [] }] },
    runsOnScratch,
  );
  if (fault !== undefined) throw refusal(`lesson new: ${fault.message}`, EXIT.usage);
  const goals = await goalsOf(host, origin, draft.solution);
  const name = `${nextNumber(folder)}-${slug(draft.title)}.json`;
  const text = skeleton(draft, start, goals, allowedFor(draft.solution));
  try {
    readLesson(text, name);
  } catch (error) {
    throw refusal(`lesson new: ${(error as Error).message}`, EXIT.failed);
  }
  const file = join(folder, name);
  if (!existsSync(folder)) mkdirSync(folder);
  writeNamed(session, file, text);
  report(
    session,
    flags,
    { file, goals: goals.length },
    `wrote ${file}; edit its texts, then 'memsim lesson test ${file}'`,
  );
  return flags.json ? 0 : testLessons(session, file, {});
}
