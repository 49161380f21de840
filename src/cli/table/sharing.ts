/** Commands that export and import machines, and record scripts. */
import type { Family, Row } from './row.ts';

const EXPORT_EXAMPLES = `
Examples:
  memsim export bug.memsim           the machine, for memsim import
  memsim export --script rebuild.sh  the commands that build it
`;

const IMPORT_EXAMPLES = `
A paste is any mix of /proc/iomem, dmesg, 'ndctl list', 'daxctl list',
'cxl list', lsmem, dmidecode, /proc/cmdline and uname, with quote marks,
prompts and log prefixes, or the folder of a sosreport.

Examples:
  memsim import bug.memsim           a machine that memsim export wrote
  memsim import --explain mail.txt   what a reporter pasted, and why it fails
  memsim import iomem dmesg ndctl.json
  memsim import sosreport-host/
  (dmesg; ndctl list -BDRNvvv; cat /proc/iomem) | memsim import
`;

const SYSFS_EXAMPLES = `
Examples:
  memsim sysfs export tree
  lsmem --sysroot tree
  bwrap --dev-bind / / --bind tree/sys /sys ndctl list -RN
  bwrap --dev-bind / / --bind tree/sys /sys --bind tree/dev /dev cxl list
`;

export const SHARING_FAMILIES: readonly Family[] = [
  { word: 'sysfs', group: 'machine', about: 'the files of the machine for other programs' },
];

export const SHARING_ROWS: readonly Row[] = [
  {
    words: 'export',
    group: 'machine',
    about: 'write the machine to a file, or as a shell script',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .argument('[file]', 'default: standard output, unless it is a terminal')
        .option('--script', 'write the shell script that builds the machine')
        .option('--json', 'the result as data'),
    after: EXPORT_EXAMPLES,
    load: async () => (await import('../actions/sharing/export.ts')).exportMachine,
  },
  {
    words: 'import',
    group: 'machine',
    about: 'replace the machine with an exported one, or one built from a paste',
    access: (_operands, options) => ((options as { force?: true }).force ? 'blind' : 'write'),
    makesMachine: true,
    define: (command) =>
      void command
        .argument('[file...]', 'files or folders, or - for standard input (default)')
        .option('--explain', 'also explain the failure that the paste shows')
        .option('--kernel <version>', 'the release, whatever the paste says')
        .option('--json', 'the result as data')
        .option('--force', 'also where the state cannot be read: it is given up'),
    after: IMPORT_EXAMPLES,
    prepare: async () => (await import('../actions/sharing/import.ts')).readImport,
    load: async () => (await import('../actions/sharing/import.ts')).importMachine,
  },
  {
    words: 'sysfs export',
    group: 'machine',
    about: 'write /sys, /proc and /dev as a plain tree',
    access: 'read',
    notOnScratch: true,
    needsSystem: true,
    define: (command) =>
      void command
        .argument('<folder>', 'an empty folder, or a new one')
        .option('--json', 'the result as data'),
    after: SYSFS_EXAMPLES,
    load: async () => (await import('../actions/sharing/sysfs.ts')).sysfsExport,
  },
  {
    words: 'cast',
    group: 'scripts',
    about: 'record a script as an asciicast',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<script>', 'a file of commands as for memsim run, or - for standard input')
        .option('-o, --output <file>', 'the file to write; default: standard output')
        .option('--json', 'as data: the file and its size'),
    prepare: async () => (await import('../actions/cast.ts')).readCastScript,
    load: async () => (await import('../actions/cast.ts')).cast,
  },
];
