/** The line editor of the shell: node:readline with described completions. */
import { createInterface, type Interface } from 'node:readline';
import type { TerminalStreams } from '../cli/session/host.ts';
import type { LineEditor, LineEditorOptions } from './console.ts';
import { MAX_LINES } from './typed-lines.ts';

/** An editor on a terminal. */
interface Editor extends TerminalStreams {
  readonly suggest: LineEditorOptions['suggest'];
  /** Lines typed before; newest first, the order of node:readline. */
  known: string[];
  /** Pasted lines, queued for the next reads. */
  early: string[];
  /** Takes the line that is asked for; undefined at the end of the input. */
  waiting: ((line: string | undefined) => void) | undefined;
  prompt: string;
  /** Undefined before the first read, and while the terminal is lent. */
  open: Interface | undefined;
  hasEnded: boolean;
  /** Number of Tab keys in a row; two print the list. */
  tabs: number;
  readonly onKey: (text: string | undefined, key: { name?: string } | undefined) => void;
}

function answer(editor: Editor, line: string | undefined): void {
  const give = editor.waiting;
  editor.waiting = undefined;
  give?.(line);
}

/** Drops the line and pasted lines after Ctrl-C. */
function interrupt(editor: Editor): void {
  const isEmpty = editor.open?.line === '';
  editor.output.write(isEmpty ? '^C  (Ctrl-D leaves)\n' : '^C\n');
  editor.early = [];
  shut(editor);
  open(editor).prompt();
}

type Completed = [hits: string[], typed: string];

/** Completions for node:readline to insert or list; a list with descriptions is printed here. */
async function completed(editor: Editor, line: string): Promise<Completed> {
  const { typed, hits, list } = await editor.suggest(line);
  if (hits.length < 2 || editor.tabs < 2) return [hits, typed];
  editor.output.write(`\n${list}`);
  editor.open?.prompt(true);
  return [[], typed];
}

function open(editor: Editor): Interface {
  const { input, output } = editor;
  input.prependListener('keypress', editor.onKey);
  const opened = createInterface({
    input,
    output,
    terminal: true,
    history: editor.known,
    historySize: MAX_LINES,
    removeHistoryDuplicates: true,
    completer: (line: string, done: (error: Error | null, result?: Completed) => void) => {
      completed(editor, line).then(
        (result) => done(null, result),
        () => done(null, [[], line]),
      );
    },
  });
  opened.setPrompt(editor.prompt);
  opened.on('line', (line) => {
    if (editor.waiting === undefined) editor.early.push(line);
    else answer(editor, line);
  });
  opened.on('SIGINT', () => interrupt(editor));
  // node leaves the input paused after Ctrl-Z and fg: raw mode and a prompt resume it.
  opened.on('SIGCONT', () => {
    input.setRawMode(true);
    editor.open?.prompt(true);
  });
  opened.on('history', (lines: string[]) => {
    editor.known = [...lines];
  });
  opened.on('close', () => {
    if (editor.open !== opened) return;
    editor.hasEnded = true;
    answer(editor, undefined);
  });
  editor.open = opened;
  return opened;
}

function shut(editor: Editor): void {
  editor.input.off('keypress', editor.onKey);
  const old = editor.open;
  editor.open = undefined;
  old?.close();
}

/** Reads a line with a prompt: a queued one, or one that is typed. */
async function read(editor: Editor, prompt: string): Promise<string | undefined> {
  editor.prompt = prompt;
  if (editor.hasEnded) return undefined;
  const opened = editor.open ?? open(editor);
  const line = editor.early.shift();
  if (line !== undefined) {
    editor.output.write(`${prompt}${line}\n`);
    return line;
  }
  return new Promise((resolve) => {
    editor.waiting = (given) => {
      // Without raw mode Ctrl-C sends the SIGINT that interrupts a command.
      if (given !== undefined) {
        editor.open?.pause();
        editor.input.setRawMode(false);
      }
      resolve(given);
    };
    editor.input.setRawMode(true);
    opened.setPrompt(prompt);
    opened.prompt();
  });
}

/** Opens the editor; it reads from the terminal only while a line is asked for. */
export function openLineEditor(
  { input, output }: TerminalStreams,
  { lines, suggest }: LineEditorOptions,
): LineEditor {
  const editor: Editor = {
    input,
    output,
    suggest,
    known: [...lines].reverse(),
    early: [],
    waiting: undefined,
    prompt: '',
    open: undefined,
    hasEnded: false,
    tabs: 0,
    onKey: (_text, key) => {
      editor.tabs = key?.name === 'tab' ? editor.tabs + 1 : 0;
    },
  };
  return {
    read: (prompt) => read(editor, prompt),
    async lend(act) {
      shut(editor);
      return act();
    },
    close: () => shut(editor),
  };
}
