/** The commands that hand a machine, or what was done on it, to somebody else. */
import type { Command } from 'commander';
import type { CastFlags } from '../actions/cast.ts';
import type { ExportFlags } from '../actions/share.ts';
import type { Context } from '../session.ts';
import { setExitCode } from '../usage.ts';

const EXPORT_EXAMPLES = `
Examples:
  memsim export bug.memsim           the machine, for 'memsim import' elsewhere
  memsim export --script rebuild.sh  the commands that build it again
`;

export function addSharingCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);

  program
    .command('export')
    .description('write the machine to one file: platform, kernel, history of commands, state')
    .argument('[file]', 'standard output unless given')
    .option('--script', 'the shell script that builds the machine again instead')
    .addHelpText('after', EXPORT_EXAMPLES)
    .action(async (file: string | undefined, flags: ExportFlags) => {
      const { exportMachine } = await import('../actions/share.ts');
      done(await context.use('read', (session) => exportMachine(session, file, flags)));
    });

  program
    .command('import')
    .description('open a machine that was exported, in place of the one that there is')
    .argument('<file>', 'the file, or - for standard input')
    .action(async (file: string) => {
      const { importMachine } = await import('../actions/share.ts');
      done(await context.use('blind', (session) => importMachine(session, file)));
    });

  program
    .command('cast')
    .description('record a script, run on a machine of its own, as an asciicast')
    .argument('<script>', 'a file of commands as for memsim run, or - for standard input')
    .option('-o, --output <file>', 'where to write it; standard output unless given')
    .action(async (script: string, flags: CastFlags) => {
      const { readScript } = await import('../actions/run.ts');
      const { cast } = await import('../actions/cast.ts');
      const lines = readScript(context.host, script, 'cast');
      done(await context.use('read', (session) => cast(session, script, lines, flags)));
    });
}
