/** `--interactive` on the command line. */
import { valuesOf } from '../cli/complete/values-of.ts';
import { terminalOf } from '../cli/output/terminal.ts';
import { currentMachine } from '../cli/session/current-machine.ts';
import type { Client } from '../cli/session/session.ts';
import { EXIT, refusal } from '../machine/refusal.ts';
import { stateFolder } from '../machine/state/state-folder.ts';
import { askForMissing } from './ask-missing.ts';
import { openPrompts } from './prompts.ts';
import { rootSpec } from './root-spec.ts';

/** Asks for missing arguments; returns the complete words. The machine is not locked meanwhile. */
export async function askInteractively(client: Client, words: string[]): Promise<string[]> {
  const { host, settings } = client;
  const streams = host.openTerminal();
  if (streams === undefined)
    throw refusal(
      "--interactive: there is no terminal to ask on; give the arguments, see 'memsim help COMMAND'",
      EXIT.usage,
    );
  const root = await rootSpec(host);
  const folders = {
    packageRoot: host.packageRoot,
    stateFolder: stateFolder(settings.state, host.env),
  };
  let answer = words;
  await client.hold({ settings, access: 'read', words }, async (session) => {
    const machine = await currentMachine(session);
    answer = await askForMissing(
      {
        root,
        valuesOf: valuesOf(folders, root, async () => machine.files),
        machine: async () => machine,
        prompts: openPrompts(streams, terminalOf(session, host.stdout).color > 0),
      },
      words,
    );
    return 0;
  });
  return answer;
}
