/** Commands that run one script on many kernels. */
import { collect, trialOptions } from './options.ts';
import type { Row } from './row.ts';

const COMPARE_EXAMPLES = `
The script runs on a scratch machine for each kernel; your own machine is not
touched. Exits with 0 when all answers are equal, with 1 where they part. A uuid
counts as equal to any other.

Examples:
  memsim compare --kernel 5.2 --kernel 5.3 --platform ndctl-76 script.txt
  memsim compare --kernel 4.9 --kernel 5.3 --cmdline 'memmap=1G!8G' script.txt
`;

const SWEEP_EXAMPLES = `
The script runs on a scratch machine for each release; your own machine is not
touched.

Examples:
  memsim sweep script.txt
  echo list | memsim sweep --platform qemu-14g --cmdline 'memmap=1G!8G' -
`;

const BISECT_EXAMPLES = `
Kernels are alike when the last command exits with the same code and both or
neither of them had a WARN or crashed; with --test, when the test holds on both
or on neither. A test is a predicate on the machine after the script, as lessons
and scenarios have them.

Examples:
  memsim bisect --good 5.3 --bad 4.18 --platform ndctl-76 script.txt
  memsim bisect --good 6.1 --bad 6.12 \\
    --test '{"see": "log", "contains": "probe of"}' script.txt
`;

export const EXPERIMENT_ROWS: readonly Row[] = [
  {
    words: 'compare',
    group: 'machine',
    about: 'run a script on several kernels, and show where the answers part',
    access: 'none',
    inLessons: true,
    define: (command) =>
      void trialOptions(command).option('--kernel <version>', 'a release (at least two)', collect),
    after: COMPARE_EXAMPLES,
    load: async () => (await import('../actions/experiments/compare.ts')).compare,
  },
  {
    words: 'sweep',
    group: 'machine',
    about: 'run a script on every release',
    access: 'none',
    inLessons: true,
    define: (command) => void trialOptions(command),
    after: SWEEP_EXAMPLES,
    load: async () => (await import('../actions/experiments/sweep.ts')).sweep,
  },
  {
    words: 'bisect',
    group: 'machine',
    about: 'find the change that turns the outcome of a script',
    access: 'none',
    inLessons: true,
    define: (command) =>
      void trialOptions(command)
        .requiredOption('--good <version>', 'a release on which all is well')
        .requiredOption('--bad <version>', 'one on which it is not; either may be the older one')
        .option('--test <json>', 'a predicate that tells them apart instead of the outcome'),
    after: BISECT_EXAMPLES,
    load: async () => (await import('../actions/experiments/bisect.ts')).bisect,
  },
];
