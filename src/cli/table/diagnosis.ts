/** Commands that explain what ran, what failed, and what would fail. */
import { collect, dimmArguments } from './options.ts';
import { passThrough } from './pass-through.ts';
import type { Row } from './row.ts';

const EXPLAIN_EXAMPLES = `
The machine does not change: commands and fixes are tried on copies of it.

Examples:
  memsim explain                                       the last command
  memsim explain namespace0.0
  memsim explain --size 100M --align 1G -r region0 -m devdax
  memsim explain hotplug-dram 0x100200000 1G
  memsim explain cxl create-region -d decoder0.0 -m mem0 mem1 -s 3G
`;

export const DIAGNOSIS_ROWS: readonly Row[] = [
  {
    words: 'explain',
    group: 'diagnosis',
    about: 'explain a failed command, an object or a layout',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .argument('[object]', 'a namespace, region, pfn or dax device, memdev or window of CXL')
        .option('-s, --size <size>', 'size of a namespace to create')
        .option('-a, --align <size>', 'its alignment')
        .option('-r, --region <name>', 'its region')
        .option('-m, --mode <mode>', 'fsdax, devdax, sector or raw')
        .option('-M, --map <where>', 'struct pages in RAM (mem) or on the device (dev)')
        .option('-e, --reconfig <namespace>', 'the namespace to reconfigure')
        .option('-f, --force', 'reconfigure it although it is active')
        .option('--json', 'as data'),
    after: EXPLAIN_EXAMPLES,
    load: async () => (await import('../actions/diagnosis/explain.ts')).explain,
  },
  {
    words: 'explain cxl',
    group: 'diagnosis',
    about: 'explain what a command of cxl would do, or why not',
    access: 'read',
    inLessons: true,
    define: passThrough,
    passThrough: 'with-own-options',
    load: async () => (await import('../actions/diagnosis/explain.ts')).explainCxlCommand,
  },
  {
    words: 'explain hotplug-dram',
    group: 'diagnosis',
    about: 'explain whether RAM can be added at an address, or why not',
    access: 'read',
    inLessons: true,
    define: dimmArguments,
    load: async () => (await import('../actions/diagnosis/explain.ts')).explainHotPlug,
  },
  {
    words: 'lint',
    group: 'diagnosis',
    about: 'check a kernel command line before a boot',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<cmdline...>', "words of a command line, such as 'memmap=4G!8G'")
        .option('--platform <name|file>', "the platform; default: the machine's own")
        .option('--kernel <version>', "the release; default: the machine's own")
        .option('--config <NAME=y|n>', 'a build option (repeatable)', collect)
        .option('--json', 'as data'),
    load: async () => (await import('../actions/diagnosis/lint.ts')).lint,
  },
  {
    words: 'trace',
    group: 'diagnosis',
    about: 'show what the kernel did in the last command',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void command
        .addArgument(
          command
            .createArgument('<what>', 'the last command that may have changed the machine')
            .choices(['last']),
        )
        .option('--sysfs', 'the files that were read and written, as shell lines')
        .option('--json', 'as data'),
    load: async () => (await import('../actions/diagnosis/trace.ts')).trace,
  },
];
