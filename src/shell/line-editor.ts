/** The line editor of the shell: node's own, with completion that says what each candidate is. */
import { createInterface, type Interface } from 'node:readline';
import type { TerminalStreams } from '../cli/session/host.ts';
import { HISTORY_LIMIT } from './history-file.ts';

/** What could stand for the end of a line. */
export interface Suggestion {
  /** The end that is to be replaced. */
  typed: string;
  /** What each candidate puts in its place. */
  hits: string[];
  /** Prints the candidates in a readable way. */
  list: string;
}

export interface LineEditorOptions {
  /** Oldest first. */
  history: readonly string[];
  suggest(line: string): Promise<Suggestion>;
}

export interface LineEditor {
  /** The next line that is typed; undefined when there will be no more (Ctrl-D). */
  read(prompt: string): Promise<string | undefined>;
  /** Gives the terminal to someone who edits lines in another way. */
  lend<T>(act: () => Promise<T>): Promise<T>;
  close(): void;
}

export function openLineEditor(
  { input, output }: TerminalStreams,
  { history, suggest }: LineEditorOptions,
): LineEditor {
  /** Newest first, as node has it. */
  let known = [...history].reverse();
  /** Lines that came before they were asked for: they were pasted. */
  const early: string[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  let prompt = '';
  let editor: Interface | undefined;
  let ended = false;
  /** The key before this one was a Tab: the candidates are wanted. */
  let tabs = 0;

  const onKey = (_text: string | undefined, key: { name?: string } | undefined): void => {
    tabs = key?.name === 'tab' ? tabs + 1 : 0;
  };

  function answer(line: string | undefined): void {
    const give = waiting;
    waiting = undefined;
    give?.(line);
  }

  function onLine(line: string): void {
    if (waiting === undefined) early.push(line);
    else answer(line);
  }

  /** Ctrl-C drops the line and everything that was pasted behind it. */
  function onInterrupt(): void {
    const empty = editor?.line === '';
    output.write(empty ? '^C  (Ctrl-D leaves)\n' : '^C\n');
    early.length = 0;
    shut();
    open();
    editor?.prompt();
  }

  async function completer(line: string): Promise<[string[], string]> {
    const { typed, hits, list } = await suggest(line);
    if (hits.length < 2 || tabs < 2) return [hits, typed];
    output.write(`\n${list}`);
    editor?.prompt(true);
    return [[], typed];
  }

  function open(): void {
    input.prependListener('keypress', onKey);
    editor = createInterface({
      input,
      output,
      terminal: true,
      history: known,
      historySize: HISTORY_LIMIT,
      removeHistoryDuplicates: true,
      completer: (line: string, done: (error: Error | null, result?: [string[], string]) => void) => {
        completer(line).then(
          (result) => done(null, result),
          () => done(null, [[], line]),
        );
      },
    });
    editor.setPrompt(prompt);
    editor.on('line', onLine);
    editor.on('SIGINT', onInterrupt);
    // Node leaves the input paused after Ctrl-Z and fg; a prompt reads on, once keys come as they are typed.
    editor.on('SIGCONT', () => {
      input.setRawMode(true);
      editor?.prompt(true);
    });
    editor.on('history', (lines: string[]) => {
      known = [...lines];
    });
    const opened = editor;
    opened.on('close', () => {
      if (editor !== opened) return;
      ended = true;
      answer(undefined);
    });
  }

  function shut(): void {
    input.off('keypress', onKey);
    const old = editor;
    editor = undefined;
    old?.close();
  }

  return {
    read(text) {
      prompt = text;
      if (ended) return Promise.resolve(undefined);
      if (editor === undefined) open();
      const line = early.shift();
      if (line !== undefined) {
        output.write(`${text}${line}\n`);
        return Promise.resolve(line);
      }
      return new Promise((resolve) => {
        waiting = (given) => {
          // A command is interrupted by a signal, which needs the terminal to make one of Ctrl-C.
          if (given !== undefined) {
            editor?.pause();
            input.setRawMode(false);
          }
          resolve(given);
        };
        input.setRawMode(true);
        editor?.setPrompt(text);
        editor?.prompt();
      });
    },
    async lend(act) {
      shut();
      return act();
    },
    close: shut,
  };
}
