/**
 * The result that user space sees of a task that the kernel killed, that crashed, or that never returned from a
 * system call.
 */
import { TaskEnd } from '../kernel/kernel/panic.ts';
import type { ToolResult } from '../tools/tool.ts';
import { ToolCrash } from '../tools/util/crash.ts';
import { EXIT } from './refusal.ts';

/** Signals in a shell's terms: exit status 128 plus the number, and a word. */
const DEATHS = {
  killed: { rc: 137, stderr: 'Killed\n' },
  segfault: { rc: 139, stderr: 'Segmentation fault\n' },
} as const;

/**
 * The result of a command whose task ended that way; unwritten output is lost.
 *
 * @throws `error` again if it is any other error
 */
export function endOfTask(error: unknown): ToolResult {
  if (error instanceof ToolCrash) return { rc: error.rc, stderr: `${error.message}\n`, stdout: '' };
  if (!(error instanceof TaskEnd)) throw error;
  if (error.fate !== 'hung') return { ...DEATHS[error.fate], stdout: '' };
  const text = `memsim: the command never returns: ${error.message}; 'memsim reboot' starts the machine again\n`;
  return { rc: EXIT.failed, stdout: '', stderr: text };
}
