/** What user space sees of a task that the kernel ended, or that never came back from it. */
import { TaskEnd } from '../kernel/kernel/panic.ts';
import type { ToolResult } from '../tools/tool.ts';
import { EXIT } from './refusal.ts';

/** Signals as a shell tells of them: 128 and the number, and a word. */
const DEATHS = {
  killed: { rc: 137, stderr: 'Killed\n' },
  segfault: { rc: 139, stderr: 'Segmentation fault\n' },
} as const;

/**
 * The result of a command whose task ended so; what it had not written yet is lost.
 *
 * @throws `error` again when it is something else
 */
export function endOfTask(error: unknown): ToolResult {
  if (!(error instanceof TaskEnd)) throw error;
  if (error.fate !== 'hung') return { ...DEATHS[error.fate], stdout: '' };
  const text = `memsim: the command never returns: ${error.message}; 'memsim reboot' starts the machine again\n`;
  return { rc: EXIT.failed, stdout: '', stderr: text };
}
