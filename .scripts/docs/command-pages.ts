/** The commands of memsim as data for pages: read from the command table through commander. */
import type { Command, Option } from 'commander';
import { buildProgram } from '../../src/cli/dispatch/program.ts';
import type { Group } from '../../src/cli/table/groups.ts';
import type { Row } from '../../src/cli/table/row.ts';
import { familyNamed, firstWord, TABLE } from '../../src/cli/table/table.ts';
import { NDCTL_VERBS } from '../../src/cli/table/verbs.ts';

/** A term with its explanation: an option, an argument. */
export interface Entry {
  term: string;
  text: string;
}

export interface CommandPage {
  /** `boot`, `kernel show` */
  words: string;
  about: string;
  /** `memsim boot [options]` */
  usage: string;
  arguments: Entry[];
  options: Entry[];
  /** Use of the machine, as a sentence without its subject. */
  access: string;
  /** Text and examples of the command's help. */
  after: string;
}

/** Commands with a common first word, or one command alone. */
export interface CommandGroup {
  word: string;
  /** Heading under which the group is listed. */
  group: Group;
  about: string;
  after: string;
  pages: CommandPage[];
}

const ACCESS = {
  none: 'Uses no machine.',
  read: 'Reads the machine.',
  write: 'May change the machine.',
  blind: 'Replaces the machine without reading it.',
} as const;

const optionEntry = (option: Option): Entry => ({ term: option.flags, text: option.description });

/** The program that parses the command line, with every command. */
export function program(root: string): Command {
  const quiet = { write: () => {}, isTerminal: false, columns: 80 };
  const setting = { host: { packageRoot: root }, settings: {}, out: quiet, err: quiet };
  return buildProgram(setting as unknown as Parameters<typeof buildProgram>[0]);
}

function commandOf(all: Command, words: string): Command {
  let found = all;
  for (const word of words.split(' ')) found = found.commands.find((command) => command.name() === word)!;
  return found;
}

function pageOf(all: Command, row: Row): CommandPage {
  const command = commandOf(all, row.words);
  return {
    words: row.words,
    about: row.about,
    usage: `memsim ${row.words} ${command.usage()}`.trimEnd(),
    arguments: command.registeredArguments
      .filter(({ description }) => description !== '')
      .map((argument) => ({ term: argument.name(), text: argument.description })),
    options: command.options.filter(({ hidden }) => !hidden).map(optionEntry),
    access:
      typeof row.access === 'string' ? ACCESS[row.access] : 'Uses the machine as its arguments need it.',
    after: (row.after ?? '').trim(),
  };
}

const VERBS = new Set<string>(NDCTL_VERBS.map(({ verb }) => verb));

/** memsim's own commands in the order of the table; the verbs of ndctl have the tool's own pages. */
export function commandGroups(root: string): CommandGroup[] {
  const all = program(root);
  const groups = new Map<string, CommandGroup>();
  for (const row of TABLE.filter((candidate) => !candidate.hidden && !VERBS.has(candidate.words))) {
    const word = firstWord(row);
    const family = row.words === word ? undefined : familyNamed(word);
    const group = groups.get(word) ?? {
      word,
      group: row.group,
      about: family?.about ?? row.about,
      after: (family?.after ?? '').trim(),
      pages: [],
    };
    group.pages.push(pageOf(all, row));
    groups.set(word, group);
  }
  return [...groups.values()];
}

/** Options that go with every command. */
export const ownOptions = (root: string): Entry[] => program(root).options.map(optionEntry);
