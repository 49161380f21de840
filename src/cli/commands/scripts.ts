/** The commands that run many others. */
import type { Command } from 'commander';
import type { RunFlags } from '../actions/run.ts';
import type { JsonFlag } from '../print-model.ts';
import type { Context } from '../session.ts';
import { setExitCode } from '../usage.ts';

const RUN_EXAMPLES = `
One command a line, quoted as in a shell; # begins a comment.

Examples:
  memsim run script.txt
  memsim run --json --strict script.txt | jq .rc
  printf 'boot\\nlist -RN\\n' | memsim run -
`;

export function addScriptCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);

  program
    .command('run')
    .description('run a file of commands')
    .argument('<file>', 'the file, or - for standard input')
    .option('--json', 'print one object for each command')
    .option('--strict', 'stop at the first command that fails')
    .addHelpText('after', RUN_EXAMPLES)
    .action(async (file: string, flags: RunFlags) => {
      const { readScript, run } = await import('../actions/run.ts');
      const script = readScript(context.host, file);
      done(await context.use('write', (session) => run(session, script, flags)));
    });

  program
    .command('replay')
    .description('replay recorded transcripts and print what differs')
    .argument('<file...>', 'transcripts, or folders of them')
    .option('--json', 'the result as one object')
    .action(async (files: string[], flags: JsonFlag) => {
      const { replay } = await import('../actions/replay.ts');
      done(await replay(context.host, files, flags));
    });
}
