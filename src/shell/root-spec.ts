/** The specification of all commands of the shell, for completion and prompts. */
import type { CommandSpec } from '../cli/complete/spec.ts';
import type { Host } from '../cli/session/host.ts';
import { builtinSpecs } from './builtin-names.ts';

let known: CommandSpec | undefined;

/** Commands of memsim and of the shell. The result is cached. */
export async function rootSpec(host: Host): Promise<CommandSpec> {
  if (known !== undefined) return known;
  const { buildProgram } = await import('../cli/dispatch/program.ts');
  const { commandSpec } = await import('../cli/complete/tables.ts');
  const root = commandSpec(
    buildProgram({ host, settings: { quiet: true, color: 'never' }, out: host.stdout, err: host.stderr }),
  );
  const others = root.commands.filter(({ name }) => name !== 'shell');
  known = { ...root, commands: [...others, ...builtinSpecs()] };
  return known;
}
