/** `memsim shell`. */
import { EXIT, refusal } from '../../machine/refusal.ts';
import type { Caller } from '../session/session.ts';

/** Opens the shell on the terminal; refuses where there is none. */
export function openShell({ host, settings }: Caller): Promise<number> {
  const streams = host.openTerminal();
  if (streams === undefined)
    throw refusal(
      "shell: no terminal to open it on; 'memsim run -' takes commands from elsewhere",
      EXIT.usage,
    );
  return host.interactive.runShell(host, settings, streams);
}
