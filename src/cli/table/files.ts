/** Commands on files and bytes of the machine. */
import { jsonOption } from './options.ts';
import type { Row } from './row.ts';

const POKE_EXAMPLES = `
Examples:
  memsim poke pmem0 0x1000 'de ad be ef'
  memsim poke pmem0 4K --text hello
  memsim poke pmem0 0 --zero 8K
  memsim peek pmem0 4K 64
`;

export const FILE_ROWS: readonly Row[] = [
  {
    words: 'cat',
    group: 'files',
    about: 'print files of /sys and /proc',
    access: 'read',
    inLessons: true,
    define: (command) => void jsonOption(command.argument('<path...>', 'with *, ? and [..] as in a shell')),
    load: async () => (await import('../actions/files.ts')).cat,
  },
  {
    words: 'ls',
    group: 'files',
    about: 'list folders of /sys, /proc and /dev',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void jsonOption(
        command
          .argument('[path...]', 'with *, ? and [..] as in a shell')
          .option('-l, --long', 'with modes and targets of links'),
      ),
    load: async () => (await import('../actions/files.ts')).ls,
  },
  {
    words: 'find',
    group: 'files',
    about: 'list all files below folders',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void jsonOption(command)
        .argument('[path...]')
        .option('--name <pattern>', 'names that match, with * and ?')
        .addOption(
          command
            .createOption('--type <letter>', 'files (f), folders (d), links (l) or devices (c)')
            .choices(['f', 'd', 'l', 'c']),
        ),
    load: async () => (await import('../actions/files.ts')).find,
  },
  {
    words: 'readlink',
    group: 'files',
    about: 'print the targets of links of /sys',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void jsonOption(
        command
          .argument('<path...>', 'with *, ? and [..] as in a shell')
          .option('-f, --canonicalize', 'the path with all links resolved'),
      ),
    load: async () => (await import('../actions/files.ts')).readlink,
  },
  {
    words: 'write',
    group: 'files',
    about: 'write a value to a file of /sys, as echo does',
    access: 'write',
    logged: true,
    define: (command) => void jsonOption(command.argument('<path>').argument('<value>')),
    load: async () => (await import('../actions/files.ts')).write,
  },
  {
    words: 'peek',
    group: 'files',
    about: 'print bytes of a block device',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<device>', 'pmem0 or /dev/pmem0')
        .argument('<offset>', 'bytes: 4096, 0x1000 or 4K')
        .argument('[length]', 'bytes', '512')
        .option('--raw', 'the bytes instead of a dump')
        .option('--json', 'as data: the bytes in hex'),
    load: async () => (await import('../actions/bytes.ts')).peek,
  },
  {
    words: 'poke',
    group: 'files',
    about: 'write bytes to a block device',
    access: 'write',
    logged: true,
    define: (command) =>
      void command
        .argument('<device>', 'pmem0 or /dev/pmem0')
        .argument('<offset>', 'bytes: 4096, 0x1000 or 4K')
        .argument('[hex...]', 'bytes in hex')
        .option('--json', 'the result as data')
        .option('--text <text>', 'write this text')
        .option('--file <file>', 'write the contents of a file, - for standard input')
        .option('--zero <length>', 'write this number of zero bytes'),
    after: POKE_EXAMPLES,
    prepare: async () => (await import('../actions/bytes.ts')).readPokeFile,
    load: async () => (await import('../actions/bytes.ts')).poke,
  },
];
