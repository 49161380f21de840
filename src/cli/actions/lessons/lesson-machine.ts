/** Machines of lessons, set up on scratch machines: commands of a lesson file use neither files nor snapshots. */
import { readLine } from '../../../experiments/script.ts';
import { setUpStep } from '../../../lessons/course.ts';
import type { Lesson, Start } from '../../../lessons/lesson.ts';
import type { ScratchMachine } from '../../../lessons/scratch-machine.ts';
import type { BootRequest } from '../../../machine/boot-options.ts';
import { bootMachine, type Machine } from '../../../machine/machine.ts';
import { DEFAULT_SETUP } from '../../../machine/setup.ts';
import { runGuarded } from '../../dispatch/runner.ts';
import type { HostAccess } from '../../input/host-files.ts';
import { loadPlatform } from '../../input/platforms.ts';
import { capture } from '../../session/capture.ts';
import type { Host } from '../../session/host.ts';
import { scratchSession } from '../../session/scratch.ts';
import type { Session } from '../../session/session.ts';

/** The boot that a lesson begins with. */
function requestOf({ kernel, cmdline, seed, config, with: added, without }: Start): BootRequest {
  return {
    kernel,
    cmdline,
    seed: seed ?? DEFAULT_SETUP.request.seed,
    ...(config && { config }),
    ...(added && { with: added }),
    ...(without && { without }),
  };
}

/** The hardware of a lesson; refuses an unknown name. Names never refer to files of the host. */
const platformOf = (host: Host, { platform }: Start) =>
  typeof platform === 'string' ? loadPlatform(host, platform) : platform;

const ENOENT = (path: string): Error =>
  Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' });

/** Files that commands of a lesson write and read again, kept in memory. */
function filesInMemory(): HostAccess {
  const files = new Map<string, Uint8Array>();
  return {
    read(path) {
      const data = files.get(path);
      if (data === undefined) throw ENOENT(path);
      return data;
    },
    write: (path, data) => void files.set(path, Buffer.from(data)),
    append: (path, data) =>
      void files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(data)])),
  };
}

/** A scratch session whose files are in memory. */
function lessonSession(host: Host): Session {
  const session = scratchSession(host);
  return { ...session, host: { ...session.host, files: filesInMemory() } };
}

/** The machine of a scratch session. */
function scratchMachineOn(session: Session): ScratchMachine {
  return {
    boot(start) {
      session.slot.machine = bootMachine(platformOf(session.host, start), requestOf(start));
    },
    async run(line) {
      const { session: quiet, printed } = capture(session);
      const rc = await runGuarded(quiet, readLine(line));
      return { rc, stderr: printed().stderr };
    },
    machine: () => session.slot.machine!,
  };
}

/** A new scratch machine for a lesson. */
export const scratchMachine = (host: Host): ScratchMachine => scratchMachineOn(lessonSession(host));

/** The machine at the start of a step. */
export async function machineOf(host: Host, lesson: Lesson, step: number): Promise<Machine> {
  const scratch = scratchMachine(host);
  await setUpStep(lesson, step, scratch);
  return scratch.machine();
}

/** A scratch session on the machine of a lesson. */
export async function sessionOf(host: Host, lesson: Lesson): Promise<Session> {
  const session = lessonSession(host);
  await setUpStep(lesson, 0, scratchMachineOn(session));
  return session;
}
