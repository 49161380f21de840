/** Questions with answers to choose or to type. inquirer is loaded with the first of them. */
import type { TerminalStreams } from '../cli/session/host.ts';
import { interruption } from '../cli/session/interruption.ts';

export interface Choice {
  value: string;
  /** What is shown for it. */
  name: string;
  /** What is shown once it is chosen. */
  short?: string;
  /** Why it cannot be chosen. */
  disabled?: string;
}

export interface InputOptions {
  /** Stands for an empty answer. */
  start: string;
  /** What is wrong with an answer. */
  check(text: string): string | undefined;
}

/** Ctrl-C at a question is thrown as an interruption. */
export interface Prompts {
  select(message: string, choices: Choice[], start?: string): Promise<string>;
  input(message: string, options: InputOptions): Promise<string>;
}

const same = (text: string): string => text;

/** inquirer colours whatever the terminal is: here is how it does not. */
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

/** Rows of a list that are shown at once. */
const PAGE = 10;

/** Asks on a terminal that nobody else reads from meanwhile. */
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
