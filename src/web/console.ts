/** The console of the shell in the page: xterm with the page's line editor. */
import type { Output } from '../cli/session/host.ts';
import { visible } from '../lib/controls.ts';
import type { LineEditorOptions, ShellConsole } from '../shell/console.ts';
import type { Shell } from '../shell/shell.ts';
import { type PageHost, pageHost } from './host.ts';
import { openPageEditor, type PageEditor } from './line/line-editor.ts';
import { openPagePrompts } from './line/prompts.ts';
import { openPageTerminal } from './terminal.ts';
import { type ThemeChoice, themeSwitch } from './theme.ts';

const CLEAR_LINE = '\u0015';

export interface PageConsole extends ShellConsole {
  host: PageHost;
  /** Types a line at the prompt and runs it. */
  type(line: string): void;
  /** Sends data of a key. */
  press(data: string): void;
  /** Prints a line above the prompt. */
  say(line: string): void;
  focus(): void;
  setTheme(choice: ThemeChoice): void;
  /** The line that was read last. */
  lastLine(): string | undefined;
}

/**
 * Opens the terminal in `parent`.
 *
 * @param beforePrompt called when a command has ended
 */
export function openPageConsole(parent: HTMLElement, beforePrompt: (shell: Shell) => void): PageConsole {
  let editor: PageEditor | undefined;
  /** Data that came before there was an editor. */
  let early = '';
  let last: string | undefined;
  const terminal = openPageTerminal(parent, () => editor?.redraw());
  const output: Output = {
    // Bytes are not escaped before: they could be control sequences.
    write: (data) => terminal.write(typeof data === 'string' ? data : visible(Buffer.from(data).toString())),
    isTerminal: true,
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
  };
  const host = pageHost(output);
  const tty = {
    write: (text: string): void => terminal.write(text),
    get columns() {
      return terminal.cols;
    },
  };
  terminal.onData((data) => {
    if (editor === undefined) early += data;
    else editor.type(data);
  });
  const setTheme = themeSwitch((theme) => {
    terminal.options.theme = theme;
  });

  let turn = 0;
  /** Marks the terminal as busy until the output of a command and the next prompt are painted. */
  function markBusy(isReading: boolean): void {
    const mine = ++turn;
    if (!isReading) parent.ariaBusy = 'true';
    else
      terminal.write('', () =>
        requestAnimationFrame(() => {
          if (turn === mine) parent.ariaBusy = 'false';
        }),
      );
  }

  /** An editor whose last line is kept. */
  function openEditor(options: LineEditorOptions): PageEditor {
    const opened = openPageEditor(tty, options, { interrupt: host.interrupt, reading: markBusy });
    editor = opened;
    opened.type(early);
    early = '';
    return {
      ...opened,
      async read(prompt) {
        const line = await opened.read(prompt);
        last = line;
        return line;
      },
    };
  }

  return {
    host,
    openEditor,
    openPrompts: async () => openPagePrompts(editor!, (text) => host.stdout.write(text)),
    beforePrompt,
    type: (line) => terminal.input(`${CLEAR_LINE}${line}\r`),
    press: (data) => terminal.input(data),
    say: (line) => host.stderr.write(`memsim: ${line}\n`),
    focus: () => terminal.focus(),
    setTheme,
    lastLine: () => last,
  };
}
