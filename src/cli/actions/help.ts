/** `memsim help`. */
import { buildProgram } from '../dispatch/program.ts';
import type { Caller } from '../session/session.ts';
import { isNdctlVerb } from '../table/verbs.ts';

/** Prints the help of a command, by default of memsim. The help of a verb is that of ndctl. */
export async function help(caller: Caller, [name, inner]: string[]): Promise<number> {
  if (name !== undefined && isNdctlVerb(name)) {
    const { verbHelp } = await import('./tool.ts');
    return verbHelp(caller, name);
  }
  const program = buildProgram(caller);
  if (name === undefined) {
    program.outputHelp();
    return 0;
  }
  const command = program.commands.find((candidate) => candidate.name() === name);
  if (command === undefined) return program.error(`error: unknown command '${name}'`);
  (command.commands.find((candidate) => candidate.name() === inner) ?? command).outputHelp();
  return 0;
}
