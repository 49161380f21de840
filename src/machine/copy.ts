/**
 * Copies of a machine in memory. Parts of a saved machine that were not read yet are shared with the copy, so
 * the cost of a copy is that of the parts that were read.
 */
import { type Machine, openMachine } from './machine.ts';
import type { MachineCore } from './state/kept.ts';
import { openTaken, takeLazily } from './state/lazy/take.ts';

/**
 * Keeps the present state of the machine.
 *
 * @returns a function that makes a machine in that state, a new one with each call; the command log is shared
 */
export function keepCopy({ firmware, kernel, request, commandLog }: Machine): () => Machine {
  const taken = takeLazily({ request, firmware, kernel: kernel.state } satisfies MachineCore);
  return () => openMachine({ ...(openTaken(taken) as MachineCore), commandLog });
}

/** An independent copy of the kernel and media of a machine. The command log is shared. */
export const copyOf = (machine: Machine): Machine => keepCopy(machine)();
