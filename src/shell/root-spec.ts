/** Everything that can be typed in the shell, as completion and prompts see it. */
import type { CommandSpec } from '../cli/complete/spec.ts';
import type { Host } from '../cli/host.ts';
import type { Context } from '../cli/session.ts';
import { builtinSpecs } from './builtins.ts';

let known: CommandSpec | undefined;

/** The command table with the shell's own commands; made once. */
export async function rootSpec(host: Host): Promise<CommandSpec> {
  if (known !== undefined) return known;
  const { buildProgram } = await import('../cli/program.ts');
  const { commandSpec } = await import('../cli/complete/tables.ts');
  const context: Context = { host, settings: { quiet: true, color: 'never' }, use: async () => 0 };
  const root = commandSpec(buildProgram(context));
  const others = root.commands.filter(({ name }) => name !== 'shell');
  known = { ...root, commands: [...others, ...builtinSpecs()] };
  return known;
}
