/** The entry point of a command line. */
import { isDropIn, isToolName } from '../machine/tools.ts';
import { dispatch, dispatchTool } from './dispatch/dispatch.ts';
import { colorLevel } from './output/color.ts';
import { describeError } from './output/describe-error.ts';
import { safeOutput } from './output/safe-output.ts';
import { diskClient } from './session/disk.ts';
import type { Host, Output } from './session/host.ts';
import { INTERRUPTED, isInterruption } from './session/interruption.ts';
import { type Settings, takeSettings } from './session/settings.ts';
import { operandsOf, rowOf } from './table/table.ts';

const INTERACTIVE = '--interactive';
const PLAIN: Settings = { quiet: false, color: 'auto' };

/** Tests for --interactive, except behind `--` or the name of a drop-in tool. */
function isInteractive(args: string[]): boolean {
  const stop = args.findIndex((word) => word === INTERACTIVE || word === '--' || isDropIn(word));
  return args[stop] === INTERACTIVE;
}

async function runLine(host: Host, args: string[]): Promise<number> {
  const client = diskClient(host, PLAIN);
  if (isToolName(host.calledAs)) return dispatchTool(client, host.calledAs, args);
  const [first = '-'] = args;
  if (first.startsWith('-')) {
    const { settings, rest } = takeSettings(PLAIN, args);
    if (rest.length === 0) return runAlone(host, settings, args);
  }
  return isInteractive(args) || promptsByDefault(host, args)
    ? runPrompted(host, args)
    : dispatch(client, args);
}

/** Tests for a command without operands that asks for them, on a terminal. */
function promptsByDefault(host: Host, args: string[]): boolean {
  const { rest } = takeSettings(PLAIN, args);
  const row = rowOf(rest);
  if (row?.asks !== true || operandsOf(row, rest).length > 0) return false;
  return host.openTerminal() !== undefined;
}

/** Asks for missing arguments, then runs the command. */
async function runPrompted(host: Host, args: string[]): Promise<number> {
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

/** The settings of the command line; the defaults where they are invalid, which a later parse reports. */
function settingsOf({ args }: Host): Settings {
  try {
    return takeSettings(PLAIN, args).settings;
  } catch {
    return PLAIN;
  }
}

/** The process with outputs that escape control characters. */
function withSafeOutputs(host: Host): Host {
  const { color } = settingsOf(host);
  const safe = (output: Output): Output => safeOutput(output, colorLevel(color, host.env, output) > 0);
  return { ...host, stdout: safe(host.stdout), stderr: safe(host.stderr) };
}

/** Runs one command line; returns the exit code. */
export async function runCli(process: Host): Promise<number> {
  const host = withSafeOutputs(process);
  try {
    return await runLine(host, host.args);
  } catch (error) {
    if (isInterruption(error)) return INTERRUPTED;
    const { text, code } = describeError(error, host.env);
    host.stderr.write(`memsim: ${text}\n`);
    return code;
  }
}
