/** udevadm. No udev runs on the machine, so no events are pending. */
import type { ToolResult } from '../../../../tools/tool.ts';
import type { Session } from '../../../session/session.ts';

/** `settle` and `trigger` end at once; other commands are refused. */
export const udevadm = (_session: Session, [command]: readonly string[]): ToolResult =>
  command === 'settle' || command === 'trigger'
    ? { rc: 0, stdout: '', stderr: '' }
    : { rc: 1, stdout: '', stderr: 'udevadm: only settle and trigger are emulated\n' };
