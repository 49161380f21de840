/** Copies of a machine in memory: to be compared with it later, or to try something on. */
import type { KernelState } from '../kernel/state.ts';
import { type Machine, openMachine } from './machine.ts';

/**
 * Keeps the machine as it is now.
 *
 * @returns the machine as it was, read from the text that is kept: most moments are never looked back at
 */
export function keepCopy({ firmware, kernel, request, history }: Machine): () => Machine {
  const media = JSON.stringify(firmware.media);
  const state = JSON.stringify(kernel.state);
  return () =>
    openMachine({
      request,
      firmware: { platform: firmware.platform, media: JSON.parse(media) as typeof firmware.media },
      kernel: JSON.parse(state) as KernelState,
      history,
    });
}

/** A machine like this one, whose kernel and media go their own way; the history is the same one. */
export const copyOf = (machine: Machine): Machine => keepCopy(machine)();
