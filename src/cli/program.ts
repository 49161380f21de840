/** The command table. Each action loads its own module when it is called, so that a command starts with
 * what it uses. */
import { Command, Option } from 'commander';
import type { Host } from './host.ts';

export interface Outcome {
  code: number;
}

/** Builds the table; the exit code of the action that runs is left in `outcome`. */
export function buildProgram(host: Host, version: string, outcome: Outcome): Command {
  const program = new Command('memsim');
  program
    .description('A persistent-memory machine in a terminal')
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
    });

  program
    .command('replay')
    .description('replay recorded transcripts and print what differs')
    .argument('<file...>', 'transcripts, or folders of them')
    .addOption(new Option('--json', 'print the result as one JSON object'))
    .action(async (files: string[], options: { json?: boolean }) => {
      const { replay } = await import('./actions/replay.ts');
      outcome.code = replay(host, files, options);
    });
  return program;
}
