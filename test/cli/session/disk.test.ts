import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machine } from '../../helpers/booted.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

/** A machine whose label area holds `size` bytes of noise. */
async function withLabels(size: number) {
  const folder = scratchFolder();
  const memsim = memsimIn(folder);
  const [platform, labels] = [join(folder, 'platform.json'), join(folder, 'labels')];
  const dimm = { handle: 1, serial: 1, size: 2 ** 30, labelSize: 2 ** 22, address: '0x100000000' };
  const e820 = [{ start: '0x0', end: '0x7fffffff', type: 'usable' }];
  writeFileSync(platform, JSON.stringify({ e820, nvdimms: [dimm] }));
  writeFileSync(labels, randomBytes(size));
  await memsim(['boot', '--platform', platform]);
  await memsim(['disable-region', 'all']);
  expect((await memsim(['write-labels', '-i', labels, 'nmem0'])).rc).toBe(0);
  return memsim;
}

describe('a command that reads all of the machine', () => {
  it.each([
    [2 ** 12, []],
    [2 ** 22, ['walk']],
  ])('is expected to run long on a large one: %i bytes', async (size, expected) => {
    const memsim = await withLabels(size);
    const longRuns: string[] = [];
    await memsim(['list', '-D'], { longRuns });
    expect(longRuns).toEqual(expected);
    await memsim(['enable-region', 'all'], { longRuns });
    expect(longRuns).toEqual(expected);
  });
});

describe('the state folder', () => {
  it('is refused with 3 in one line where its file is damaged, which stays', async () => {
    const { memsim, folder } = await machine();
    const file = join(folder, 'state');
    const whole = readFileSync(file);
    const damaged = whole.subarray(0, whole.length - 10);
    writeFileSync(file, damaged);
    for (const args of [['list'], ['status'], ['boot'], ['reboot'], ['run', '-']]) {
      const { rc, stdout, stderr } = await memsim(args);
      expect({ rc, stdout }).toEqual({ rc: 3, stdout: '' });
      expect(stderr).toMatch(/^memsim: .*state: damaged .*'memsim reset' starts over\n$/);
    }
    expect(readFileSync(file)).toEqual(damaged);
    expect((await memsim(['reset'])).rc).toBe(0);
    expect((await memsim(['-q', 'list'])).rc).toBe(0);
  });

  it('is refused with 3 in one line where it cannot be made', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'file'), '');
    const memsim = memsimIn(join(folder, 'file', 'state'));
    const { rc, stderr } = await memsim(['list']);
    expect(rc).toBe(3);
    expect(stderr).toMatch(/^memsim: .*state cannot be kept here \(ENOTDIR\).*\n$/);
  });

  it('refuses changes with 3 while another memsim holds its lock, and can be read', async () => {
    const { memsim, folder } = await machine();
    symlinkSync('77-0-a', join(folder, 'lock'));
    expect(await memsim(['reboot'])).toMatchObject({
      rc: 3,
      stderr: `memsim: state is locked by process 77; if no memsim runs, remove ${join(folder, 'lock')}\n`,
    });
    expect((await memsim(['iomem'])).rc).toBe(0);
  });

  it('contains the state and what undo reaches alone, without a lock, also after a refusal', async () => {
    const { memsim, folder } = await machine();
    await memsim(['create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    await memsim(['boot', '--platform', 'no-such']);
    expect(readdirSync(folder).sort()).toEqual(['state', 'undo']);
  });

  it('is where --state says, before MEMSIM_STATE, before XDG', async () => {
    const [a, b, c] = [scratchFolder(), scratchFolder(), scratchFolder()];
    const memsim = memsimIn(a);
    const env = { MEMSIM_STATE: b, XDG_STATE_HOME: c };
    const where = async (args: string[], some: Record<string, string>) =>
      JSON.parse((await memsim([...args, 'status', '--json'], { env: some })).stdout).state;
    expect(await where(['--state', a], env)).toBe(a);
    expect(await where([], env)).toBe(b);
    expect(await where([], { ...env, MEMSIM_STATE: '' })).toBe(join(c, 'memsim'));
  });
});
