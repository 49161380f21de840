/** `memsim shell`. */
import { EXIT, refusal } from '../../machine/refusal.ts';
import type { Caller } from '../session/session.ts';

/** Runs the shell on the terminal; refuses without one. */
export function openShell({ host, settings }: Caller): Promise<number> {
  const streams = host.openTerminal();
  if (streams === undefined)
    throw refusal("shell: no terminal; 'memsim run -' runs the commands on standard input", EXIT.usage);
  return host.interactive.runShell(host, settings, streams);
}
