/** The shell and what belongs to it: snapshots of the machine by name, and completion for other shells. */
import { jsonOption } from './options.ts';
import type { Row } from './row.ts';

const COMPLETION_EXAMPLES = `
Examples:
  source <(memsim completion bash)    in ~/.bashrc
  source <(memsim completion zsh)     in ~/.zshrc, after compinit
  memsim completion fish > ~/.config/fish/completions/memsim.fish
`;

const WEB_EXAMPLES = `
The page needs neither network nor server, and changes nothing outside of
itself. Its address keeps the machine: a copied link opens it elsewhere.

Examples:
  memsim web
  memsim web -o public/index.html
`;

export const SHELL_ROWS: readonly Row[] = [
  {
    words: 'shell',
    group: 'shell',
    about: 'open the shell, as memsim alone does',
    access: 'none',
    inLessons: true,
    notOnScratch: true,
    load: async () => (await import('../actions/shell.ts')).openShell,
  },
  {
    words: 'web',
    group: 'shell',
    about: 'write the shell with its views as a web page, one file',
    access: 'none',
    inLessons: true,
    notOnScratch: true,
    needsSystem: true,
    define: (command) =>
      void jsonOption(
        command.option(
          '-o, --output <file>',
          'the file to write, - for standard output; default: memsim.html',
        ),
      ),
    after: WEB_EXAMPLES,
    load: async () => (await import('../actions/web.ts')).writePage,
  },
  {
    words: 'snapshot',
    group: 'machine',
    about: 'save the machine under a name, or list the names',
    access: (operands) => (operands.length > 0 ? 'write' : 'read'),
    inLessons: true,
    define: (command) => void jsonOption(command.argument('[name]')),
    load: async () => (await import('../actions/saved/snapshots.ts')).snapshot,
  },
  {
    words: 'restore',
    group: 'machine',
    about: 'replace the machine with a snapshot',
    access: 'write',
    inLessons: true,
    define: (command) => void jsonOption(command.argument('<snapshot>')),
    load: async () => (await import('../actions/saved/snapshots.ts')).restore,
  },
  {
    words: 'undo',
    group: 'machine',
    about: 'take back what the last command changed',
    access: 'write',
    inLessons: true,
    notOnScratch: true,
    define: jsonOption,
    load: async () => (await import('../actions/saved/operations.ts')).undo,
  },
  {
    words: 'redo',
    group: 'machine',
    about: 'do again what was taken back',
    access: 'write',
    inLessons: true,
    notOnScratch: true,
    define: jsonOption,
    load: async () => (await import('../actions/saved/operations.ts')).redo,
  },
  {
    words: 'history',
    group: 'machine',
    about: 'the commands that undo and redo reach; > is the last, - is undone',
    access: 'read',
    inLessons: true,
    define: jsonOption,
    load: async () => (await import('../actions/saved/operations.ts')).history,
  },
  {
    words: 'completion',
    group: 'shell',
    about: 'print the completion script of bash, zsh or fish',
    access: 'none',
    inLessons: true,
    define: (command) => void jsonOption(command.argument('<shell>', 'bash, zsh or fish')),
    after: COMPLETION_EXAMPLES,
    load: async () => (await import('../actions/complete.ts')).printScript,
  },
  {
    words: 'complete',
    group: 'shell',
    about: 'print completions of a command line: value, tab, description',
    hidden: true,
    access: 'none',
    inLessons: true,
    define: (command) =>
      void command.argument('[words...]').allowUnknownOption().passThroughOptions().helpOption(false),
    load: async () => (await import('../actions/complete.ts')).printCandidates,
  },
];
