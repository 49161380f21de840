/** Trials of create-namespace on copies of the machine. */
import { ALONE, runTool } from '../machine/command.ts';
import { keepCopy } from '../machine/copy.ts';
import type { Machine } from '../machine/machine.ts';
import { loadTool } from '../machine/tools.ts';

/** The usable bytes of the namespace, or the error. */
export type Trial = { usable: number } | { refused: string };

/** The first error message without its prefix. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const telling =
    lines.find((line) => /^(Error|error|libndctl):/.test(line)) ?? lines.find((line) => line !== '');
  return (telling ?? 'the kernel refuses').replace(/^(Error|libndctl):\s*/, '');
}

/** Returns a function that tries a command line on a copy of the machine. */
export function openTrials(machine: Machine): (argv: string[]) => Promise<Trial> {
  const newCopy = keepCopy(machine);
  return async (argv) => {
    const copy = newCopy();
    const { rc, stdout, stderr } = await runTool(copy, await loadTool('ndctl'), argv, ALONE);
    if (rc !== 0) return { refused: reasonIn(stderr) };
    const { size } = JSON.parse(String(stdout)) as { size: number };
    return size > 0 ? { usable: size } : { refused: 'nothing would be left for data' };
  };
}
