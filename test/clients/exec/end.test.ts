import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { lacksNamespaces, MEMSIM, processIn, skipsWithout } from '../../helpers/exec.ts';
import { scratchFolder } from '../../helpers/folder.ts';
import { PATIENCE } from '../../helpers/patience.ts';

const skips = skipsWithout(lacksNamespaces(), 'the end of memsim exec');

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Ids of running processes whose command line contains `words`. */
const running = (words: string): string[] =>
  readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').includes(words),
  );

/** FUSE mounts of `memsim exec` that a process sees; those of `memsim mount` are on folders of other tests. */
const mountsOf = (pid: string): string[] =>
  textOf(`/proc/${pid}/mounts`)
    .split('\n')
    .filter((line) => line.startsWith('memsim ') && !line.includes('/memsim-test-'));

let count = 0;

/** Runs a program where /dev/fuse is another device. */
const WITHOUT_FUSE = ['unshare', '-m', 'sh', '-c', 'mount --bind /dev/null /dev/fuse; exec "$@"', 'sh'];

/**
 * A script that has changed the machine and sleeps on, with a process in the background.
 *
 * @param launcher words before those of memsim
 */
async function sleeping(launcher: readonly string[] = []) {
  const memsim = processIn(scratchFolder());
  memsim.run(['-q', 'boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=4G!8G']);
  const sleep = `sleep 9${process.pid}${count++}`;
  const script = `ndctl create-namespace -fe namespace0.0 -m devdax; ${sleep} & ${sleep} & echo ready; wait`;
  const [program = '', ...argv] = [...launcher, MEMSIM, 'exec', '--', 'sh', '-c', script];
  const child = spawn(program, argv, {
    env: memsim.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
  let printed = '';
  child.stdout.on('data', (data) => {
    printed += data;
  });
  await vi.waitFor(() => expect(printed).toContain('ready'), PATIENCE);
  return {
    child,
    ended,
    memsim,
    sleepers: () => running(sleep).filter((pid) => !textOf(`/proc/${pid}/cmdline`).startsWith('node')),
    mode: () => (JSON.parse(memsim.run(['list']).stdout) as { mode: string }[])[0]?.mode,
  };
}

describe.skipIf(skips)('the end of memsim exec', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGKILL', 'SIGKILL'],
  ] as const)('leaves no process and no mount after %s', async (signal, code) => {
    const { child, ended, sleepers, mode, memsim } = await sleeping();
    const [pid = ''] = sleepers();
    expect(mountsOf(pid).length).toBeGreaterThan(1);
    expect(mountsOf('self')).toEqual([]);
    if (signal === 'SIGKILL') await vi.waitFor(() => expect(mode()).toBe('devdax'), PATIENCE);
    // A terminal sends its signals to the whole group.
    if (signal === 'SIGINT') process.kill(-child.pid!, signal);
    else child.kill(signal);
    expect(await ended).toBe(code);
    await vi.waitFor(() => expect(sleepers()).toEqual([]), PATIENCE);
    expect(mountsOf('self')).toEqual([]);
    expect(mode()).toBe('devdax');
    expect(memsim.run(['history']).stdout.trim().split('\n')).toHaveLength(3);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGKILL', 'SIGKILL'],
  ] as const)('leaves no process after %s where nothing can be mounted', async (signal, code) => {
    const { child, ended, sleepers } = await sleeping(WITHOUT_FUSE);
    // The shell and its two commands.
    expect(sleepers()).toHaveLength(3);
    child.kill(signal);
    expect(await ended).toBe(code);
    await vi.waitFor(() => expect(sleepers()).toEqual([]), PATIENCE);
  });

  it('tells another memsim what holds the machine', async () => {
    const { memsim, child } = await sleeping();
    const { rc, stderr } = memsim.run(['-q', 'reboot']);
    expect(rc).toBe(3);
    expect(stderr).toContain(`state is locked by process ${child.pid} ('memsim exec -- sh -c ndctl create-`);
  });

  it('ends with the command, though others run on', () => {
    const memsim = processIn(scratchFolder());
    const sleep = `sleep 8${process.pid}`;
    expect(memsim.run(['exec', '--', 'sh', '-c', `${sleep} & exit 3`]).rc).toBe(3);
    expect(running(sleep)).toEqual([]);
  });
});
