import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NDCTL_VERBS } from '../../src/cli/table/verbs.ts';
import { machine } from '../helpers/booted.ts';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';

describe("ndctl's verbs", () => {
  it('print what ndctl prints, then on stderr the log and what changed', async () => {
    const { memsim } = await machine();
    const { rc, stdout, stderr } = await memsim(['create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    expect(rc).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ dev: 'namespace0.0', mode: 'devdax', map: 'dev' });
    expect(stderr).toMatch(
      /^\[ +\d+\.\d{6}\] nd_pmem namespace0\.0: unable to guarantee persistence of writes$/m,
    );
    expect(stderr).toMatch(/^namespace0\.0: 1 GiB of region0, 1006 MiB usable, 8 sections\n/);
    expect(stderr).toContain('sections of 128 MiB');
    expect(stderr).not.toContain('holder');
    expect(stderr.split('\n').length).toBeLessThanOrEqual(20);
  });

  it('print no more than ndctl when called through it, or quietly', async () => {
    const words = ['create-namespace', '-fe', 'namespace0.0', '-m', 'devdax'];
    const { memsim } = await machine();
    expect(await memsim(['ndctl', ...words])).toMatchObject({ rc: 0, stderr: '' });
    expect(await memsim([...words, '--quiet'])).toMatchObject({ rc: 0, stderr: '' });
    expect(await memsim(['-q', ...words])).toMatchObject({ rc: 0, stderr: '' });
  });

  it('are ndctl when the program is called by that name', async () => {
    const { memsim } = await machine();
    const plain = await memsim(['ndctl', 'list', '-RN']);
    expect(await memsim(['list', '-RN'], { calledAs: 'ndctl' })).toEqual(plain);
    expect((await memsim(['version'], { calledAs: 'daxctl' })).stdout).toBe('76.1\n');
  });

  it('print version and help without a machine', async () => {
    const memsim = memsimIn(join(scratchFolder(), 'never-made'));
    for (const args of [
      ['ndctl', '--version'],
      ['ndctl', 'version'],
      ['daxctl', '--version'],
    ])
      expect(await memsim(args)).toMatchObject({ rc: 0, stdout: '76.1\n', stderr: '' });
    const plain = await memsim(['ndctl', 'help', 'list']);
    for (const args of [
      ['list', '--help'],
      ['help', 'list'],
    ]) {
      const { rc, stdout } = await memsim(args);
      expect(rc).toBe(plain.rc);
      expect(stdout.startsWith(plain.stdout)).toBe(true);
    }
    expect(JSON.parse((await memsim(['status', '--json'])).stdout).booted).toBe(false);
  });

  it('are those of ndctl', async () => {
    const { stdout } = await memsimIn(scratchFolder())(['ndctl', '--list-cmds']);
    const verbs = stdout.split('\n').filter((verb) => !['', 'version', 'help'].includes(verb));
    expect(NDCTL_VERBS.map(({ verb }) => verb).sort()).toEqual(verbs.sort());
  });

  it('end with the code of the tool', async () => {
    const { memsim } = await machine();
    expect(await memsim(['disable-namespace', 'namespace9.9'])).toMatchObject({
      rc: (await memsim(['ndctl', 'disable-namespace', 'namespace9.9'])).rc,
    });
    expect((await memsim(['list', '--no-such-option'])).rc).toBe(129);
  });

  it('show the views that are asked for', async () => {
    const { memsim } = await machine();
    const view = async (name: string) =>
      (await memsim(['create-namespace', '-fe', 'namespace0.0', '-m', 'fsdax', '-M', 'mem', '--view', name]))
        .stderr;
    expect(await view('none')).toMatch(/^(\[.*\n)*$/);
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    expect(await view('iomem')).toMatch(/^- .*dax0\.0$/m);
  });
});
