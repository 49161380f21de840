/** `memsim exec` as a process of its own, where the system permits FUSE and namespaces. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const MEMSIM = join(import.meta.dirname, '..', '..', 'bin', 'memsim');

/** The reason for which `memsim exec` cannot mount anything here; undefined where it can. */
export function lacksNamespaces(): string | undefined {
  if (!existsSync('/dev/fuse')) return 'there is no /dev/fuse';
  const { status, error } = spawnSync('unshare', ['-m', '--pid', '--fork', 'true']);
  if (error !== undefined) return 'there is no unshare';
  return status === 0 ? undefined : 'mount namespaces are not permitted';
}

/** Prints why tests are skipped; returns whether they are. */
export function skipsWithout(reason: string | undefined, what: string): boolean {
  if (reason !== undefined) process.stderr.write(`skipped: ${what}: ${reason}\n`);
  return reason !== undefined;
}

/** The built program on the state in `folder`. */
export const processIn = (folder: string, variables: Record<string, string> = {}) => {
  const env = { PATH: process.env.PATH, MEMSIM_STATE: folder, MEMSIM_LOCK_WAIT: '0.1', ...variables };
  const run = (argv: string[], input = '') => {
    const { status, stdout, stderr } = spawnSync(MEMSIM, argv, { env, input, encoding: 'utf8' });
    return { rc: status, stdout, stderr };
  };
  return {
    env,
    run,
    /** Runs a script with `memsim exec`. */
    script: (text: string, input?: string) => run(['exec', '--', 'sh', '-c', text], input),
  };
};
