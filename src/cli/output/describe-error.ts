/** Errors that end a command, as a message and an exit code. */
import { EXIT, isRefusal } from '../../machine/refusal.ts';

/** Describes a refusal by its message; any other error is a bug, whose stack is shown on demand only. */
export function describeError(
  error: unknown,
  env: Record<string, string | undefined>,
): { text: string; code: number } {
  if (isRefusal(error)) return { text: error.message, code: error.exitCode };
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const text = `internal error: ${what.split('\n')[0]} (MEMSIM_DEBUG=1 shows where)`;
  const stack = env.MEMSIM_DEBUG && error instanceof Error ? `\n${error.stack}` : '';
  return { text: text + stack, code: EXIT.internal };
}
