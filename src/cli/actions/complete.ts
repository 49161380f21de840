/** `memsim completion`, and `memsim complete`, which its scripts call. */
import { namedFolder, stateFolder } from '../../machine/state/state-folder.ts';
import { complete } from '../complete/complete.ts';
import { completionScript } from '../complete/scripts.ts';
import { commandSpec } from '../complete/tables.ts';
import { valuesOf } from '../complete/values-of.ts';
import { buildProgram } from '../dispatch/program.ts';
import { type JsonFlag, printJson } from '../output/print-model.ts';
import type { Caller } from '../session/session.ts';

/** Prints the completion script of a shell. */
export function printScript({ out }: Caller, shell: string, { json }: JsonFlag): number {
  const script = completionScript(shell);
  if (json) printJson(out, { shell, script });
  else out.write(script);
  return 0;
}

/** Prints completions of the last word, `value<TAB>description`; returns 1 if the machine cannot be read. */
export async function printCandidates(caller: Caller, words: string[]): Promise<number> {
  const { host, settings, out } = caller;
  const root = commandSpec(buildProgram(caller));
  const folder = stateFolder(namedFolder(words.slice(0, -1)) ?? settings.state, host.env);
  const files = async () => {
    const { openStore } = await import('../../machine/state/store.ts');
    const { machine } = await openStore(folder, { ...host, timeout: 0 }).load();
    return machine?.files;
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
