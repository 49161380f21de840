/** Commands that a page shows with their output. */
import type { Page } from './pages.ts';

export interface Shown {
  command: string;
  output: string;
  /** Shown as on a terminal: in a block with the language `terminal`. */
  onTerminal: boolean;
}

/** The examples of one section, which run on one machine in their order. */
export interface Example {
  page: string;
  title: string;
  commands: Shown[];
}

interface Block {
  language: string;
  body: string;
}

export const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', body = '']) => ({ language, body }));

/** Languages of blocks whose lines after `$ ` are commands. */
const WITH_COMMANDS = new Set(['', 'console', 'terminal']);

/** Each `$ command`, with the lines below it. */
const commandsOf = ({ language, body }: Block): Shown[] =>
  body
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...output] = part.split('\n');
      return { command, output: output.join('\n'), onTerminal: language === 'terminal' };
    });

/** The examples of a page, by section. */
export const examplesOf = ({ path, text }: Page): Example[] =>
  text
    .split(/^## /m)
    .map((section) => ({
      page: path,
      title: section.slice(0, section.indexOf('\n')),
      commands: blocksOf(section)
        .filter(({ language }) => WITH_COMMANDS.has(language))
        .flatMap(commandsOf),
    }))
    .filter(({ commands }) => commands.length > 0);
