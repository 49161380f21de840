/** The commands about the kernel's history: releases and changes, and scripts run on many of them. */
import type { Command } from 'commander';
import type { BisectFlags } from '../actions/bisect.ts';
import type { CompareFlags } from '../actions/compare.ts';
import type { RaceFlags } from '../actions/race.ts';
import type { ScenarioFlags } from '../actions/scenario.ts';
import type { JsonFlag } from '../print-model.ts';
import type { Context } from '../session.ts';
import { collect, type TrialFlags, withTrialOptions } from '../trial-options.ts';
import { setExitCode } from '../usage.ts';
import { wholeNumber } from '../whole-number.ts';

const SCRIPT = 'a file of commands as for memsim run, or - for standard input';

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

function addKernelCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);
  const { host } = context;
  const kernel = program.command('kernel').description('the kernels that can be booted, and their changes');
  kernel
    .command('list')
    .description('the releases')
    .option('--json', 'as data')
    .action(async (flags: JsonFlag) => {
      const { listKernels } = await import('../actions/kernel.ts');
      done(listKernels(host, context.settings, flags));
    });
  kernel
    .command('show')
    .description('the changes that a release contains; without one, the running kernel')
    .argument('[version]')
    .option('--json', 'as data')
    .action(async (version: string | undefined, flags: JsonFlag) => {
      const { showKernel, showRunning } = await import('../actions/kernel.ts');
      if (version !== undefined) done(showKernel(host, context.settings, version, flags));
      else done(await context.use('read', (session) => showRunning(session, flags)));
    });
  kernel
    .command('diff')
    .description('the changes between two releases')
    .argument('<from>')
    .argument('<to>')
    .option('--json', 'as data')
    .action(async (from: string, to: string, flags: JsonFlag) => {
      const { diffKernels } = await import('../actions/kernel.ts');
      done(diffKernels(host, context.settings, from, to, flags));
    });
  kernel
    .command('change')
    .description('all that is known of a change')
    .argument('<change>')
    .option('--json', 'as data')
    .action(async (id: string, flags: JsonFlag) => {
      const { showChange } = await import('../actions/kernel.ts');
      done(showChange(host, context.settings, id, flags));
    });
}

const SCENARIO_EXAMPLES = `
Each scenario runs on a scratch machine; your own machine is not touched. run
exits with 0 when the bug does not show, with 1 when it does.

Examples:
  memsim scenario list
  memsim scenario run put-page-gpf
  memsim scenario run put-page-gpf --with same-section-conflict
  memsim scenario run put-page-gpf --kernel 5.3
`;

function addScenarioCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);
  const { host } = context;
  const scenario = program
    .command('scenario')
    .description("bugs of the kernel's history, ready to run")
    .addHelpText('after', SCENARIO_EXAMPLES);
  scenario
    .command('list')
    .description('the scenarios')
    .option('--json', 'as data')
    .action(async (flags: ScenarioFlags) => {
      const { listScenarios } = await import('../actions/scenario.ts');
      done(listScenarios(host, context.settings, flags));
    });
  scenario
    .command('show')
    .description('what happens in a scenario, and why')
    .argument('<scenario>')
    .option('--json', 'as data')
    .action(async (name: string, flags: ScenarioFlags) => {
      const { showScenario } = await import('../actions/scenario.ts');
      done(showScenario(host, context.settings, name, flags));
    });
  scenario
    .command('run')
    .description('run a scenario')
    .argument('<scenario>')
    .option('--kernel <version>', 'another release than the one it is about')
    .option('--with <change...>', 'add changes to the release')
    .option('--without <change...>', 'take changes out of the release')
    .option('--repaired', 'add the change that repaired it, or do what helps instead')
    .option('--json', 'as data')
    .action(async (name: string, flags: ScenarioFlags) => {
      const { runScenario } = await import('../actions/scenario.ts');
      done(await runScenario(host, context.settings, name, flags));
    });
}

const RACE_EXAMPLES = `
Where the kernel does not keep the second writer out, it comes in at the worst
moment; where it does, it comes after the first. --readers are tasks that keep
memory hotplug waiting meanwhile (get_online_mems).

Examples:
  memsim race /sys/bus/nd/drivers/nd_pmem/bind=namespace0.0 \\
    /sys/bus/nd/drivers/nd_pmem/bind=namespace1.0
`;

const MOST_READERS = 1000;

function addRaceCommand(program: Command, context: Context): void {
  program
    .command('race')
    .description('write two files of /sys at the same time')
    .argument('<path=value>', 'the first writer')
    .argument('<path=value>', 'the second writer')
    .option('--readers <number>', 'tasks that use memory meanwhile', wholeNumber(MOST_READERS))
    .addHelpText('after', RACE_EXAMPLES)
    .action(async (first: string, second: string, flags: RaceFlags) => {
      const { race } = await import('../actions/race.ts');
      setExitCode(program, await context.use('write', (session) => race(session, first, second, flags)));
    });
}

export function addHistoryCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);
  const { host } = context;
  addKernelCommands(program, context);
  addScenarioCommands(program, context);
  addRaceCommand(program, context);

  withTrialOptions(program.command('compare'))
    .description('run a script on several kernels, and show where the answers part')
    .argument('<script>', SCRIPT)
    .option('--kernel <version>', 'a release (at least two)', collect)
    .addHelpText('after', COMPARE_EXAMPLES)
    .action(async (script: string, flags: CompareFlags) => {
      const { compare } = await import('../actions/compare.ts');
      done(await compare(host, context.settings, script, flags));
    });

  withTrialOptions(program.command('sweep'))
    .description('run a script on every release')
    .argument('<script>', SCRIPT)
    .addHelpText('after', SWEEP_EXAMPLES)
    .action(async (script: string, flags: TrialFlags) => {
      const { sweep } = await import('../actions/sweep.ts');
      done(await sweep(host, context.settings, script, flags));
    });

  withTrialOptions(program.command('bisect'))
    .description('find the change that turns the outcome of a script')
    .argument('<script>', SCRIPT)
    .requiredOption('--good <version>', 'a release on which all is well')
    .requiredOption('--bad <version>', 'one on which it is not; either may be the older one')
    .option('--test <json>', 'a predicate that tells them apart instead of the outcome')
    .addHelpText('after', BISECT_EXAMPLES)
    .action(async (script: string, flags: BisectFlags) => {
      const { bisect } = await import('../actions/bisect.ts');
      done(await bisect(host, context.settings, script, flags));
    });
}
