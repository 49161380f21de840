import { describe, expect, it } from 'vitest';
import { alone, memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

describe('a script for several kernels', () => {
  const KERNELS = ['compare', '--kernel', '6.1', '--kernel', '6.12'];

  it('runs on copies of the current machine: platform, command line and media', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'one-dimm', '--cmdline', 'memhp_default_state=online']);
    await memsim(['create-namespace', '--quiet', '-f', '-e', 'namespace0.0', '-m', 'devdax']);
    const before = (await memsim(['export'])).stdout;
    const script = { stdin: 'cat /proc/cmdline\nlist -N\n' };
    const { stdout } = await memsim([...KERNELS, '-'], script);
    expect(stdout).toMatch(/^On one-dimm, the media of the current machine, 'memhp_default_state=online':\n/);
    const rows = JSON.parse((await memsim(['sweep', '--json', '-'], script)).stdout).rows;
    const { answer } = rows.find(({ kernel }: { kernel: string }) => kernel === '6.12');
    expect(JSON.parse(answer)).toMatchObject([{ mode: 'devdax' }]);
    expect((await memsim(['export'])).stdout).toBe(before);
  });

  it('runs on what the options name: another command line on the same media, or new hardware', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'one-dimm', '--cmdline', 'memhp_default_state=online']);
    const on = async (...words: string[]) =>
      JSON.parse((await memsim([...KERNELS, '--json', ...words, '-'], { stdin: 'status' })).stdout).on;
    expect(await on('--cmdline', '')).toEqual({ platform: 'one-dimm', cmdline: '', media: 'kept' });
    expect(await on('--platform', 'kata')).toEqual({ platform: 'kata', cmdline: '', media: 'empty' });
  });

  it('is given line by line with --run', async () => {
    const { stdout } = await alone([...KERNELS, '--json', '--run', 'list -N', '--run', 'status']);
    expect(JSON.parse(stdout)).toMatchObject({ commands: 2 });
    expect(await alone([...KERNELS, '--run', 'list', 'file'])).toMatchObject({ rc: 2, stdout: '' });
    expect(await alone(KERNELS)).toMatchObject({
      rc: 2,
      stderr: 'memsim: compare: a script is missing: a file, or commands with --run\n',
    });
  });

  it('is not said to run on anything if it boots itself', async () => {
    const { stdout } = await alone([...KERNELS, '--json', '-'], { stdin: 'boot --platform kata' });
    expect(JSON.parse(stdout)).not.toHaveProperty('on');
  });
});

describe("the user's own machine", () => {
  it('is not touched by trials', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['boot', '--kernel', '6.12']);
    const before = (await memsim(['status', '--json'])).stdout;
    const stdin = 'boot --kernel 4.9\nreboot --cmdline memmap=1G!8G\nreset\n';
    await memsim(['sweep', '-'], { stdin });
    await memsim(['scenario', 'run', 'pgd-race']);
    expect((await memsim(['status', '--json'])).stdout).toBe(before);
  });
});
