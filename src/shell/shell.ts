/**
 * The shell: reads lines and dispatches them to the command line, on a machine that stays open. Commands load
 * the kernel when they need it.
 */

import { commandWords } from '../cli/dispatch/command-words.ts';
import { dispatch } from '../cli/dispatch/dispatch.ts';
import { guardLesson } from '../cli/dispatch/lesson-guard.ts';
import { describeError } from '../cli/output/describe-error.ts';
import { terminalOf } from '../cli/output/terminal.ts';
import type { Host, Output } from '../cli/session/host.ts';
import { INTERRUPTED, interruption, isInterruption } from '../cli/session/interruption.ts';
import { type Client, withoutTerminal } from '../cli/session/session.ts';
import type { Settings } from '../cli/session/settings.ts';
import { operandsOf, rowOf } from '../cli/table/table.ts';
import { commandOf } from '../experiments/words.ts';
import { shellWord } from '../lib/shell-word.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import { lessonsIn } from '../machine/state/lessons-in.ts';
import { stateFolder } from '../machine/state/state-folder.ts';
import { paintFor } from '../views/base/theme.ts';
import { builtinFor } from './builtins.ts';
import type { LineEditor, ShellConsole } from './console.ts';
import { greeting } from './greeting.ts';
import type { OpenMachine } from './open-machine.ts';
import { rootSpec } from './root-spec.ts';
import { shellValues, suggester } from './suggest.ts';
import { openTypedLines, type TypedLines } from './typed-lines.ts';

/** The state of a shell. */
export interface Shell {
  readonly host: Host;
  readonly settings: Settings;
  /** The state folder. */
  readonly folder: string;
  readonly console: ShellConsole;
  readonly editor: LineEditor;
  machine(): Promise<OpenMachine>;
  /** Runs a command of memsim; returns the exit code. */
  run(words: string[]): Promise<number>;
  /** Set by `exit`. */
  ended: boolean;
}

/** An output that throws an interruption after Ctrl-C. */
function interruptible(output: Output, isInterrupted: () => boolean): Output {
  return {
    write(data) {
      if (isInterrupted()) throw interruption();
      output.write(data);
    },
    get columns() {
      return output.columns;
    },
    get rows() {
      return output.rows;
    },
    isTerminal: output.isTerminal,
  };
}

const noStdin = (): never => {
  throw refusal("standard input is the shell's own; use a file", EXIT.usage);
};

/** Runs a command of memsim on an open machine; returns the exit code. */
export async function runOn(
  machine: OpenMachine,
  host: Host,
  settings: Settings,
  words: readonly string[],
): Promise<number> {
  let interrupted = false;
  const withdraw = host.onInterrupt(() => {
    interrupted = true;
  });
  const own: Host = {
    ...withoutTerminal(host),
    stdout: interruptible(host.stdout, () => interrupted),
    stderr: interruptible(host.stderr, () => interrupted),
    readStdin: noStdin,
  };
  const client: Client = {
    host: own,
    settings,
    out: own.stdout,
    err: own.stderr,
    hold: (request, act) => machine.hold(own, request, act),
  };
  try {
    return await dispatch(client, words);
  } finally {
    withdraw();
  }
}

/** Prints the error that ended a command; returns its exit code. */
export function printError({ stderr, env }: Host, error: unknown): number {
  if (isInterruption(error)) {
    stderr.write('\n');
    return INTERRUPTED;
  }
  const { text, code } = describeError(error, env);
  stderr.write(`memsim: ${text}\n`);
  return code;
}

async function runLine(shell: Shell, line: string): Promise<void> {
  const words = commandOf(line);
  const [name, ...args] = words;
  if (name === undefined) return;
  const builtin = builtinFor(name, args);
  if (builtin !== undefined) return builtin.run(shell, args);
  const complete = await completed(shell, words);
  if (complete !== words) shell.host.stderr.write(`memsim ${complete.map(shellWord).join(' ')}\n`);
  await shell.run(complete);
}

/** Asks for missing arguments; returns the complete words. */
async function completed(shell: Shell, words: string[]): Promise<string[]> {
  const { host, settings, console, editor } = shell;
  if (host.env.TERM === 'dumb') return words;
  const argv = commandWords(words);
  const row = rowOf(argv);
  if (row !== undefined) await guardLesson(lessonsIn(shell.folder), shell, row, operandsOf(row, argv));
  const { askForMissing } = await import('./ask-missing.ts');
  const prompts = await console.openPrompts(terminalOf({ host, settings }, host.stdout).color > 0, editor);
  return askForMissing(
    {
      root: await rootSpec(host),
      valuesOf: await shellValues(shell),
      machine: async () => (await shell.machine()).require(settings),
      prompts,
    },
    words,
  );
}

async function promptText({ host, settings, folder }: Shell): Promise<string> {
  const { bold } = paintFor(terminalOf({ host, settings }, host.stdout));
  const { current } = lessonsIn(folder);
  const lesson = current === null ? '' : ` ${current.lesson}`;
  return `${bold(`memsim${lesson}>`)} `;
}

async function readAndRun(shell: Shell, typed: TypedLines): Promise<void> {
  while (!shell.ended) {
    shell.console.beforePrompt?.(shell);
    const line = await shell.editor.read(await promptText(shell));
    if (line === undefined) {
      shell.host.stdout.write('\n');
      return;
    }
    if (line.trim() === '') continue;
    typed.add(line);
    try {
      await runLine(shell, line);
    } catch (error) {
      printError(shell.host, error);
    }
  }
}

/** Runs the shell until it exits; returns the exit code. */
export async function runShell(host: Host, settings: Settings, console: ShellConsole): Promise<number> {
  const folder = stateFolder(settings.state, host.env);
  const typed = openTypedLines(folder, host.pid);
  let opened: OpenMachine | undefined;
  const shell: Shell = {
    host,
    settings,
    folder,
    console,
    editor: console.openEditor({
      lines: typed.lines,
      suggest: (line) => suggest(line),
    }),
    async machine() {
      const { openShellMachine } = await import('./open-machine.ts');
      opened ??= openShellMachine(host, folder);
      return opened;
    },
    run: async (words) => runOn(await shell.machine(), host, settings, words),
    ended: false,
  };
  const suggest = suggester(shell);
  host.stdout.write(greeting(host, typed));
  await readAndRun(shell, typed);
  shell.editor.close();
  return 0;
}
