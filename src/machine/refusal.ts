/**
 * memsim's own refusals: one clear line that names the thing and the way out. They are the user's to
 * solve, so no stack is shown; anything else that is thrown is a bug of memsim.
 */

/** Exit codes of memsim's own verbs. */
export const EXIT = { failed: 1, usage: 2, state: 3 } as const;

export interface Refusal extends Error {
  exitCode: number;
}

/** An error for `throw` that ends the command with this line and exit code. */
export const refusal = (message: string, exitCode: number = EXIT.failed): Refusal =>
  Object.assign(new Error(message), { name: 'Refusal', exitCode });

/** True for what refusal() made; any other error is a bug. */
export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && error.name === 'Refusal' && 'exitCode' in error;
