/**
 * The front end of a tool with verbs, as in util/main.c, util/help.c and the main() of ndctl and daxctl:
 * options before the verb, `help`, `version`, the list of commands, exit codes.
 */
import type { Tool, ToolEnv, ToolResult, WaitingCommand, Wakeup } from '../tool.ts';
import { type Console, eprint, newConsole, print } from './console.ts';
import { type Syntax, USAGE_ERROR, usageText } from './usage.ts';

/** Runs a verb; `argv` does not include its name. Returns C main's value, of which only eight bits count. */
export type VerbMain = (argv: readonly string[], run: Run) => number;

/** One run of a tool: its environment and its output so far. */
export interface Run {
  env: ToolEnv;
  con: Console;
  /** Set by a command that waits for events; it prints on the same console. */
  waits?: Waits;
}

/** A waiting command of a verb. */
export interface Waits extends Omit<WaitingCommand, 'resume'> {
  /** Goes on; returns C main's value once it has ended. */
  resume(wakeup: Wakeup): number | undefined;
}

/** A command of a tool. Its command line is known before its module is loaded. */
export interface Verb {
  name: string;
  syntax: Syntax;
  /** Loads the module of the verb. */
  load: () => Promise<VerbMain>;
}

/** Texts of a tool for usage and `help`. */
export interface ToolText {
  /** `ndctl` */
  name: string;
  version: string;
  /** Output of `--list-cmds`, if it is not `version`, the verbs and `help`. */
  commands?: readonly string[];
}

const synopsis = (tool: ToolText): string => `${tool.name} [--version] [--help] COMMAND [ARGS]`;

/** Text printed when the tool is called without a command. */
const overview = (tool: ToolText): string =>
  `\n usage: ${synopsis(tool)}\n\n\n See '${tool.name} help COMMAND' for more information on a specific command.\n` +
  ` ${tool.name} --list-cmds to see all available commands\n\n`;

function help(tool: ToolText, verbs: readonly Verb[], topic: string | undefined, con: Console): number {
  if (topic === undefined) {
    print(con, overview(tool));
    return 0;
  }
  const verb = verbs.find((candidate) => candidate.name === topic);
  if (verb === undefined) {
    eprint(con, `No manual entry for ${topic.startsWith(tool.name) ? topic : `${tool.name}-${topic}`}\n`);
    return 0xff;
  }
  print(con, usageText(verb.syntax));
  return 0;
}

/** Handles the options before the command. Returns a status if the call ends with them. */
function leadingOptions(tool: ToolText, verbs: readonly Verb[], argv: string[], con: Console) {
  const first = argv[0];
  if (first === undefined || !first.startsWith('-')) return undefined;
  if (first === '--version' || first === '--help') return undefined;
  if (first === '-h' || first === '-v') {
    argv[0] = first === '-h' ? '--help' : '--version';
    return undefined;
  }
  if (first === '--list-cmds') {
    const names = tool.commands ?? ['version', ...verbs.map(({ name }) => name), 'help'];
    print(con, names.map((name) => `${name}\n`).join(''));
    return 0;
  }
  eprint(con, `Unknown option: ${first}\n\n Usage: ${synopsis(tool)}\n`);
  return USAGE_ERROR;
}

async function dispatch(
  tool: ToolText,
  verbs: readonly Verb[],
  call: readonly string[],
  run: Run,
): Promise<number> {
  const { con } = run;
  const argv = [...call];
  const ended = leadingOptions(tool, verbs, argv, con);
  if (ended !== undefined) return ended;
  if (argv.length === 0) {
    print(con, overview(tool));
    return 1;
  }
  // `COMMAND --help` is `help COMMAND`.
  let [name, ...args] = [argv[0]!.replace(/^--/, ''), ...argv.slice(1)];
  if (args[0] === '--help') [name, args] = ['help', [name]];
  if (name === 'version') {
    print(con, `${tool.version}\n`);
    return 0;
  }
  if (name === 'help') return help(tool, verbs, args[0], con);
  const verb = verbs.find((candidate) => candidate.name === name);
  if (verb === undefined) {
    eprint(con, `Unknown command: '${name}'\n`);
    return 1;
  }
  return (await verb.load())(args, run);
}

/** Concatenates the output: text, unless a part of it is bytes. */
function joined(parts: readonly (string | Uint8Array)[]): string | Uint8Array {
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

/** The waiting command as seen from outside: its output since it last waited. */
const waitingCommand = ({ con }: Run, { resume, ...waits }: Waits): WaitingCommand => ({
  ...waits,
  resume(wakeup) {
    con.stdout = [];
    con.stderr = [];
    const status = resume(wakeup);
    return {
      stdout: con.stdout.join(''),
      stderr: con.stderr.join(''),
      rc: status === undefined ? undefined : status & 0xff,
    };
  },
});

/** A tool defined by a table of verbs, in the order of `--list-cmds`. */
export const toolOf =
  (tool: ToolText, verbs: readonly Verb[]): Tool =>
  async (argv, env): Promise<ToolResult> => {
    const run: Run = { env, con: newConsole() };
    const status = await dispatch(tool, verbs, argv, run);
    const { con, waits } = run;
    const result = { rc: status & 0xff, stdout: joined(con.stdout), stderr: con.stderr.join('') };
    return waits === undefined ? result : { ...result, waiting: waitingCommand(run, waits) };
  };
