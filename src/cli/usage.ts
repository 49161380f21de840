/** Runs a command table over words: usage errors have their own exit code. */
import { type Command, CommanderError } from 'commander';
import { EXIT } from '../machine/refusal.ts';

/** Where an action leaves its exit code, for the table to hand on. */
const CODES = new WeakMap<Command, number>();

export const setExitCode = (program: Command, code: number): void => void CODES.set(program, code);

/** Parses and runs; 0 for help and version, 2 for a usage error, else what the action said. */
export async function parseWith(program: Command, argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return CODES.get(program) ?? 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT.usage;
  }
}
