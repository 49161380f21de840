/** The line editor of the shell: node:readline with described completions. */
import { createInterface, type Interface } from 'node:readline';
import type { TerminalStreams } from '../cli/session/host.ts';
import type { LineEditor, LineEditorOptions } from './console.ts';
import { MAX_LINES } from './typed-lines.ts';

/** Opens the editor; it reads from the terminal only while a line is asked for. */
export function openLineEditor(
  { input, output }: TerminalStreams,
  { lines, suggest }: LineEditorOptions,
): LineEditor {
  /** Newest first, the order of node:readline. */
  let known = [...lines].reverse();
  /** Pasted lines, queued for the next reads. */
  const early: string[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  let prompt = '';
  let editor: Interface | undefined;
  let ended = false;
  /** Number of Tab keys in a row; two print the list. */
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

  /** Drops the line and pasted lines after Ctrl-C. */
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
      historySize: MAX_LINES,
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
    // node leaves the input paused after Ctrl-Z and fg: raw mode and a prompt resume it.
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
          // Without raw mode Ctrl-C sends the SIGINT that interrupts a command.
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
