/** Commands that hand a machine, or what was done on it, to somebody else. */
import type { Row } from './row.ts';

const EXPORT_EXAMPLES = `
Examples:
  memsim export bug.memsim           the machine, for 'memsim import' elsewhere
  memsim export --script rebuild.sh  the commands that build it again
`;

export const SHARING_ROWS: readonly Row[] = [
  {
    words: 'export',
    group: 'machine',
    about: 'write the machine to one file: platform, kernel, history of commands, state',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .argument('[file]', 'standard output unless given')
        .option('--script', 'the shell script that builds the machine again instead'),
    after: EXPORT_EXAMPLES,
    load: async () => (await import('../actions/share.ts')).exportMachine,
  },
  {
    words: 'import',
    group: 'machine',
    about: 'open a machine that was exported, in place of the one that there is',
    access: 'blind',
    makesMachine: true,
    define: (command) => void command.argument('<file>', 'the file, or - for standard input'),
    load: async () => (await import('../actions/share.ts')).importMachine,
  },
  {
    words: 'cast',
    group: 'machine',
    about: 'record a script, run on a machine of its own, as an asciicast',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<script>', 'a file of commands as for memsim run, or - for standard input')
        .option('-o, --output <file>', 'where to write it; standard output unless given'),
    prepare: async () => (await import('../actions/cast.ts')).readCastScript,
    load: async () => (await import('../actions/cast.ts')).cast,
  },
];
