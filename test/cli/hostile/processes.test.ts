import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeExport } from '../../../src/machine/state/export-file.ts';
import { machine } from '../../helpers/booted.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const MEMSIM = join(import.meta.dirname, '..', '..', '..', 'bin', 'memsim');

describe('processes', () => {
  const env = (folder: string) => ({ PATH: process.env.PATH, MEMSIM_STATE: folder });

  it('an endless file is refused, and waiting for one ends by a signal', async () => {
    const folder = scratchFolder();
    const { stderr } = spawnSync(MEMSIM, ['import', '/dev/zero'], { env: env(folder), encoding: 'utf8' });
    expect(stderr).toBe('memsim: /dev/zero: larger than 256 MiB\n');
    for (const args of [
      ['import', '-'],
      ['run', '-'],
    ]) {
      const child = spawn(MEMSIM, args, { env: env(folder) });
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill('SIGTERM');
      expect(await new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))).toBe(
        'SIGTERM',
      );
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends a script with %d, and machine and log agree', async (signal, code) => {
    const folder = scratchFolder();
    const child = spawn(MEMSIM, ['run', '--json', '-'], { env: env(folder) });
    const boot = "boot --platform qemu-14g --cmdline 'memmap=1G!8G'\n";
    child.stdin.end(
      boot +
        'write /sys/bus/nd/drivers/nd_pmem/unbind namespace0.0\nwrite /sys/bus/nd/drivers/nd_pmem/bind namespace0.0\n'.repeat(
          10_000,
        ),
    );
    child.stdout.once('data', () => child.kill(signal));
    child.stdout.resume();
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(code);
    expect(readdirSync(folder)).toEqual(['state', 'undo']);
    const memsim = memsimIn(folder);
    const { stdout } = await memsim(['export', '--script']);
    const other = memsimIn(scratchFolder());
    await other(['-q', 'run', '-'], {
      stdin: stdout
        .split('\n')
        .filter((line) => line.startsWith('memsim '))
        .join('\n'),
    });
    const state = async (run: typeof memsim): Promise<unknown> => {
      const { kernel } = decodeExport((await run(['export'])).bytes, 'x');
      return kernel;
    };
    expect(await state(other)).toEqual(await state(memsim));
  });

  it('import over a damaged state is refused unless it is forced', async () => {
    const { folder, memsim } = await machine();
    const { bytes } = await memsim(['export']);
    writeFileSync(join(folder, 'state'), 'memsim-state 7 x');
    expect(await memsim(['import', '-'], { stdin: bytes })).toMatchObject({ rc: 3 });
    expect(await memsim(['import', '--force', '-'], { stdin: bytes })).toMatchObject({ rc: 0 });
    expect((await memsim(['export'])).bytes.equals(bytes)).toBe(true);
  });
});
