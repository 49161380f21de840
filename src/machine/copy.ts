/** Copies of a machine in memory, for comparison or for experiments. */
import type { KernelState } from '../kernel/state.ts';
import { type Machine, openMachine } from './machine.ts';

/**
 * Keeps the current state of the machine.
 *
 * @returns a function that reads the copy; it is kept as text, since most copies are never read
 */
export function keepCopy({ firmware, kernel, request, commandLog }: Machine): () => Machine {
  const media = JSON.stringify(firmware.media);
  const state = JSON.stringify(kernel.state);
  return () =>
    openMachine({
      request,
      firmware: { platform: firmware.platform, media: JSON.parse(media) as typeof firmware.media },
      kernel: JSON.parse(state) as KernelState,
      commandLog,
    });
}

/** An independent copy of the kernel and media of a machine. The command log is shared. */
export const copyOf = (machine: Machine): Machine => keepCopy(machine)();
