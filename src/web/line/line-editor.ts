/** The line editor of the page, with the keys of node:readline. */
import { interruption } from '../../cli/session/interruption.ts';
import type { LineEditor, LineEditorOptions } from '../../shell/console.ts';
import { EDITS, EMPTY, inserted, type Line, textOf } from './edit.ts';
import { openHistory } from './history.ts';
import { type Key, keysIn } from './keys.ts';
import { openLineScreen, type Tty } from './screen.ts';

export interface PageEditor extends LineEditor {
  /** Reads an answer, which is not kept in the history; Ctrl-C and Ctrl-D throw an interruption. */
  ask(prompt: string): Promise<string>;
  /** Takes data of the keyboard, now or when the next line is read. */
  type(data: string): void;
  /** Draws the line again after the terminal changed its width. */
  redraw(): void;
}

/** A read that waits for its line. */
interface Read {
  prompt: string;
  isAnswer: boolean;
  give(line: string | undefined): void;
  fail(error: Error): void;
}

/** Calls of the editor to the page around it. */
export interface EditorEvents {
  /** Ctrl-C came while no line is read. */
  interrupt(): void;
  /** A prompt was drawn, or its line has ended. */
  reading(isReading: boolean): void;
}

/** The longest text that all of `texts` begin with. */
function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

/** Opens the editor; keys that come before a line is read are kept for it. */
export function openPageEditor(
  tty: Tty,
  { lines, suggest }: LineEditorOptions,
  events: EditorEvents,
): PageEditor {
  const history = openHistory(lines);
  const screen = openLineScreen(tty);
  let line = EMPTY;
  let read: Read | undefined;
  /** Keys typed before a line is read. */
  let early: Key[] = [];
  let isBusy = false;
  let tabs = 0;

  function show(next: Line): void {
    line = next;
    if (read !== undefined) screen.draw(read.prompt, line);
  }

  /** Ends the read under way. */
  function end(): Read | undefined {
    const ended = read;
    if (ended !== undefined) screen.leave(ended.prompt, line);
    read = undefined;
    line = EMPTY;
    history.leave();
    events.reading(false);
    return ended;
  }

  function enter(): void {
    const text = textOf(line);
    const ended = end();
    if (text.trim() !== '' && ended?.isAnswer === false) history.add(text);
    ended?.give(text);
  }

  function stop(): void {
    early = [];
    if (read?.isAnswer) end()?.fail(interruption());
    else if (read !== undefined) {
      const { prompt } = read;
      screen.leave(prompt, { before: `${textOf(line)}^C`, after: '' });
      show(EMPTY);
    }
  }

  async function complete(): Promise<void> {
    const { typed, hits, list } = await suggest(line.before);
    const rest = commonStart(hits).slice(typed.length);
    if (hits.length > 0 && rest !== '' && commonStart(hits).startsWith(typed)) show(inserted(line, rest));
    else if (hits.length > 1 && tabs > 1 && read !== undefined) {
      screen.leave(read.prompt, line);
      tty.write(list);
      show(line);
    }
  }

  function press(key: Key): void | Promise<void> {
    tabs = 'name' in key && key.name === 'tab' ? tabs + 1 : 0;
    if ('text' in key) return show(inserted(line, key.text));
    const edit = EDITS[key.name];
    if (edit !== undefined) return show(edit(line));
    switch (key.name) {
      case 'enter':
        return enter();
      case 'interrupt':
        return stop();
      case 'end-of-input':
        if (textOf(line) !== '') return show(EDITS.delete!(line));
        return read?.isAnswer ? end()?.fail(interruption()) : end()?.give(undefined);
      case 'tab':
        return read?.isAnswer ? undefined : complete();
      case 'clear':
        tty.write('\u001b[2J\u001b[H');
        return show(line);
      case 'up':
      case 'down':
        return show(history.go(key.name === 'up' ? -1 : 1, line) ?? line);
    }
  }

  /** Handles queued keys, one after the other, while a line is read. */
  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      while (read !== undefined && early.length > 0) {
        const pressed = press(early.shift()!);
        // Only a completion takes time: other keys act at once.
        if (pressed !== undefined) await pressed;
      }
    } finally {
      isBusy = false;
    }
  }

  const begin = (prompt: string, isAnswer: boolean): Promise<string | undefined> =>
    new Promise((give, fail) => {
      read = { prompt, isAnswer, give, fail };
      show(EMPTY);
      events.reading(true);
      void work();
    });

  return {
    read: (prompt) => begin(prompt, false),
    ask: async (prompt) => (await begin(prompt, true)) ?? '',
    lend: (act) => act(),
    close: () => void end(),
    redraw: () => show(line),
    type(data) {
      const keys = keysIn(data);
      if (read === undefined && keys.some((key) => 'name' in key && key.name === 'interrupt')) {
        early = [];
        events.interrupt();
        return;
      }
      early.push(...keys);
      void work();
    },
  };
}
