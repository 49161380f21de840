/** Commands on the history of the kernel: its releases and changes, its bugs, and races in it. */
import { jsonOption } from './options.ts';
import type { Family, Row } from './row.ts';
import { wholeNumber } from './whole-number.ts';

const SCENARIO_EXAMPLES = `
Each scenario runs on a scratch machine; your own machine is not touched. run
exits with 0 when the bug does not show, with 1 when it does.

Examples:
  memsim scenario list
  memsim scenario run put-page-gpf
  memsim scenario run put-page-gpf --with same-section-conflict
  memsim scenario run put-page-gpf --kernel 5.3
`;

const RACE_EXAMPLES = `
Where the kernel does not keep the second writer out, it comes in at the worst
moment; where it does, it comes after the first. --readers are tasks that keep
memory hotplug waiting meanwhile (get_online_mems).

Examples:
  memsim race /sys/bus/nd/drivers/nd_pmem/bind=namespace0.0 \\
    /sys/bus/nd/drivers/nd_pmem/bind=namespace1.0
`;

const MOST_READERS = 1000;

export const KERNEL_FAMILIES: readonly Family[] = [
  { word: 'kernel', about: 'the kernels that can be booted, and their changes' },
  { word: 'scenario', about: "bugs of the kernel's history, ready to run", after: SCENARIO_EXAMPLES },
];

const kernelActions = () => import('../actions/kernel.ts');
const scenarioActions = () => import('../actions/experiments/scenario.ts');

export const KERNEL_ROWS: readonly Row[] = [
  {
    words: 'kernel list',
    group: 'machine',
    about: 'the releases',
    access: 'none',
    inLessons: true,
    define: jsonOption,
    load: async () => (await kernelActions()).listKernels,
  },
  {
    words: 'kernel show',
    group: 'machine',
    about: 'the changes that a release contains; without one, the running kernel',
    access: ([version]) => (version === undefined ? 'read' : 'none'),
    inLessons: true,
    define: (command) => void jsonOption(command).argument('[version]'),
    load: async () => (await kernelActions()).showKernel,
  },
  {
    words: 'kernel diff',
    group: 'machine',
    about: 'the changes between two releases',
    access: 'none',
    inLessons: true,
    define: (command) => void jsonOption(command).argument('<from>').argument('<to>'),
    load: async () => (await kernelActions()).diffKernels,
  },
  {
    words: 'kernel change',
    group: 'machine',
    about: 'all that is known of a change',
    access: 'none',
    inLessons: true,
    define: (command) => void jsonOption(command).argument('<change>'),
    load: async () => (await kernelActions()).showChange,
  },
  {
    words: 'scenario list',
    group: 'machine',
    about: 'the scenarios',
    access: 'none',
    inLessons: true,
    define: jsonOption,
    load: async () => (await scenarioActions()).listScenarios,
  },
  {
    words: 'scenario show',
    group: 'machine',
    about: 'what happens in a scenario, and why',
    access: 'none',
    inLessons: true,
    define: (command) => void jsonOption(command).argument('<scenario>'),
    load: async () => (await scenarioActions()).showScenario,
  },
  {
    words: 'scenario run',
    group: 'machine',
    about: 'run a scenario',
    access: 'none',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<scenario>')
        .option('--kernel <version>', 'another release than the one it is about')
        .option('--with <change...>', 'add changes to the release')
        .option('--without <change...>', 'take changes out of the release')
        .option('--repaired', 'add the change that repaired it, or do what helps instead')
        .option('--json', 'as data'),
    load: async () => (await scenarioActions()).runScenario,
  },
  {
    words: 'race',
    group: 'machine',
    about: 'write two files of /sys at the same time',
    access: 'write',
    noted: true,
    define: (command) =>
      void command
        .argument('<path=value>', 'the first writer')
        .argument('<path=value>', 'the second writer')
        .option('--readers <number>', 'tasks that use memory meanwhile', wholeNumber(MOST_READERS)),
    after: RACE_EXAMPLES,
    load: async () => (await import('../actions/race.ts')).race,
  },
];
