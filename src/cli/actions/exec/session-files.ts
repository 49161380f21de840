/** Files of the machine of a session, as another program uses them: its writes enter the command log. */
import { logCommand } from '../../../machine/command-log.ts';
import type { Machine } from '../../../machine/machine.ts';
import { endOfTask } from '../../../machine/task-end.ts';
import { type Failure, type Files, failed } from '../../../wall/files.ts';
import { NO_FILES } from '../../../wall/no-files.ts';
import type { Session } from '../../session/session.ts';

/** A machine that has crashed fails each access. */
const isRunning = (machine: Machine | undefined): machine is Machine =>
  machine !== undefined && machine.kernel.state.crashed === undefined;

const failure: Failure = { error: 'EIO' };

/** Logs a write as the command of memsim that does the same. */
function logWrite({ commandLog }: Machine, argv: string[], refused: Failure | undefined): void {
  logCommand(commandLog, { argv, rc: refused === undefined ? 0 : 1 });
}

/** Bytes of a device write that are logged in one command. */
const POKE = 4096;

const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

function logPokes(machine: Machine, path: string, offset: number, data: Uint8Array): void {
  for (let at = 0; at < data.length; at += POKE) {
    const piece = data.subarray(at, at + POKE);
    const words = piece.every((byte) => byte === 0) ? ['--zero', `${piece.length}`] : [hex(piece)];
    logWrite(machine, ['poke', path, `${offset + at}`, ...words], undefined);
  }
}

/**
 * The files of the machine that the session has at the time of a call. A task that the kernel ends fails with
 * EIO, and the message of a shell is printed.
 *
 * @param changed called after each write
 */
export function sessionFiles(session: Session, changed: () => void): () => Files {
  const { slot, err } = session;
  const ending = <T>(act: () => T): T | Failure => {
    try {
      return act();
    } catch (error) {
      err.write(endOfTask(error).stderr);
      return failure;
    }
  };
  return () => {
    const { machine } = slot;
    if (!isRunning(machine)) return NO_FILES;
    const { files } = machine;
    return {
      ...files,
      read: (path, name) => ending(() => files.read(path, name)),
      write(path, text) {
        const refused = ending(() => files.write(path, text));
        logWrite(machine, ['write', path, text.replace(/\n$/, '')], refused);
        changed();
        return refused;
      },
      ioctl(path, request) {
        const reply = ending(() => files.ioctl(path, request));
        if (request.command === 'set-config-data' && !failed(reply))
          logPokes(machine, path, request.offset, request.data);
        changed();
        return reply;
      },
      loadModule(name) {
        const refused = ending(() => files.loadModule(name));
        logWrite(machine, ['modprobe', name], refused);
        changed();
        return refused;
      },
      writeBytes(path, offset, data, direct) {
        const refused = ending(() => files.writeBytes(path, offset, data, direct));
        if (refused === undefined && direct !== true) logPokes(machine, path, offset, data);
        changed();
        return refused;
      },
    };
  };
}
