/** The shell and what goes with it: moments of the machine by name, and completion for other shells. */
import type { Command } from 'commander';
import { EXIT, refusal } from '../../machine/refusal.ts';
import type { Context } from '../session.ts';
import { setExitCode } from '../usage.ts';

const COMPLETION_EXAMPLES = `
Examples:
  source <(memsim completion bash)    in ~/.bashrc
  source <(memsim completion zsh)     in ~/.zshrc, after compinit
  memsim completion fish > ~/.config/fish/completions/memsim.fish
`;

export function addShellCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);

  program
    .command('shell')
    .description('one command after the other on a machine that stays open; memsim alone does the same')
    .action(async () => {
      const streams = context.host.openTerminal();
      if (streams === undefined)
        throw refusal(
          "shell: no terminal to open it on; 'memsim run -' takes commands from elsewhere",
          EXIT.usage,
        );
      const { runShell } = await import('../../shell/shell.ts');
      done(await runShell(context.host, context.settings, streams));
    });

  program
    .command('snapshot')
    .description('keep the machine as it is under a name; without a name, list them')
    .argument('[name]')
    .action(async (name?: string) => {
      const { snapshot } = await import('../actions/snapshots.ts');
      done(await context.use('read', (session) => snapshot(session, name)));
    });

  program
    .command('restore')
    .description('bring a snapshot back as the machine')
    .argument('<snapshot>')
    .action(async (name: string) => {
      const { restore } = await import('../actions/snapshots.ts');
      done(await context.use('write', (session) => restore(session, name)));
    });

  program
    .command('completion')
    .description('print the script that makes bash, zsh or fish complete memsim')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', COMPLETION_EXAMPLES)
    .action(async (shell: string) => {
      const { completionScript } = await import('../complete/scripts.ts');
      context.host.stdout.write(completionScript(shell));
    });

  program
    .command('complete', { hidden: true })
    .description('what could stand at the end of a command line: value, tab, description')
    .argument('[words...]')
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .action(async (words: string[]) => {
      const { printCandidates } = await import('../actions/complete.ts');
      done(await printCandidates(context, program, words));
    });
}
