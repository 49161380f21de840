/** The programs that a command of `memsim exec` finds first on its PATH. */
import { type Channel, dropInScript, mountScript, partialScript } from '../../../clients/exec/scripts.ts';
import type { ToolResult } from '../../../tools/tool.ts';
import type { Session } from '../../session/session.ts';

/** A program that memsim has for scripts alone. */
export type Program = (session: Session, argv: readonly string[]) => ToolResult | Promise<ToolResult>;

/** A drop-in. Without `words` and `load`, its name is that of a command of memsim. */
interface DropIn {
  name: string;
  /** The command of memsim that runs, before the arguments. */
  words?: readonly string[];
  load?(): Promise<Program>;
  /** The only arguments that it answers; the system's program answers others. */
  only?: readonly string[];
  /** A script of its own, which does not call memsim. */
  script?: string;
  /** The system's program takes its place with --real. */
  real?: true;
}

export const DROP_INS: readonly DropIn[] = [
  { name: 'ndctl', real: true },
  { name: 'daxctl', real: true },
  { name: 'cxl', real: true },
  { name: 'memsim', words: [] },
  { name: 'lsmem' },
  { name: 'numactl' },
  { name: 'modprobe' },
  { name: 'rmmod' },
  { name: 'lsmod' },
  { name: 'modinfo' },
  { name: 'reboot', words: ['--quiet', 'reboot'] },
  { name: 'mount', script: mountScript },
  { name: 'dmesg', load: async () => (await import('./programs/log.ts')).dmesg },
  { name: 'journalctl', load: async () => (await import('./programs/log.ts')).journalctl },
  { name: 'udevadm', load: async () => (await import('./programs/udevadm.ts')).udevadm },
  {
    name: 'uname',
    only: ['-r', '--kernel-release'],
    load: async () => (await import('./programs/uname.ts')).uname,
  },
];

const BY_NAME = new Map(DROP_INS.map((dropIn) => [dropIn.name, dropIn]));

/** The drop-in with a name; undefined for other programs. */
export const dropInNamed = (name: string): DropIn | undefined => BY_NAME.get(name);

/** The scripts by name. With `real`, ndctl, daxctl and cxl are the system's own. */
export const dropInScripts = (real: boolean, channel: Channel): Map<string, string> =>
  new Map(
    DROP_INS.filter((dropIn) => !(real && dropIn.real)).map(({ name, only, script }) => [
      name,
      only === undefined ? (script ?? dropInScript(channel)) : partialScript(channel, name, only),
    ]),
  );
