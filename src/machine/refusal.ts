/**
 * memsim's own error messages: one line that names the object and the remedy. They concern user input, so no
 * stack is shown; any other thrown error is a bug of memsim.
 */

/** Exit codes of memsim's own verbs; 70 is EX_SOFTWARE of sysexits.h, a bug of memsim. */
export const EXIT = { failed: 1, usage: 2, state: 3, internal: 70 } as const;

/** Exit code of ndctl, daxctl and cxl for usage errors. */
export const TOOL_USAGE = 129;

/** Tests for the exit code of a usage error, of memsim or of a tool. */
export const isUsageError = (rc: number): boolean => rc === EXIT.usage || rc === TOOL_USAGE;

export interface Refusal extends Error {
  exitCode: number;
}

/** An error that ends the command with this line and exit code when thrown. */
export const refusal = (message: string, exitCode: number = EXIT.failed): Refusal =>
  Object.assign(new Error(message), { name: 'Refusal', exitCode });

/** Tests for an error made by refusal(); any other error is a bug. */
export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && error.name === 'Refusal' && 'exitCode' in error;
