/** Tools of the system with their own output and exit codes: lsmem, `numactl -H`, and those of kmod. */
import { runTool } from '../../machine/command.ts';
import type { Tool } from '../../tools/tool.ts';
import { toolFiles } from '../input/named-files.ts';
import { runningMachine } from '../session/current-machine.ts';
import { printResult, type Session } from '../session/session.ts';

/** Each tool, loaded on its first call. */
const SYSTEM_TOOLS = {
  lsmem: async () => (await import('../../tools/lsmem/main.ts')).lsmem,
  numactl: async () => (await import('../../tools/numactl/main.ts')).numactl,
  modprobe: async () => (await import('../../tools/kmod/modprobe.ts')).modprobe,
  rmmod: async () => (await import('../../tools/kmod/rmmod.ts')).rmmod,
  lsmod: async () => (await import('../../tools/kmod/lsmod.ts')).lsmod,
  modinfo: async () => (await import('../../tools/kmod/modinfo.ts')).modinfo,
} satisfies Record<string, () => Promise<Tool>>;

export type SystemToolName = keyof typeof SYSTEM_TOOLS;

/** `memsim lsmem ..`, `memsim modprobe ..`. */
export const systemToolAction =
  (name: SystemToolName) =>
  async (session: Session, args: string[]): Promise<number> => {
    const { host, out } = session;
    const result = await runTool(await runningMachine(session), await SYSTEM_TOOLS[name](), args, {
      host: toolFiles(host),
      stdin: host.readStdin,
      env: host.env,
      isTerminal: out.isTerminal,
    });
    printResult(session, result);
    return result.rc;
  };
