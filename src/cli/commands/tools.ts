/** ndctl and daxctl as they are, and ndctl's verbs as commands of memsim's own. */
import type { Command } from 'commander';
import type { ToolName } from '../../machine/tools.ts';
import type { Context } from '../session.ts';
import { setExitCode } from '../usage.ts';
import { runVerb } from '../verb.ts';
import { isNdctlVerb, NDCTL_VERBS, onlyTalks, toolAccess } from '../verbs.ts';

/** A command whose arguments, options and all, are its own business. */
const passThrough = (program: Command, name: string, about: string): Command =>
  program
    .command(name)
    .description(about)
    .argument('[args...]')
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false);

const TOOLS: readonly [name: ToolName, about: string][] = [
  ['ndctl', 'ndctl as it is: its output and exit code and nothing else'],
  ['daxctl', 'daxctl as it is'],
];

export function addToolCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);
  const { host } = context;
  const streams = { host, out: host.stdout, err: host.stderr };

  for (const [name, about] of TOOLS)
    passThrough(program, name, about).action(async (args: string[]) => {
      const { dropIn, talk } = await import('../actions/tool.ts');
      if (onlyTalks(args)) done(await talk(streams, name, args));
      else done(await context.use(toolAccess(args), (session) => dropIn(session, name, args)));
    });

  for (const [verb, about] of NDCTL_VERBS)
    passThrough(program, verb, about).action(async (args: string[]) =>
      done(await runVerb(context, verb, args)),
    );

  program
    .command('help')
    .description('what a command does')
    .argument('[command...]')
    .action(async ([name, ...more]: string[]) => {
      const command = program.commands.find((candidate) => candidate.name() === name);
      if (name !== undefined && isNdctlVerb(name)) {
        const { talk } = await import('../actions/tool.ts');
        done(await talk(streams, 'ndctl', ['help', name]));
      } else if (name === undefined) {
        program.outputHelp();
      } else if (command === undefined) {
        program.error(`error: unknown command '${name}'`);
      } else {
        const inner = command.commands.find((candidate) => candidate.name() === more[0]);
        (inner ?? command).outputHelp();
      }
    });
}
