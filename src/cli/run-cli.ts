/** From the words of a command line to an exit code. */
import { CommanderError } from 'commander';
import { EXIT, isRefusal } from '../machine/refusal.ts';
import type { Host } from './host.ts';
import { buildProgram } from './program.ts';

/** Runs one command line; never throws for anything but a bug of memsim. */
export async function runCli(host: Host): Promise<number> {
  const outcome = { code: 0 };
  try {
    await buildProgram(host, '0.1.0', outcome).parseAsync(host.args, { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    if (isRefusal(error)) {
      host.stderr.write(`memsim: ${error.message}\n`);
      return error.exitCode;
    }
    throw error;
  }
}
