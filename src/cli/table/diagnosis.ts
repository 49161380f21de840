/** Commands that answer questions: what ran, why it failed, what would fail. */
import type { Row } from './row.ts';

const EXPLAIN_EXAMPLES = `
Nothing is changed: commands and ways out are tried on copies of the machine.

Examples:
  memsim explain                                       the last command
  memsim explain namespace0.0
  memsim explain --size 100M --align 1G -r region0 -m devdax
`;

export const DIAGNOSIS_ROWS: readonly Row[] = [
  {
    words: 'explain',
    group: 'machine',
    about: 'why a command failed, or a layout is as it is: the sums, the rule, the ways out',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .argument('[object]', 'a namespace, region, pfn or dax device')
        .option('-s, --size <size>', 'a namespace of this size')
        .option('-a, --align <size>', 'its alignment')
        .option('-r, --region <name>', 'its region')
        .option('-m, --mode <mode>', 'fsdax, devdax, sector or raw')
        .option('-M, --map <where>', 'struct pages in RAM (mem) or on the device (dev)')
        .option('-e, --reconfig <namespace>', 'the namespace to make anew')
        .option('-f, --force', 'although it is in use')
        .option('--json', 'as data'),
    after: EXPLAIN_EXAMPLES,
    load: async () => (await import('../actions/diagnosis/explain.ts')).explain,
  },
  {
    words: 'lint',
    group: 'machine',
    about: 'what a memmap= would come to, before a machine is booted with it',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<cmdline...>', "words of a command line, such as 'memmap=4G!8G'")
        .option('--platform <name|file>', "the hardware; the machine's own unless given")
        .option('--kernel <version>', "the release; the machine's own unless given")
        .option('--json', 'as data'),
    load: async () => (await import('../actions/diagnosis/lint.ts')).lint,
  },
  {
    words: 'trace',
    group: 'machine',
    about: 'what the kernel did in the last command; --trace shows it with any command',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .addArgument(
          command
            .createArgument('<what>', 'the last command that could change the machine')
            .choices(['last']),
        )
        .option('--sysfs', 'only the files that it read and wrote, as shell lines')
        .option('--json', 'as data'),
    load: async () => (await import('../actions/diagnosis/trace.ts')).trace,
  },
];
