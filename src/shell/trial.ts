/** What `create-namespace` would do: it is tried on a copy of the machine, so there is nothing to predict. */
import { ALONE, runTool } from '../machine/command.ts';
import type { Machine } from '../machine/machine.ts';
import { machineOf, momentOf } from '../machine/moment.ts';
import { loadTool } from '../machine/tools.ts';

/** The bytes that the new namespace has for data, or why there would be none. */
export type Trial = { usable: number } | { refused: string };

/** The first line that says something, without ndctl's own words before it. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const telling =
    lines.find((line) => /^(Error|error|libndctl):/.test(line)) ?? lines.find((line) => line !== '');
  return (telling ?? 'the kernel refuses').replace(/^(Error|libndctl):\s*/, '');
}

/** Tries command lines, each on the machine as it is now. */
export function openTrials(machine: Machine): (argv: string[]) => Promise<Trial> {
  const { text } = momentOf(machine);
  return async (argv) => {
    const copy = machineOf(text)!;
    const { rc, stdout, stderr } = await runTool(copy, await loadTool('ndctl'), argv, ALONE);
    if (rc !== 0) return { refused: reasonIn(stderr) };
    const { size } = JSON.parse(String(stdout)) as { size: number };
    return size > 0 ? { usable: size } : { refused: 'nothing would be left for data' };
  };
}
