/** memsim as root of a user namespace, where a user may mount FUSE. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, readlinkSync, statSync } from 'node:fs';
import { exitCode } from './launched.ts';
import { LAUNCH_SCRIPT } from './scripts.ts';

const ROOT_NAMESPACE = ['-U', '-r'];

/** Tests whether this process is root, be it of a user namespace. */
export function isRoot(): boolean {
  try {
    return statSync('/proc/self').uid === 0;
  } catch {
    return false;
  }
}

/** Tests whether the system lets this user be root of a namespace, and use /dev/fuse. */
function mayBecomeRoot(): boolean {
  try {
    accessSync('/dev/fuse', constants.R_OK + constants.W_OK);
  } catch {
    return false;
  }
  return spawnSync('unshare', [...ROOT_NAMESPACE, 'true'], { stdio: 'ignore' }).status === 0;
}

/** Tests whether memsim starts once more as root of a namespace: this user is not root, and may be it there. */
export const becomesRoot = (): boolean => !isRoot() && mayBecomeRoot();

/**
 * Runs a program of Node as root of a user namespace. The device must be opened in the namespace in which it is
 * mounted, so that all of memsim runs there.
 *
 * @param program the program and its arguments
 * @param started called with the way to end it
 */
export function runAsRoot(program: readonly string[], started: (end: () => void) => void): Promise<number> {
  const node = readlinkSync('/proc/self/exe');
  const child = spawn('sh', ['-c', LAUNCH_SCRIPT, 'memsim', ...ROOT_NAMESPACE, node, ...program], {
    stdio: 'inherit',
  });
  started(() => child.kill('SIGTERM'));
  return exitCode(child);
}
