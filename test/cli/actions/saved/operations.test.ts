import { describe, expect, it } from 'vitest';
import { machine } from '../../../helpers/booted.ts';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

describe('the machine before', () => {
  it.each([
    ['boot', ['boot']],
    ['reset', ['reset']],
    ['lesson', ['lesson', 'start', '1']],
  ])('is kept by %s, which says so in one line, and can be restored', async (verb, args) => {
    const { memsim } = await machine();
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    const before = (await memsim(['list'])).stdout;
    const { stderr } = await memsim(args);
    expect(stderr).toContain(
      `memsim: the machine before is kept: 'memsim undo' or 'memsim restore before-${verb}-1'`,
    );
    if (verb === 'lesson')
      expect((await memsim(['lesson', 'stop'])).stderr).toContain('the machine is that of before');
    else await memsim(['restore', `before-${verb}-1`]);
    expect((await memsim(['list'])).stdout).toBe(before);
  });

  it('is put aside once by a script that boots several times', async () => {
    const { memsim } = await machine();
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    const script = Array.from(
      { length: 3 },
      () => 'boot\nwrite /sys/bus/nd/devices/region0/align 0x200000\n',
    );
    await memsim(['run', '-'], { stdin: script.join('') });
    expect((await memsim(['snapshot'])).stdout).toBe('before-boot-1\n');
    await memsim(['restore', 'before-boot-1']);
    expect((await memsim(['list', '-N'])).stdout).toContain('"mode":"devdax"');
  });

  it('is removed by the undo of the first command, and restored by its redo', async () => {
    const memsim = memsimIn(scratchFolder());
    const { stdout } = await memsim(['create-namespace']);
    expect(await memsim(['undo'])).toMatchObject({
      rc: 0,
      stderr: 'memsim: undone: create-namespace; nothing is booted\n',
    });
    expect((await memsim(['status'])).stdout).toMatch(/^nothing is booted\n/);
    expect((await memsim(['undo'])).stderr).toBe(
      "memsim: undo: there is nothing to undo; 'memsim history' lists the commands\n",
    );
    await memsim(['redo']);
    expect(JSON.parse((await memsim(['list', '-N'])).stdout)).toMatchObject([
      { dev: JSON.parse(stdout).dev },
    ]);
  });

  it.each([
    ['boot', ['boot', '--platform', 'qemu-14g'], 'region1'],
    ['reset', ['reset'], 'region1'],
    ['lesson start', ['lesson', 'start', '1'], 'region1'],
    ['import', ['import', '-'], 'region0'],
  ])('is restored by the undo of %s, also if it was not changed', async (_verb, args, first) => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'default']);
    const { bytes } = await memsim(['export']);
    await memsim(['-q', 'boot', '--platform', first === 'region1' ? 'default' : 'one-dimm']);
    const before = (await memsim(['list', '-R'])).stdout;
    expect(before).toContain(first);
    await memsim(args, { stdin: bytes });
    await memsim(['undo']);
    expect((await memsim(['list', '-R'])).stdout).toBe(before);
    await memsim(['redo']);
    expect((await memsim(['list', '-R'])).stdout).not.toBe(args[0] === 'reset' ? '' : before);
  });

  it('is restored when a lesson ends, also if it was not changed', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'one-dimm']);
    await memsim(['lesson', 'start', '1']);
    expect((await memsim(['lesson', 'stop'])).stderr).toContain('the machine is that of before');
    expect((await memsim(['status'])).stdout).toContain('one-dimm');
  });

  it('is restored by undo and replaced by redo, and the commands are listed', async () => {
    const { memsim } = await machine();
    const empty = (await memsim(['list'])).stdout;
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    const full = (await memsim(['list'])).stdout;
    expect((await memsim(['undo'])).stderr).toBe(
      'memsim: undone: create-namespace -fe namespace0.0 -m devdax (1 more to undo)\n',
    );
    expect((await memsim(['list'])).stdout).toBe(empty);
    expect((await memsim(['history'])).stdout).toMatch(
      /^ +0 {2}\(nothing is booted\)\n> +1 {2}boot .*\n- +2 {2}create-namespace -fe/,
    );
    expect((await memsim(['redo'])).stderr).toBe(
      'memsim: done again: create-namespace -fe namespace0.0 -m devdax\n',
    );
    expect((await memsim(['list'])).stdout).toBe(full);
    expect(await memsim(['redo'])).toMatchObject({
      rc: 1,
      stderr: "memsim: redo: there is nothing to redo; 'memsim history' lists the commands\n",
    });
    expect((await memsim(['run', '-'], { stdin: 'undo\n' })).stderr).toContain('a script is one step');
  });
});
