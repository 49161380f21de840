/** Commands on releases, changes and bugs of the kernel. */
import { jsonOption } from './options.ts';
import type { Family, Row } from './row.ts';
import { wholeNumber } from './whole-number.ts';

const SCENARIO_EXAMPLES = `
Each scenario runs on a scratch machine; your own machine does not change. run
exits with 0 when the bug does not occur, with 1 when it does.

Examples:
  memsim scenario list
  memsim scenario run put-page-gpf
  memsim scenario run put-page-gpf --with same-section-conflict
  memsim scenario run put-page-gpf --kernel 5.3
`;

const RACE_EXAMPLES = `
The second write runs in the middle of the first, or after it where a lock of
the kernel makes it wait. --readers is the number of tasks that hold
get_online_mems() meanwhile, so that memory hotplug waits for them.

Examples:
  memsim race /sys/bus/nd/drivers/nd_pmem/bind=namespace0.0 \\
    /sys/bus/nd/drivers/nd_pmem/bind=namespace1.0
`;

const MAX_READERS = 1000;

export const KERNEL_FAMILIES: readonly Family[] = [
  { word: 'kernel', group: 'kernels', about: 'list kernel releases and their changes' },
  { word: 'scenario', group: 'kernels', about: 'run bugs of past kernels', after: SCENARIO_EXAMPLES },
];

const kernelActions = () => import('../actions/kernel.ts');
const scenarioActions = () => import('../actions/experiments/scenario.ts');

export const KERNEL_ROWS: readonly Row[] = [
  {
    words: 'kernel list',
    group: 'kernels',
    about: 'list the releases',
    access: 'none',
    inLessons: true,
    define: jsonOption,
    load: async () => (await kernelActions()).listKernels,
  },
  {
    words: 'kernel show',
    group: 'kernels',
    about: 'show the changes in a release; default: the running one',
    access: ([version]) => (version === undefined ? 'read' : 'none'),
    inLessons: true,
    define: (command) => void jsonOption(command).argument('[version]'),
    load: async () => (await kernelActions()).showKernel,
  },
  {
    words: 'kernel diff',
    group: 'kernels',
    about: 'show the changes between two releases',
    access: 'none',
    inLessons: true,
    define: (command) => void jsonOption(command).argument('<from>').argument('<to>'),
    load: async () => (await kernelActions()).diffKernels,
  },
  {
    words: 'kernel change',
    group: 'kernels',
    about: 'show all that is known of a change',
    access: 'none',
    inLessons: true,
    define: (command) => void jsonOption(command).argument('<change>'),
    load: async () => (await kernelActions()).showChange,
  },
  {
    words: 'scenario list',
    group: 'kernels',
    about: 'list the scenarios',
    access: 'none',
    inLessons: true,
    define: jsonOption,
    load: async () => (await scenarioActions()).listScenarios,
  },
  {
    words: 'scenario show',
    group: 'kernels',
    about: 'show what happens in a scenario, and why',
    access: 'none',
    inLessons: true,
    define: (command) => void jsonOption(command).argument('<scenario>'),
    load: async () => (await scenarioActions()).showScenario,
  },
  {
    words: 'scenario run',
    group: 'kernels',
    about: 'run a scenario on a scratch machine',
    access: 'none',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<scenario>')
        .option('--kernel <version>', 'the release; default: the one of the scenario')
        .option('--with <change...>', 'changes to add to the release')
        .option('--without <change...>', 'changes to remove from the release')
        .option('--repaired', 'add the change that fixes the bug, or use its workaround')
        .option('--json', 'as data'),
    load: async () => (await scenarioActions()).runScenario,
  },
  {
    words: 'race',
    group: 'hotplug',
    about: 'write two files of /sys at the same time',
    access: 'write',
    logged: true,
    define: (command) =>
      void command
        .argument('<path=value>', 'the first writer')
        .argument('<path=value>', 'the second writer')
        .option('--json', 'the result as data')
        .option('--readers <number>', 'number of tasks that use memory meanwhile', wholeNumber(MAX_READERS)),
    after: RACE_EXAMPLES,
    load: async () => (await import('../actions/race.ts')).race,
  },
];
