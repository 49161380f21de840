/** The error that Ctrl-C throws in a command or a prompt. */

interface Interruption extends Error {
  name: 'Interruption';
}

/** Exit code after SIGINT, as of a shell: 128 and the number of the signal. */
export const INTERRUPTED = 130;

/** The error to throw at Ctrl-C. */
export const interruption = (): Interruption =>
  Object.assign(new Error('interrupted'), { name: 'Interruption' as const });

/** Tests for the error of Ctrl-C. */
export const isInterruption = (error: unknown): error is Interruption =>
  error instanceof Error && error.name === 'Interruption';
