import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../helpers/folder.ts';

const MEMSIM = join(import.meta.dirname, '..', '..', 'bin', 'memsim');

/** The built program as a user starts it, on a state of its own. */
function environment(folder = scratchFolder()) {
  return { PATH: process.env.PATH, MEMSIM_STATE: folder };
}

const start = promisify(execFile);

describe('the program', () => {
  it('runs', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const { stdout } = await start(MEMSIM, ['--version'], { env: environment() });
    expect(stdout).toBe(`${version}\n`);
  });

  it('keeps its machine from one start to the next', async () => {
    const env = environment();
    await start(MEMSIM, ['boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=1G!8G'], { env });
    await start(MEMSIM, ['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax'], { env });
    const { stdout, stderr } = await start(MEMSIM, ['list'], { env });
    expect(JSON.parse(stdout)[0]).toMatchObject({ dev: 'namespace0.0', mode: 'devdax' });
    expect(stderr).toBe('');
  });

  it('is ndctl and daxctl under their names', async () => {
    const folder = scratchFolder();
    for (const name of ['ndctl', 'daxctl', 'cxl']) {
      symlinkSync(MEMSIM, join(folder, name));
      const { stdout } = await start(join(folder, name), ['version'], { env: environment() });
      expect(stdout).toBe('76.1\n');
      expect((await start(join(MEMSIM, '..', name), ['version'], { env: environment() })).stdout).toBe(
        stdout,
      );
    }
  });

  it('waits for standard input that comes late', () => {
    const { stdout } = spawnSync('bash', ['-c', `(sleep 0.3; echo platforms) | ${MEMSIM} run -`], {
      env: environment(),
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^default /);
  });

  it('ends with 141 when its reader has ended', () => {
    const { stdout } = spawnSync('bash', ['-c', `${MEMSIM} -q find /sys | head -1; echo \${PIPESTATUS[0]}`], {
      env: environment(),
      encoding: 'utf8',
    });
    expect(stdout).toBe('/sys\n141\n');
  });

  it.skipIf(!existsSync('/dev/full'))('says in a line that its output could not be written', () => {
    for (const command of ['--help', 'list -R', 'kernel list']) {
      const { status, stderr } = spawnSync('sh', ['-c', `${MEMSIM} -q ${command} > /dev/full`], {
        env: environment(),
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 1, stderr: 'memsim: cannot write its output (ENOSPC)\n' });
    }
  });

  it('ends with 130 when it is interrupted, with its changes saved and the lock released', async () => {
    const env = environment();
    const child = spawn(MEMSIM, ['run', '--json', '-'], { env });
    const boot = `boot --platform qemu-14g --cmdline 'memmap=1G!8G'\n`;
    child.stdin.end(boot + 'list -RN\n'.repeat(20_000));
    child.stdout.once('data', () => child.kill('SIGINT'));
    child.stdout.resume();
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(130);
    expect(existsSync(join(env.MEMSIM_STATE, 'lock'))).toBe(false);
    expect((await start(MEMSIM, ['cat', '/proc/cmdline'], { env })).stdout).toBe('memmap=1G!8G\n');
  });

  it('prints no stack trace for an error of the user', () => {
    for (const args of [
      ['boot', '--platform', '/no/such'],
      ['run', '/no/such'],
      ['replay', '/no/such'],
    ]) {
      const { stderr, stdout, status } = spawnSync(MEMSIM, args, { env: environment(), encoding: 'utf8' });
      expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
      expect(stderr).toMatch(/^memsim: [^\n]+\n$/);
    }
  });
});
