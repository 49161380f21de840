/** The shell and what belongs to it: snapshots of the machine by name, and completion for other shells. */
import type { Row } from './row.ts';

const COMPLETION_EXAMPLES = `
Examples:
  source <(memsim completion bash)    in ~/.bashrc
  source <(memsim completion zsh)     in ~/.zshrc, after compinit
  memsim completion fish > ~/.config/fish/completions/memsim.fish
`;

export const SHELL_ROWS: readonly Row[] = [
  {
    words: 'shell',
    group: 'machine',
    about: 'one command after the other on a machine that stays open; memsim alone does the same',
    access: 'none',
    inLessons: true,
    notOnScratch: true,
    load: async () => (await import('../actions/shell.ts')).openShell,
  },
  {
    words: 'snapshot',
    group: 'shell',
    about: 'keep the machine as it is under a name; without a name, list them',
    access: 'read',
    inLessons: true,
    define: (command) => void command.argument('[name]'),
    load: async () => (await import('../actions/snapshots.ts')).snapshot,
  },
  {
    words: 'restore',
    group: 'shell',
    about: 'bring a snapshot back as the machine',
    access: 'write',
    inLessons: true,
    define: (command) => void command.argument('<snapshot>'),
    load: async () => (await import('../actions/snapshots.ts')).restore,
  },
  {
    words: 'completion',
    group: 'machine',
    about: 'print the script that makes bash, zsh or fish complete memsim',
    access: 'none',
    inLessons: true,
    define: (command) => void command.argument('<shell>', 'bash, zsh or fish'),
    after: COMPLETION_EXAMPLES,
    load: async () => (await import('../actions/complete.ts')).printScript,
  },
  {
    words: 'complete',
    group: 'machine',
    about: 'what could stand at the end of a command line: value, tab, description',
    hidden: true,
    access: 'none',
    inLessons: true,
    define: (command) =>
      void command.argument('[words...]').allowUnknownOption().passThroughOptions().helpOption(false),
    load: async () => (await import('../actions/complete.ts')).printCandidates,
  },
];
