/** `uname -r`; other options are answered by the system's uname. */
import type { ToolResult } from '../../../../tools/tool.ts';
import { runningMachine } from '../../../session/current-machine.ts';
import type { Session } from '../../../session/session.ts';

/** Prints the release of the running kernel. */
export async function uname(session: Session): Promise<ToolResult> {
  const { kernel } = await runningMachine(session);
  return { rc: 0, stdout: `${kernel.state.release}\n`, stderr: '' };
}
