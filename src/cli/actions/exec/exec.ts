/** `memsim exec -- CMD..`: a command on the files of the machine, with the machine's tools on its PATH. */

import { runIsolated } from '../../../clients/exec/namespace.ts';
import { namespaceTree } from '../../../clients/exec/own-tree.ts';
import { machineTree } from '../../../clients/fuse/machine-tree.ts';
import { openIoctls } from '../../../clients/real/ioctl-file.ts';
import { refusal } from '../../../machine/refusal.ts';
import { failed } from '../../../wall/files.ts';
import { toldError } from '../../output/told-error.ts';
import { runningMachine } from '../../session/current-machine.ts';
import { type Session, say } from '../../session/session.ts';
import { callsOn } from './calls.ts';
import { checkpointsOf } from './checkpoints.ts';
import { diskDevices } from './disk-devices.ts';
import { dropInScripts } from './drop-ins.ts';
import { realToolVariables } from './real-tools.ts';
import { sessionFiles } from './session-files.ts';

export interface ExecFlags {
  real?: boolean;
}

/** Runs the command; returns its exit code. */
export async function exec(
  session: Session,
  command: string[],
  { real = false }: ExecFlags,
): Promise<number> {
  const { host, slot } = session;
  if (session.nested) throw refusal('exec: a command of a script cannot run another one');
  const machine = await runningMachine(session);
  const procFiles = machine.files.list('/proc');
  const checkpoints = checkpointsOf(session, ['exec', ...(real ? ['--real'] : []), '--', ...command]);
  const files = sessionFiles(session, checkpoints.changed);
  const runCall = callsOn(session);
  const own = namespaceTree(machineTree(files), {
    dropIns: dropInScripts(real),
    async run(call) {
      slot.settled = false;
      const result = await runCall(call);
      slot.settled = true;
      checkpoints.changed();
      host.endIfTold();
      return result;
    },
    ioctls: () => openIoctls(files),
  });
  const disks = diskDevices(session, own, files);
  const withdrawInterrupt = host.onInterrupt(() => {});
  let withdrawExit = (): void => {};
  slot.settled = true;
  try {
    const outcome = await runIsolated({
      command,
      env: real ? { ...host.env, ...realToolVariables(session) } : host.env,
      tree: disks.tree,
      procFiles: failed(procFiles) ? [] : procFiles,
      failed: (error) => say(session, toldError(error, host.env).text),
      ended: disks.ended,
      started(kill, root) {
        disks.started(root);
        withdrawExit = host.onExit(() => {
          kill();
          return 'now';
        });
      },
    });
    if ('refused' in outcome) throw refusal(`exec: ${outcome.refused}`);
    return outcome.code;
  } finally {
    slot.settled = false;
    checkpoints.stop();
    withdrawExit();
    withdrawInterrupt();
  }
}
