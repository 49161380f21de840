/** Real processes: kills at every system call of a save, many writers, full disks. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, PACKAGE } from './arena.ts';

const MEMSIM = join(PACKAGE, 'bin', 'memsim');

export interface Report {
  name: string;
  cases: number;
  failures: string[];
}

const env = (folder: string) => ({ PATH: process.env.PATH, MEMSIM_STATE: folder, MEMSIM_LOCK_WAIT: '300' });

function memsim(
  folder: string,
  ...args: string[]
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(MEMSIM, args, { env: env(folder), encoding: 'utf8' });
}

const ALIGN = '/sys/bus/nd/devices/region0/align';

/** A folder with a machine on which `align` can be written. */
function prepared(): string {
  const folder = newFolder();
  memsim(folder, '-q', 'boot', '--platform', 'default', '--kernel', '6.1');
  return folder;
}

/** Faults of a state after a crash: it must be the old or the new one, and the next command must run. */
function faultAfterCrash(folder: string, allowed: readonly string[]): string | undefined {
  const { stdout, stderr, status } = memsim(folder, 'cat', ALIGN);
  if (status !== 0 || !allowed.map(Number).includes(Number(stdout)))
    return `reads ${status} ${stdout.trim()} ${stderr.trim()}`;
  const next = memsim(folder, '-q', 'write', ALIGN, '16777216');
  if (next.status !== 0) return `the next command fails: ${next.stderr.trim()}`;
  const litter = readdirSync(folder).filter((name) => name.startsWith('.') || name.startsWith('lock'));
  return litter.length > 0 ? `litter: ${litter.join(' ')}` : undefined;
}

/** System calls that change the folder; a kill or an error at each of them is one case. */
const CALLS = [
  'symlink',
  'openat',
  'write',
  'writev',
  'pwrite64',
  'fsync',
  'utimensat',
  'link',
  'rename',
  'unlink',
  'close',
  'fstat',
  'readlink',
  'mkdir',
  'getdents64',
];

/** Has strace do something at the n-th call; false when there are not so many. */
function traced(folder: string, call: string, n: number, what: string, value: string): boolean {
  const log = join(folder, '..', `${folder.split('/').pop()}.strace`);
  const filter = ['-f', '-qq', '-o', log, '-e', `trace=${call}`, '-e', `inject=${call}:${what}:when=${n}`];
  filter.push('-P', folder);
  for (const name of ['state', 'lock', 'undo', 'redo']) filter.push('-P', join(folder, name));
  spawnSync('strace', [...filter, process.execPath, MEMSIM, '-q', 'write', ALIGN, value], {
    env: env(folder),
  });
  const text = readFileSync(log, 'utf8');
  rmSync(log, { force: true });
  return what.startsWith('signal') ? text.includes('killed by SIGKILL') : text.includes('INJECTED');
}

/** Kills (and, for calls that may fail, errors) at each call of a save, until a save has no more calls. */
export function atEveryCall(most: number): Report {
  const report: Report = { name: 'kills and errors at system calls of a save', cases: 0, failures: [] };
  const folder = prepared();
  const values = ['2097152', '4194304'];
  const before = '16777216';
  memsim(folder, '-q', 'write', ALIGN, before);
  for (const call of CALLS)
    for (const what of ['signal=SIGKILL', 'error=ENOSPC'])
      for (let n = 1; n <= most; n++) {
        const value = values[report.cases % 2]!;
        if (!traced(folder, call, n, what, value)) break;
        report.cases++;
        const fault = faultAfterCrash(folder, [before, value]);
        if (fault !== undefined) report.failures.push(`${what} at ${call} ${n}: ${fault}`);
      }
  rmSync(folder, { recursive: true, force: true });
  return report;
}

/** Writers at once, some of which are killed: every command that said it succeeded is in the log. */
export async function writers(count: number, times: number, killed: number): Promise<Report> {
  const folder = prepared();
  let succeeded = 0;
  let struck = 0;
  const one = (deadly: boolean): Promise<void> =>
    new Promise((resolve) => {
      const child = spawn(MEMSIM, ['-q', 'write', ALIGN, '2097152'], { env: env(folder), stdio: 'ignore' });
      if (deadly) setTimeout(() => child.kill('SIGKILL'), 20 + Math.random() * 400);
      child.once('exit', (code) => {
        if (code === 0) succeeded++;
        else if (deadly) struck++;
        resolve();
      });
    });
  const writer = async (i: number): Promise<void> => {
    for (let n = 0; n < times; n++) await one(i < killed);
  };
  await Promise.all(Array.from({ length: count }, (_, i) => writer(i)));
  const failures: string[] = [];
  const { stdout } = memsim(folder, 'export', '--script');
  const logged = stdout.split('\n').filter((line) => line.includes(' write ')).length;
  // A writer may be killed between its save and its exit.
  if (logged < succeeded || logged > succeeded + struck)
    failures.push(`${succeeded} succeeded, ${struck} were killed, ${logged} are in the log`);
  if (killed === 0 && succeeded !== count * times)
    failures.push(`${succeeded} of ${count * times} writers succeeded`);
  const fault = faultAfterCrash(folder, ['2097152', '16777216']);
  if (fault !== undefined) failures.push(fault);
  rmSync(folder, { recursive: true, force: true });
  return { name: `${count} writers, ${killed} of them killed`, cases: count * times, failures };
}

/** A file system of one mebibyte, filled to each of `steps` levels before a command runs. */
export function fullDisk(steps: number): Report {
  const report: Report = { name: 'a full disk', cases: 0, failures: [] };
  const mount = newFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', mount]).status !== 0) {
    rmSync(mount, { recursive: true, force: true });
    return { ...report, name: `${report.name} (not run: no right to mount)` };
  }
  const folder = join(mount, 'state');
  mkdirSync(folder);
  memsim(folder, '-q', 'boot', '--platform', 'default', '--kernel', '6.1');
  for (let i = 0; i < steps; i++) {
    const before = memsim(folder, 'cat', ALIGN).stdout.trim();
    const value = i % 2 === 0 ? '2097152' : '16777216';
    try {
      writeFileSync(join(mount, 'fill'), new Uint8Array(1024 * (1024 - Math.floor((i * 1024) / steps))));
    } catch {
      // As much of it as there is room for.
    }
    const { status, stderr } = memsim(folder, '-q', 'write', ALIGN, value);
    report.cases++;
    const after = memsim(folder, 'cat', ALIGN).stdout.trim();
    if (Number(after) !== Number(status === 0 ? value : before))
      report.failures.push(`level ${i}: exit ${status}, ${before} became ${after}`);
    if (status !== 0 && !/^memsim: .*ENOSPC/.test(stderr))
      report.failures.push(`level ${i}: ${stderr.trim()}`);
    rmSync(join(mount, 'fill'), { force: true });
    // The states for undo would fill a disk this small by themselves.
    rmSync(join(folder, 'undo'), { recursive: true, force: true });
    const fault = faultAfterCrash(folder, [after]);
    if (fault !== undefined) report.failures.push(`level ${i}: ${fault}`);
  }
  spawnSync('umount', [mount]);
  rmSync(mount, { recursive: true, force: true });
  return report;
}
