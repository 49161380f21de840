/**
 * Loop devices of the host over files of a command's namespace. A shell process detaches them when memsim ends,
 * also when it is killed. losetup opens the file, which this process serves, so a synchronous call of it would
 * deadlock.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

/**
 * Reads names of devices; detaches one after a minus sign at once, and all others at the end of its input. A
 * detached name is forgotten, since another program may reuse it.
 */
const DETACH_SCRIPT = `trap '' HUP INT TERM
while read -r line; do
  case $line in
  -*)
    losetup -d "\${line#-}"
    left=$#
    while [ $left -gt 0 ]; do
      [ "-$1" = "$line" ] || set -- "$@" "$1"
      shift
      left=$((left - 1))
    done
    ;;
  *) set -- "$@" "$line" ;;
  esac
done
for device; do losetup -d "$device"; done
`;

const LOSETUP = ['/sbin/losetup', '/usr/sbin/losetup', '/bin/losetup', '/usr/bin/losetup'];

/** The reason why loop devices cannot be made; undefined where they can. */
export function lacksLoops(): string | undefined {
  if (userInfo().uid !== 0) return 'loop devices need root';
  if (!existsSync('/dev/loop-control')) return 'there is no /dev/loop-control';
  return LOSETUP.some(existsSync) ? undefined : 'there is no losetup';
}

export interface Loops {
  /**
   * Attaches a device to a file; returns its name, `loop3`, or the message of losetup.
   *
   * @param sectorSize logical block size in bytes
   */
  attach(file: string, sectorSize: number): Promise<{ name: string } | { refused: string }>;
  /** Detaches a device; one in use stays until it is closed. */
  detach(name: string): void;
  /** Detaches all; resolves when that is done. */
  end(): Promise<void>;
}

const run = (program: string, argv: string[]): Promise<{ stdout: string; failed?: string }> =>
  new Promise((resolve) =>
    execFile(program, argv, (error, stdout, stderr) =>
      resolve(error === null ? { stdout } : { stdout, failed: stderr.trim() || error.message }),
    ),
  );

/** Loop devices; the process that detaches them starts with the first one. */
export function openLoops(): Loops {
  let detacher: ChildProcess | undefined;

  function send(line: string): void {
    detacher ??= spawn('sh', ['-c', DETACH_SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    detacher.stdin?.write(`${line}\n`);
  }

  return {
    async attach(file, sectorSize) {
      const { stdout, failed } = await run('losetup', ['-f', '--show', '-b', `${sectorSize}`, file]);
      const device = stdout.trim();
      if (failed !== undefined || !device.startsWith('/dev/')) return { refused: failed ?? stdout };
      send(device);
      return { name: device.slice('/dev/'.length) };
    },
    detach: (name) => send(`-/dev/${name}`),
    end() {
      const ended = detacher;
      detacher = undefined;
      if (ended === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        ended.on('exit', () => resolve());
        ended.stdin?.end();
      });
    },
  };
}
