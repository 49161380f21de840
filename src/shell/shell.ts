/**
 * The shell: the command line's own commands, one after the other, on a machine that stays open. Nothing
 * of the kernel is loaded before a command asks for it.
 */

import { commandWords } from '../cli/dispatch/command-words.ts';
import { dispatch } from '../cli/dispatch/dispatch.ts';
import { guardLesson } from '../cli/dispatch/lesson-guard.ts';
import { terminalOf } from '../cli/output/terminal.ts';
import type { Host, Output, TerminalStreams } from '../cli/session/host.ts';
import { INTERRUPTED, interruption, isInterruption } from '../cli/session/interruption.ts';
import { type Client, withoutTerminal } from '../cli/session/session.ts';
import type { Settings } from '../cli/session/settings.ts';
import { operandsOf, rowOf } from '../cli/table/table.ts';
import { typedWords } from '../experiments/words.ts';
import { shellWord } from '../lib/shell-word.ts';
import { EXIT, isRefusal, refusal } from '../machine/refusal.ts';
import { stateFolder } from '../machine/state/state-folder.ts';
import { paintFor } from '../views/base/theme.ts';
import { builtinFor } from './builtins.ts';
import { greeting } from './greeting.ts';
import { type HistoryFile, openHistory } from './history-file.ts';
import { type LineEditor, openLineEditor } from './line-editor.ts';
import type { OpenMachine } from './open-machine.ts';
import { rootSpec } from './root-spec.ts';
import { shellValues, suggester } from './suggest.ts';

/** What the shell's own commands work on. */
export interface Shell {
  readonly host: Host;
  readonly settings: Settings;
  /** The state folder. */
  readonly folder: string;
  readonly streams: TerminalStreams;
  readonly editor: LineEditor;
  machine(): Promise<OpenMachine>;
  /** Runs one of memsim's commands; its exit code. */
  run(words: string[]): Promise<number>;
  /** Set by the command that leaves. */
  ended: boolean;
}

/** Output that a Ctrl-C ends: whatever prints next is unwound. */
function interruptible(output: Output, isInterrupted: () => boolean): Output {
  return {
    write(data) {
      if (isInterrupted()) throw interruption();
      output.write(data);
    },
    get columns() {
      return output.columns;
    },
    isTerminal: output.isTerminal,
  };
}

const noStdin = (): never => {
  throw refusal('the shell reads standard input itself', EXIT.usage);
};

/** Runs one of memsim's commands on the open machine, as a process of its own would see it. */
async function runCommand(host: Host, settings: Settings, machine: OpenMachine, words: string[]) {
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

/** Tells what ended a command; a bug of memsim ends the command, not the shell. */
function complain({ stderr }: Host, error: unknown): number {
  if (isInterruption(error)) {
    stderr.write('\n');
    return INTERRUPTED;
  }
  if (isRefusal(error)) {
    stderr.write(`memsim: ${error.message}\n`);
    return error.exitCode;
  }
  stderr.write(`memsim: this is a bug of memsim: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.failed;
}

async function runLine(shell: Shell, line: string): Promise<void> {
  const words = typedWords(line);
  const [name, ...args] = words;
  if (name === undefined) return;
  const builtin = builtinFor(name, args);
  if (builtin !== undefined) return builtin.run(shell, args);
  const complete = await completed(shell, words);
  if (complete !== words) shell.host.stderr.write(`memsim ${complete.map(shellWord).join(' ')}\n`);
  await shell.run(complete);
}

/** The words with what was missing, asked for on the terminal. */
async function completed(shell: Shell, words: string[]): Promise<string[]> {
  const { host, settings, streams, editor } = shell;
  if (host.env.TERM === 'dumb') return words;
  const argv = commandWords(words);
  const row = rowOf(argv);
  if (row !== undefined) await guardLesson(shell.folder, shell, row, operandsOf(row, argv));
  const { askForMissing } = await import('./ask-missing.ts');
  const { openPrompts } = await import('./prompts.ts');
  const prompts = openPrompts(streams, terminalOf({ host, settings }, host.stdout).color > 0);
  return askForMissing(
    {
      root: await rootSpec(host),
      valuesOf: await shellValues(shell),
      machine: async () => (await shell.machine()).require(settings),
      prompts: {
        select: (...question) => editor.lend(() => prompts.select(...question)),
        input: (...question) => editor.lend(() => prompts.input(...question)),
      },
    },
    words,
  );
}

async function promptText({ host, settings, folder }: Shell): Promise<string> {
  const { bold } = paintFor(terminalOf({ host, settings }, host.stdout));
  const { loadProgress } = await import('../lessons/progress.ts');
  let lesson = '';
  try {
    const { current } = loadProgress(folder);
    if (current !== null) lesson = ` ${current.lesson}`;
  } catch {
    // A damaged file is told of by the commands that need it.
  }
  return `${bold(`memsim${lesson}>`)} `;
}

async function readAndRun(shell: Shell, history: HistoryFile): Promise<void> {
  while (!shell.ended) {
    const line = await shell.editor.read(await promptText(shell));
    if (line === undefined) {
      shell.host.stdout.write('\n');
      return;
    }
    if (line.trim() === '') continue;
    history.add(line);
    try {
      await runLine(shell, line);
    } catch (error) {
      complain(shell.host, error);
    }
  }
}

/** Opens the shell on a terminal and stays until it is left. */
export async function runShell(host: Host, settings: Settings, streams: TerminalStreams): Promise<number> {
  const folder = stateFolder(settings.state, host.env);
  const history = openHistory(folder);
  let opened: OpenMachine | undefined;
  const shell: Shell = {
    host,
    settings,
    folder,
    streams,
    editor: openLineEditor(streams, {
      history: history.lines,
      suggest: (line) => suggest(line),
    }),
    async machine() {
      const { openShellMachine } = await import('./open-machine.ts');
      opened ??= openShellMachine(host, folder);
      return opened;
    },
    run: async (words) => runCommand(host, settings, await shell.machine(), words),
    ended: false,
  };
  const suggest = suggester(shell);
  host.stdout.write(greeting(host, history.isNew));
  await readAndRun(shell, history);
  shell.editor.close();
  return 0;
}
