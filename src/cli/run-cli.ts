/** The entry point of a command line. */
import { isRefusal } from '../machine/refusal.ts';
import { isToolName } from '../machine/tools.ts';
import { dispatch } from './dispatch/dispatch.ts';
import { diskClient } from './session/disk.ts';
import type { Host } from './session/host.ts';
import { INTERRUPTED, isInterruption } from './session/interruption.ts';
import { type Settings, takeSettings } from './session/settings.ts';

const INTERACTIVE = '--interactive';
const PLAIN: Settings = { quiet: false, color: 'auto' };

/** Tests for --interactive, except behind `--` or the name of a tool. */
function asksQuestions(args: string[]): boolean {
  const stop = args.findIndex((word) => word === INTERACTIVE || word === '--' || isToolName(word));
  return args[stop] === INTERACTIVE;
}

async function runLine(host: Host, args: string[]): Promise<number> {
  const client = diskClient(host, PLAIN);
  if (isToolName(host.calledAs)) return dispatch(client, [host.calledAs, ...args]);
  const [first = '-'] = args;
  if (first.startsWith('-')) {
    const { settings, rest } = takeSettings(PLAIN, args);
    if (rest.length === 0) return runAlone(host, settings, args);
  }
  return asksQuestions(args) ? runAsking(host, args) : dispatch(client, args);
}

/** Asks for missing arguments, then runs the command. */
async function runAsking(host: Host, args: string[]): Promise<number> {
  const words = args.filter((word) => word !== INTERACTIVE);
  const { settings, rest } = takeSettings(PLAIN, words);
  const answered = await host.interactive.askForMissing(diskClient(host, settings), rest);
  return runLine(host, [...words, ...answered.slice(rest.length)]);
}

/** Runs memsim without a command: the shell on a terminal, else the commands of standard input. */
async function runAlone(host: Host, settings: Settings, args: string[]): Promise<number> {
  const streams = host.openTerminal();
  if (streams === undefined) return runLine(host, [...args, 'run', '-']);
  return host.interactive.runShell(host, settings, streams);
}

/** Runs one command line; returns the exit code. Errors that it throws are bugs of memsim. */
export async function runCli(host: Host): Promise<number> {
  try {
    return await runLine(host, host.args);
  } catch (error) {
    if (isInterruption(error)) return INTERRUPTED;
    if (!isRefusal(error)) throw error;
    host.stderr.write(`memsim: ${error.message}\n`);
    return error.exitCode;
  }
}
