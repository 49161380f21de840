/** The error that Ctrl-C throws in a command or a prompt. */

interface Interruption extends Error {
  name: 'Interruption';
}

/** Exit code after SIGINT, as of a shell: 128 and the number of the signal. */
export const INTERRUPTED = 130;

export const interruption = (): Interruption =>
  Object.assign(new Error('interrupted'), { name: 'Interruption' as const });

export const isInterruption = (error: unknown): error is Interruption =>
  error instanceof Error && error.name === 'Interruption';
