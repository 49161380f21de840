/** Commands that run a script on several kernels. */
import { collectWords, trialOptions } from './options.ts';
import type { Row } from './row.ts';

const COMPARE_EXAMPLES = `
The script runs on a copy of your machine for each kernel: its platform, command
line and media, unless --platform names new hardware. Your machine does not
change. Exits with 0 when all kernels answer alike, with 1 otherwise. All uuids
count as equal.

Examples:
  memsim compare --kernel 5.2 --kernel 5.3 --platform ndctl-76 script.txt
  memsim compare --kernel 4.9,5.3 --cmdline 'memmap=1G!8G' script.txt
`;

const SWEEP_EXAMPLES = `
The script runs on a copy of your machine for each release: its platform,
command line and media, unless --platform names new hardware. Your machine does
not change.

Examples:
  memsim sweep script.txt
  memsim sweep --run 'create-namespace -m devdax'
  echo list | memsim sweep --platform qemu-14g --cmdline 'memmap=1G!8G' -
`;

const BISECT_EXAMPLES = `
The script runs on copies of your machine: its platform, command line and media,
unless --platform names new hardware.

Two kernels are equal when the last command exits with the same code and both or
neither print a WARN or crash; with --test, when the test holds on both or on
neither. A test is a predicate on the machine after the script, as in lessons
and scenarios.

Examples:
  memsim bisect --good 5.3 --bad 4.18 --platform ndctl-76 script.txt
  memsim bisect --good 6.1 --bad 6.12 \\
    --test '{"see": "log", "contains": "probe of"}' script.txt
`;

export const EXPERIMENT_ROWS: readonly Row[] = [
  {
    words: 'compare',
    group: 'kernels',
    about: 'run a script on several kernels, show differences',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void trialOptions(command).option(
        '--kernel <version>',
        'a release, or several with commas (at least two)',
        collectWords,
      ),
    after: COMPARE_EXAMPLES,
    prepare: async () => (await import('../actions/experiments/compare.ts')).readCompare,
    load: async () => (await import('../actions/experiments/compare.ts')).compare,
  },
  {
    words: 'sweep',
    group: 'kernels',
    about: 'run a script on every release',
    access: 'read',
    inLessons: true,
    define: (command) => void trialOptions(command),
    after: SWEEP_EXAMPLES,
    prepare: async () => (await import('../actions/experiments/sweep.ts')).readSweep,
    load: async () => (await import('../actions/experiments/sweep.ts')).sweep,
  },
  {
    words: 'bisect',
    group: 'kernels',
    about: 'find the change that alters the outcome of a script',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void trialOptions(command)
        .requiredOption('--good <version>', 'a release without the fault')
        .requiredOption('--bad <version>', 'a release with the fault; it may be the older one')
        .option('--test <json>', 'a predicate to compare instead of the outcome'),
    after: BISECT_EXAMPLES,
    prepare: async () => (await import('../actions/experiments/bisect.ts')).readBisect,
    load: async () => (await import('../actions/experiments/bisect.ts')).bisect,
  },
];
