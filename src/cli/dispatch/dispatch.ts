/**
 * Runs commands for every caller: the command line, the shell, and the scripts of `run`, lessons, trials,
 * scenarios, casts and repeated commands.
 */

import { EXIT, refusal } from '../../machine/refusal.ts';
import type { LessonProgress } from '../../machine/state/kept.ts';
import { stateFolder } from '../../machine/state/state-folder.ts';
import type { ToolName } from '../../machine/tools.ts';
import {
  type Access,
  type Act,
  type Caller,
  type Client,
  isSession,
  type Session,
} from '../session/session.ts';
import { type Settings, takeSettings, takeTrace } from '../session/settings.ts';
import type { Row } from '../table/row.ts';
import { operandsOf, rowOf } from '../table/table.ts';
import { dropInRow } from '../table/tools.ts';
import type { Call } from './call.ts';
import { commandWords } from './command-words.ts';
import { guardLesson } from './lesson-guard.ts';
import { perform } from './perform.ts';

/** The action of a row, with arguments that commander has checked. */
type AnyAction = (caller: Caller, ...args: unknown[]) => number | Promise<number>;
type AnyPrepare = (caller: Caller, ...args: unknown[]) => unknown[];

/** Removes memsim's own options from the words of a verb of a tool. */
function withOwnOptions(call: Call): Call {
  if (call.row.passThrough !== 'with-own-options') return call;
  const { settings, rest } = takeSettings(call.settings, [...call.operands]);
  return { row: call.row, settings, operands: rest, args: [rest] };
}

function accessOf({ access }: Row, operands: readonly string[], args: readonly unknown[]): Access {
  return typeof access === 'function' ? access(operands, args.at(-1)) : access;
}

/** The learner's place, for a command that uses no machine; none where the state cannot be read. */
async function lessonsOf({ host, settings }: Caller): Promise<LessonProgress> {
  const { lessonsIn } = await import('../../machine/state/lessons-in.ts');
  return lessonsIn(stateFolder(settings.state, host.env));
}

/** The session of a command of a script. */
const nestedIn = (session: Session, settings: Settings): Session =>
  session.nested && session.settings === settings ? session : { ...session, settings, nested: true };

/**
 * Runs a parsed command line.
 *
 * @param words the name of the command and its words, for the command log
 */
async function runCall(caller: Client | Session, words: readonly string[], given: Call): Promise<number> {
  const { row, settings, operands, args } = withOwnOptions(given);
  const { host, out, err } = caller;
  const bare: Caller = { host, settings, out, err };
  if (row.needsSystem && host.inPage)
    throw refusal(`${row.words}: not in the page; memsim on a command line has it`, EXIT.usage);
  const access = accessOf(row, operands, args);
  if (isSession(caller)) await guardLesson(caller.slot.lessons, bare, row, operands);
  else if (access === 'none') await guardLesson(await lessonsOf(bare), bare, row, operands);
  const action = (await row.load()) as AnyAction;
  const prepare = (await row.prepare?.()) as AnyPrepare | undefined;
  const input = prepare === undefined ? args : prepare(bare, ...args);
  if (access === 'none') {
    if (settings.film !== undefined) throw refusal(`--film: '${row.words}' runs on no machine`, EXIT.usage);
    return action(bare, ...input);
  }
  const act: Act = (session) => perform(session, row, access, words, (traced) => action(traced, ...input));
  if (isSession(caller)) return act(nestedIn(caller, settings));
  return caller.hold({ settings, access, words }, async (session) => {
    await guardLesson(session.slot.lessons, bare, row, operands);
    return act(session);
  });
}

/**
 * Runs one command.
 *
 * @param argv words after `memsim`; memsim's own options may precede and follow the command
 * @returns the exit code
 * @throws a refusal or an interruption
 */
export async function dispatch(caller: Client | Session, argv: readonly string[]): Promise<number> {
  const { trace, rest } = takeTrace(argv);
  const settings = trace === undefined ? caller.settings : { ...caller.settings, trace };
  const row = rowOf(rest);
  const words = commandWords(argv);
  const run = (call: Call): Promise<number> => runCall(caller, words, call);
  // Calls of tools skip commander: they are the most frequent, and loading it takes time.
  if (row?.passThrough !== undefined) {
    const operands = operandsOf(row, rest);
    return run({ row, settings, operands, args: [operands] });
  }
  const { parse } = await import('./program.ts');
  const { host, out, err } = caller;
  if (rowOf(words)?.passThrough !== undefined) return parse({ host, settings, out, err }, rest, run);
  const own = takeSettings(settings, rest);
  return parse({ host, settings: own.settings, out, err }, own.rest, run);
}

/** Runs a tool that is called by its own name; returns its exit code. */
export const dispatchTool = (caller: Client, name: ToolName, args: readonly string[]): Promise<number> =>
  runCall(caller, [name, ...args], {
    row: dropInRow(name),
    settings: caller.settings,
    operands: args,
    args: [args],
  });
