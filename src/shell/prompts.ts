/** Prompts on the terminal. The first one loads inquirer. */
import type { TerminalStreams } from '../cli/session/host.ts';
import { interruption } from '../cli/session/interruption.ts';
import type { Prompts } from './console.ts';

const same = (text: string): string => text;

/** Theme without colours; inquirer does not check the terminal. */
const PLAIN = {
  prefix: { idle: '?', done: '*' },
  icon: { cursor: '>' },
  style: {
    answer: same,
    message: same,
    error: (text: string) => `> ${text}`,
    defaultAnswer: (text: string) => `(${text})`,
    help: same,
    highlight: same,
    key: (text: string) => `<${text}>`,
    description: same,
    disabled: (text: string) => `  ${text}`,
    keysHelpTip: (keys: [string, string][]) => keys.map((pair) => pair.join(' ')).join(', '),
  },
};

/** Visible rows of a list. */
const PAGE = 10;

/** Prompts on a terminal, which no other code may read from meanwhile. */
export function openPrompts(streams: TerminalStreams, colored: boolean): Prompts {
  const theme = colored ? {} : { theme: PLAIN };

  async function ask(question: Record<string, unknown>): Promise<string> {
    const { default: inquirer } = await import('inquirer');
    const prompt = inquirer.createPromptModule(streams);
    try {
      const answers = await prompt([{ name: 'answer', ...theme, ...question } as never]);
      return String((answers as { answer: unknown }).answer);
    } catch (error) {
      if (error instanceof Error && error.name === 'ExitPromptError') throw interruption();
      throw error;
    }
  }

  return {
    select: (message, choices, start) =>
      ask({
        type: 'select',
        message,
        choices,
        loop: false,
        pageSize: PAGE,
        ...(start && { default: start }),
      }),
    input: (message, { start, check }) =>
      ask({
        type: 'input',
        message,
        default: start,
        validate: (text: string) => check(text.trim()) ?? true,
      }),
  };
}
