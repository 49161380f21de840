/** Tools of the system: lsmem, `numactl -H` and modprobe, with their own output and exit codes. */
import { runTool } from '../../machine/command.ts';
import type { Tool } from '../../tools/tool.ts';
import { toolFiles } from '../input/named-files.ts';
import { runningMachine } from '../session/current-machine.ts';
import type { Session } from '../session/session.ts';

export type SystemToolName = 'lsmem' | 'numactl' | 'modprobe';

async function loadSystemTool(name: SystemToolName): Promise<Tool> {
  if (name === 'lsmem') return (await import('../../tools/lsmem/main.ts')).lsmem;
  if (name === 'modprobe') return (await import('../../tools/modprobe/main.ts')).modprobe;
  return (await import('../../tools/numactl/main.ts')).numactl;
}

/** `memsim lsmem ..`, `memsim numactl ..` and `memsim modprobe ..`. */
export const systemToolAction =
  (name: SystemToolName) =>
  async (session: Session, args: string[]): Promise<number> => {
    const { host, out, err } = session;
    const result = await runTool(await runningMachine(session), await loadSystemTool(name), args, {
      host: toolFiles(host),
      stdin: host.readStdin,
      env: host.env,
      isTerminal: out.isTerminal,
    });
    if (result.stdout.length > 0) out.write(result.stdout);
    if (result.stderr.length > 0) err.write(result.stderr);
    return result.rc;
  };
