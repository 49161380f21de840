/** The line editor of the page, with the keys of node:readline. */
import { interruption } from '../../cli/session/interruption.ts';
import type { LineEditor, LineEditorOptions } from '../../shell/console.ts';
import { EDITS, EMPTY, inserted, type Line, textOf } from './edit.ts';
import { type History, openHistory } from './history.ts';
import { type Key, keysIn } from './keys.ts';
import { type LineScreen, openLineScreen, type Tty } from './screen.ts';

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

/** An editor on the terminal of the page. */
interface Editor {
  readonly tty: Tty;
  readonly events: EditorEvents;
  readonly suggest: LineEditorOptions['suggest'];
  readonly history: History;
  readonly screen: LineScreen;
  line: Line;
  /** The read under way. */
  read: Read | undefined;
  /** Keys typed before a line is read. */
  early: Key[];
  /** Keys are being handled. */
  isBusy: boolean;
  /** Number of Tab keys in a row; two print the list. */
  tabs: number;
}

function show(editor: Editor, next: Line): void {
  editor.line = next;
  if (editor.read !== undefined) editor.screen.draw(editor.read.prompt, next);
}

/** Ends the read under way. */
function end(editor: Editor): Read | undefined {
  const ended = editor.read;
  if (ended !== undefined) editor.screen.leave(ended.prompt, editor.line);
  editor.read = undefined;
  editor.line = EMPTY;
  editor.history.leave();
  editor.events.reading(false);
  return ended;
}

function enter(editor: Editor): void {
  const text = textOf(editor.line);
  const ended = end(editor);
  if (text.trim() !== '' && ended?.isAnswer === false) editor.history.add(text);
  ended?.give(text);
}

/** Drops the line and what was typed after it; an answer is interrupted. */
function stop(editor: Editor): void {
  const { read, line, screen } = editor;
  editor.early = [];
  if (read?.isAnswer) end(editor)?.fail(interruption());
  else if (read !== undefined) {
    screen.leave(read.prompt, { before: `${textOf(line)}^C`, after: '' });
    show(editor, EMPTY);
  }
}

/** Ctrl-D: the end of the input at an empty line, else as Delete. */
function endOfInput(editor: Editor): void {
  if (textOf(editor.line) !== '') show(editor, EDITS.delete!(editor.line));
  else if (editor.read?.isAnswer) end(editor)?.fail(interruption());
  else end(editor)?.give(undefined);
}

async function complete(editor: Editor): Promise<void> {
  const { typed, hits, list } = await editor.suggest(editor.line.before);
  const { line, read, screen, tty, tabs } = editor;
  const common = commonStart(hits);
  const rest = common.slice(typed.length);
  if (rest !== '' && common.startsWith(typed)) show(editor, inserted(line, rest));
  else if (hits.length > 1 && tabs > 1 && read !== undefined) {
    screen.leave(read.prompt, line);
    tty.write(list);
    show(editor, line);
  }
}

function press(editor: Editor, key: Key): void | Promise<void> {
  const { line, history } = editor;
  editor.tabs = 'name' in key && key.name === 'tab' ? editor.tabs + 1 : 0;
  if ('text' in key) return show(editor, inserted(line, key.text));
  const edit = EDITS[key.name];
  if (edit !== undefined) return show(editor, edit(line));
  switch (key.name) {
    case 'enter':
      return enter(editor);
    case 'interrupt':
      return stop(editor);
    case 'end-of-input':
      return endOfInput(editor);
    case 'tab':
      return editor.read?.isAnswer ? undefined : complete(editor);
    case 'clear':
      editor.tty.write('\u001b[2J\u001b[H');
      return show(editor, line);
    case 'up':
    case 'down':
      return show(editor, history.go(key.name === 'up' ? -1 : 1, line) ?? line);
  }
}

/** Handles queued keys, one after the other, while a line is read. */
async function work(editor: Editor): Promise<void> {
  if (editor.isBusy) return;
  editor.isBusy = true;
  try {
    while (editor.read !== undefined && editor.early.length > 0) {
      const pressed = press(editor, editor.early.shift()!);
      // Only a completion takes time: other keys act at once.
      if (pressed !== undefined) await pressed;
    }
  } finally {
    editor.isBusy = false;
  }
}

const begin = (editor: Editor, prompt: string, isAnswer: boolean): Promise<string | undefined> =>
  new Promise((give, fail) => {
    editor.read = { prompt, isAnswer, give, fail };
    show(editor, EMPTY);
    editor.events.reading(true);
    void work(editor);
  });

/** Takes keys of the keyboard; Ctrl-C interrupts a command that is under way. */
function type(editor: Editor, keys: readonly Key[]): void {
  if (editor.read === undefined && keys.some((key) => 'name' in key && key.name === 'interrupt')) {
    editor.early = [];
    editor.events.interrupt();
    return;
  }
  editor.early.push(...keys);
  void work(editor);
}

/** Opens the editor; keys that come before a line is read are kept for it. */
export function openPageEditor(
  tty: Tty,
  { lines, suggest }: LineEditorOptions,
  events: EditorEvents,
): PageEditor {
  const editor: Editor = {
    tty,
    events,
    suggest,
    history: openHistory(lines),
    screen: openLineScreen(tty),
    line: EMPTY,
    read: undefined,
    early: [],
    isBusy: false,
    tabs: 0,
  };
  return {
    read: (prompt) => begin(editor, prompt, false),
    ask: async (prompt) => (await begin(editor, prompt, true)) ?? '',
    lend: (act) => act(),
    close: () => void end(editor),
    redraw: () => show(editor, editor.line),
    type: (data) => type(editor, keysIn(data)),
  };
}
