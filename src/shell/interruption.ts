/** Ctrl-C, as it unwinds a command or a prompt. */

interface Interruption extends Error {
  name: 'Interruption';
}

/** For `throw`. */
export const interruption = (): Interruption =>
  Object.assign(new Error('interrupted'), { name: 'Interruption' as const });

export const isInterruption = (error: unknown): error is Interruption =>
  error instanceof Error && error.name === 'Interruption';
