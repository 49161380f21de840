/** ndctl and daxctl as they are, and ndctl's verbs as commands of memsim's own. */
import type { Command } from 'commander';
import type { Context } from '../session.ts';
import { takeSettings } from '../settings.ts';
import type { ToolName } from '../tools.ts';
import { setExitCode } from '../usage.ts';
import { NDCTL_VERBS, toolAccess } from '../verbs.ts';

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

  for (const [name, about] of TOOLS)
    passThrough(program, name, about).action(async (args: string[]) => {
      const { dropIn } = await import('../actions/tool.ts');
      done(await context.use(toolAccess(args), (session) => dropIn(session, name, args)));
    });

  for (const [verb, about] of NDCTL_VERBS)
    passThrough(program, verb, about).action(async (args: string[]) => {
      const { settings, rest } = takeSettings(context.settings, args);
      context.settings = settings;
      const { teach } = await import('../actions/tool.ts');
      const argv = [verb, ...rest];
      done(await context.use(toolAccess(argv), (session) => teach(session, 'ndctl', argv)));
    });
}
