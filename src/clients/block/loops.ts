/**
 * Loop devices of the host over files of a command's namespace. A shell of its own detaches them when memsim
 * ends, also when it is killed. losetup opens the file, which this process serves: it must never be waited for
 * without the event loop.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

/**
 * Reads names of devices; detaches one after a minus sign at once, and all others at the end of its input. A
 * name that was detached can be another program's by then.
 */
const KEEPER = `trap '' HUP INT TERM
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

/** The reason for which block devices are plain files here; undefined where loop devices can be made. */
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
  let keeper: ChildProcess | undefined;

  function tell(line: string): void {
    keeper ??= spawn('sh', ['-c', KEEPER], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    keeper.stdin?.write(`${line}\n`);
  }

  return {
    async attach(file, sectorSize) {
      const { stdout, failed } = await run('losetup', ['-f', '--show', '-b', `${sectorSize}`, file]);
      const device = stdout.trim();
      if (failed !== undefined || !device.startsWith('/dev/')) return { refused: failed ?? stdout };
      tell(device);
      return { name: device.slice('/dev/'.length) };
    },
    detach: (name) => tell(`-/dev/${name}`),
    end() {
      const ended = keeper;
      keeper = undefined;
      if (ended === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        ended.on('exit', () => resolve());
        ended.stdin?.end();
      });
    },
  };
}
