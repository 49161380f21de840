import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machine } from '../../helpers/booted.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

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
