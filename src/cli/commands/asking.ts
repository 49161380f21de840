/** The commands that answer questions: what ran, why it failed, what would go wrong. */
import type { Command } from 'commander';
import type { ExplainFlags } from '../actions/explain.ts';
import type { LintFlags } from '../actions/lint.ts';
import type { TraceFlags } from '../actions/trace.ts';
import type { Context } from '../session.ts';
import { setExitCode } from '../usage.ts';

const EXPLAIN_EXAMPLES = `
Nothing is changed: commands and ways out are tried on copies of the machine.

Examples:
  memsim explain                                       the last command
  memsim explain namespace0.0
  memsim explain --size 100M --align 1G -r region0 -m devdax
`;

export function addAskingCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);

  program
    .command('explain')
    .description('why a command failed, or a layout is as it is: the sums, the rule, the ways out')
    .argument('[object]', 'a namespace, region, pfn or dax device')
    .option('-s, --size <size>', 'a namespace of this size')
    .option('-a, --align <size>', 'its alignment')
    .option('-r, --region <name>', 'its region')
    .option('-m, --mode <mode>', 'fsdax, devdax, sector or raw')
    .option('-M, --map <where>', 'struct pages in RAM (mem) or on the device (dev)')
    .option('-e, --reconfig <namespace>', 'the namespace to make anew')
    .option('-f, --force', 'although it is in use')
    .option('--json', 'as data')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (object: string | undefined, flags: ExplainFlags) => {
      const { explain } = await import('../actions/explain.ts');
      done(await context.use('read', (session) => explain(session, object, flags)));
    });

  program
    .command('lint')
    .description('what a memmap= would come to, before a machine is booted with it')
    .argument('<cmdline...>', "words of a command line, such as 'memmap=4G!8G'")
    .option('--platform <name|file>', "the hardware; the machine's own unless given")
    .option('--kernel <version>', "the release; the machine's own unless given")
    .option('--json', 'as data')
    .action(async (words: string[], flags: LintFlags) => {
      const { lint } = await import('../actions/lint.ts');
      done(await context.use('read', (session) => lint(session, words, flags)));
    });

  program
    .command('trace')
    .description('what the kernel did in the last command; --trace shows it with any command')
    .addArgument(
      program.createArgument('<what>', 'the last command that could change the machine').choices(['last']),
    )
    .option('--sysfs', 'only the files that it read and wrote, as shell lines')
    .option('--json', 'as data')
    .action(async (_what: string, flags: TraceFlags) => {
      const { traceLast } = await import('../actions/trace.ts');
      done(await context.use('read', (session) => traceLast(session, flags)));
    });
}
