/** The console of a process: node:readline for lines, inquirer for prompts. */
import type { TerminalStreams } from '../cli/session/host.ts';
import type { ShellConsole } from './console.ts';
import { openLineEditor } from './line-editor.ts';

/** The console on the terminal of the process. */
export const nodeConsole = (streams: TerminalStreams): ShellConsole => ({
  openEditor: (options) => openLineEditor(streams, options),
  async openPrompts(colored, editor) {
    const { openPrompts } = await import('./prompts.ts');
    const prompts = openPrompts(streams, colored);
    return {
      select: (...question) => editor.lend(() => prompts.select(...question)),
      input: (...question) => editor.lend(() => prompts.input(...question)),
    };
  },
});
