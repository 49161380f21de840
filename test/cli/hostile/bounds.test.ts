import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { machine } from '../../helpers/booted.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

describe('bounds', () => {
  it('addresses beyond 2^53 and ranges without a size are as the kernel has them', async () => {
    const { memsim } = await machine('memmap=1E@0');
    expect((await memsim(['e820'])).stdout).toContain('-fffffffffffffff');
    expect((await memsim(['status'])).stdout).toContain('4 PiB RAM');
    expect((await memsim(['lint', 'memmap=0!0'])).stdout).toContain('[no-size]');
    const { rc, stderr } = await memsim([
      'boot',
      '--kernel',
      '4.4',
      '--cmdline',
      'memmap=0%0-0+0 memmap=15E!8E',
    ]);
    expect({ rc, stderr }).toEqual({
      rc: 1,
      stderr: expect.stringContaining(
        'did not boot: Kernel panic - not syncing: Invalid user supplied memory map',
      ),
    });
    expect((await memsim(['import', '-'], { stdin: (await memsim(['export'])).bytes })).rc).toBe(0);
  });

  it('names of Object.prototype are ordinary names', async () => {
    const { memsim } = await machine();
    for (const name of ['__proto__', 'constructor', 'toString'])
      for (const args of [
        ['list', name, 'x'],
        ['list', '-n', name],
        ['explain', name],
        ['kernel', 'show', name],
        ['boot', '--config', `${name}=y`],
        ['reboot', '--with', name],
        ['cat', `/sys/bus/nd/devices/${name}/size`],
        ['ls', `/sys/class/block/${name}`],
        ['cat', `/dev/${name}`],
        ['write', '/sys/bus/nd/drivers/nd_pmem/bind', name],
        ['daxctl', 'list', '-d', name],
        ['disable-namespace', name],
        ['sections', name],
        ['peek', name, '0', '1'],
      ]) {
        const { stderr, rc } = await memsim(args);
        expect(stderr).not.toContain('internal error');
        expect(rc).not.toBe(70);
      }
  });

  it('a pattern of many stars is matched without backtracking at each', async () => {
    const { memsim } = await machine();
    expect((await memsim(['find', '/sys', '--name', `${'*a'.repeat(40)}*b`])).stdout).toBe('');
    expect((await memsim(['find', '/sys/bus/nd', '--name', 'n?_p*em'])).stdout).toBe(
      '/sys/bus/nd/drivers/nd_pmem\n',
    );
  });

  it('a device is read in pieces and up to a limit', async () => {
    const { memsim } = await machine();
    await memsim(['poke', 'pmem0', '0x1ffff8', '--text', 'across the border']);
    const { stdout } = await memsim(['peek', 'pmem0', '0', '3M']);
    expect(stdout.split('\n')).toHaveLength(8);
    expect(stdout).toContain('|........across t|');
    expect(await memsim(['peek', 'pmem0', '0', '1T'])).toMatchObject({ rc: 2, stdout: '' });
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk fails a dump', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'default', '--cmdline', 'memmap=1G!8G']);
    expect((await memsim(['read-labels', 'nmem0', '-o', '/dev/full'])).rc).toBe(1);
    expect((await memsim(['read-infoblock', 'namespace0.0', '-o', '/dev/full'])).rc).not.toBe(0);
  });

  it('a crash is explained, and the picture of 4.4 agrees with its page maps', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    await memsim([
      '-q',
      'boot',
      '--platform',
      'ted-32g',
      '--kernel',
      '4.4',
      '--cmdline',
      'memmap=64M!0x140100000',
    ]);
    expect((await memsim(['pagemaps'])).stdout).toContain('namespace0.0');
    expect((await memsim(['sections'])).stdout).not.toContain('no driver');
    expect((await memsim(['write', '/sys/bus/nd/drivers/nd_pmem/unbind', 'namespace0.0'])).rc).toBe(139);
    const { rc, stdout } = await memsim(['explain']);
    expect(rc).toBe(0);
    expect(stdout).toContain('kernel BUG at mm/memory_hotplug.c');
  });
});
