/** Ctrl-C, as it unwinds a command or a prompt. */

interface Interruption extends Error {
  name: 'Interruption';
}

/** The exit code of what was interrupted, as a shell has it: 128 and the number of the signal. */
export const INTERRUPTED = 130;

/** For `throw`. */
export const interruption = (): Interruption =>
  Object.assign(new Error('interrupted'), { name: 'Interruption' as const });

export const isInterruption = (error: unknown): error is Interruption =>
  error instanceof Error && error.name === 'Interruption';
