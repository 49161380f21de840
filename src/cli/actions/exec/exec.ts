/** `memsim exec -- CMD..`: a command on the files of the machine, with the machine's tools on its PATH. */
import { join } from 'node:path';
import { isRoot, runAsRoot } from '../../../clients/exec/as-root.ts';
import { runWithDropIns } from '../../../clients/exec/fifo-folder.ts';
import { runIsolated } from '../../../clients/exec/namespace.ts';
import { namespaceTree } from '../../../clients/exec/own-tree.ts';
import { machineTree } from '../../../clients/fuse/machine-tree.ts';
import { openIoctls } from '../../../clients/real/ioctl-file.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { failed } from '../../../wall/files.ts';
import type { Host } from '../../session/host.ts';
import { type Caller, isSession, type Session, say } from '../../session/session.ts';
import { diskDevices } from './disk-devices.ts';
import { dropInScripts } from './drop-ins.ts';
import { realToolVariables } from './real-tools.ts';
import { type Served, serving } from './serving.ts';

export interface ExecFlags {
  real?: boolean;
}

/** Note for a command that sees the system's own files. */
const LEFT_OUT =
  "/sys, /proc and /dev are the system's: only ndctl, daxctl and the other drop-ins work on the machine";

/** Runs memsim once more, as root of a user namespace. */
async function again({ args, packageRoot, onExit, onInterrupt, endIfSignalled }: Host): Promise<number> {
  const withdrawals = [onInterrupt(() => {})];
  try {
    return await runAsRoot([join(packageRoot, 'bin', 'memsim'), ...args], (end) =>
      withdrawals.push(
        onExit((mustEnd) => {
          end();
          return mustEnd ? 'now' : 'later';
        }),
      ),
    );
  } finally {
    for (const withdraw of withdrawals) withdraw();
    endIfSignalled();
  }
}

async function runMounted(
  session: Session,
  served: Served,
  command: string[],
  real: boolean,
): Promise<{ code: number } | { refused: string }> {
  const { env } = session.host;
  const { files, run } = served;
  const procFiles = files().list('/proc');
  const own = namespaceTree(machineTree(files), {
    dropIns: dropInScripts(real, 'file'),
    run,
    ioctls: () => openIoctls(files),
  });
  const disks = diskDevices(session, own, files);
  return runIsolated({
    command,
    env: real ? { ...env, ...realToolVariables(session) } : env,
    tree: disks.tree,
    procFiles: failed(procFiles) ? [] : procFiles,
    failed: served.failed,
    ended: disks.ended,
    started(kill, root) {
      disks.started(root);
      served.started(kill);
    },
  });
}

/** Runs the command; returns its exit code. */
async function runOn(session: Session, command: string[], real: boolean): Promise<number> {
  const words = ['exec', ...(real ? ['--real'] : []), '--', ...command];
  // Ctrl-C reaches the command as well, which handles it.
  return serving(
    session,
    words,
    () => {},
    async (served) => {
      const outcome = isRoot()
        ? await runMounted(session, served, command, real)
        : { refused: 'FUSE and user namespaces are not permitted to this user' };
      if ('code' in outcome) return outcome.code;
      if (real) throw refusal(`exec: --real: ${outcome.refused}`);
      if (!session.settings.quiet) say(session, `exec: ${outcome.refused}; ${LEFT_OUT}`);
      const dropIns = dropInScripts(false, 'fifo');
      return runWithDropIns({ ...served, command, env: session.host.env, dropIns });
    },
  );
}

/** Runs the command, or memsim once more; returns the exit code. */
export async function exec(
  caller: Caller | Session,
  command: string[],
  { real = false }: ExecFlags,
): Promise<number> {
  if (command.length === 0) throw refusal('exec: no command', EXIT.usage);
  return isSession(caller) ? runOn(caller, command, real) : again(caller.host);
}
