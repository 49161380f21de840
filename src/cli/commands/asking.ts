/** The commands that answer questions: what ran, why it failed, what would go wrong. */
import type { Command } from 'commander';
import type { TraceFlags } from '../actions/trace.ts';
import type { Context } from '../session.ts';
import { setExitCode } from '../usage.ts';

export function addAskingCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);

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
