/** `memsim completion`, and the protocol behind its scripts: candidates for the last word, one a line. */
import { stateFolder } from '../../machine/state/state-folder.ts';
import { complete } from '../complete/complete.ts';
import { completionScript } from '../complete/scripts.ts';
import { commandSpec } from '../complete/tables.ts';
import { valuesOf } from '../complete/values-of.ts';
import { buildProgram } from '../dispatch/program.ts';
import type { Caller } from '../session/session.ts';

/** Prints the script for a shell. */
export function printScript({ out }: Caller, shell: string): number {
  out.write(completionScript(shell));
  return 0;
}

/** `--state DIR` of the words that are being completed. */
function stateOf(words: readonly string[]): string | undefined {
  const at = words.indexOf('--state');
  return at < 0 || at + 1 >= words.length - 1 ? undefined : words[at + 1];
}

/** Prints `value<TAB>description`; what cannot be read has no candidates. */
export async function printCandidates(caller: Caller, words: string[]): Promise<number> {
  const { host, settings, out } = caller;
  const root = commandSpec(buildProgram(caller));
  const folder = stateFolder(stateOf(words) ?? settings.state, host.env);
  const files = async () => {
    const { openStore } = await import('../../machine/state/store.ts');
    return openStore(folder, { ...host, patience: 0 }).load()?.files;
  };
  try {
    const values = valuesOf({ packageRoot: host.packageRoot, stateFolder: folder }, root, files);
    for (const { value, about = '' } of await complete(root, words, values))
      out.write(`${value}\t${about}\n`);
    return 0;
  } catch {
    return 1;
  }
}
