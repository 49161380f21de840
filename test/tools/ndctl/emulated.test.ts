/** ndctl on the emulated kernel: each command sees the effects of the previous ones. */
import { describe, expect, test } from 'vitest';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { ALONE } from '../../../src/machine/command.ts';
import { bootMachine, type Machine } from '../../../src/machine/machine.ts';
import { ndctl } from '../../../src/tools/ndctl/main.ts';
import type { Files } from '../../../src/wall/files.ts';

const E820 = [
  { start: 0, end: '0x9fbff', type: 'usable' },
  { start: '0x100000', end: '0xbfffffff', type: 'usable' },
  { start: '0x100000000', end: '0x13fffffff', type: 'usable' },
];

const dimm = (n: number, address: string, labelSize = 2 ** 21) => ({
  handle: n,
  physId: n - 1,
  vendorId: '0x8086',
  serial: 0x1000 + n,
  size: 2 ** 31,
  labelSize,
  address,
});

const bootNfit = (...nvdimms: object[]): Machine =>
  bootMachine(readPlatform({ e820: E820, nvdimms }), { kernel: '6.1', cmdline: '', seed: 1 });

/** Runs ndctl and counts its file accesses. */
function tool(machine: Machine) {
  let uuids = 0;
  let asked = 0;
  const counted = Object.fromEntries(
    Object.entries(machine.files).map(([name, ask]) => [
      name,
      (...args: unknown[]) => {
        asked++;
        return (ask as (...args: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Files;
  return async (...argv: string[]) => {
    asked = 0;
    const { rc, stdout, stderr } = await ndctl(argv, {
      ...ALONE,
      files: counted,
      newUuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    });
    return { rc, stdout: String(stdout), stderr, asked };
  };
}

async function labelled(...nvdimms: object[]) {
  const run = tool(bootNfit(...nvdimms));
  for (const argv of [['disable-region'], ['init-labels', '-f'], ['enable-region']])
    expect(await run(...argv, 'all')).toMatchObject({ rc: 0 });
  return run;
}

describe('the life cycle of a namespace', () => {
  test('created, reconfigured in each mode, disabled, enabled, destroyed', async () => {
    const run = await labelled(dimm(1, '0x140000000'));
    const made = JSON.parse((await run('create-namespace', '-s', '256M')).stdout);
    expect(made).toMatchObject({ dev: 'namespace0.0', mode: 'fsdax', align: 2097152, blockdev: 'pmem0' });
    for (const [mode, blockdev] of [
      ['sector', 'pmem0s'],
      ['devdax', undefined],
      ['raw', 'pmem0'],
    ]) {
      const { stdout, stderr } = await run('create-namespace', '-f', '-e', 'namespace0.0', '-m', mode!);
      expect(stderr).toBe('');
      const anew = JSON.parse(stdout);
      expect(anew).toMatchObject({ dev: 'namespace0.0', mode });
      expect(anew.blockdev).toBe(blockdev);
    }
    expect((await run('disable-namespace', 'all')).stderr).toBe('disabled 1 namespace\n');
    expect((await run('list')).stdout).toBe('');
    expect((await run('enable-namespace', 'namespace0.0')).stderr).toBe('enabled 1 namespace\n');
    expect((await run('destroy-namespace', '-f', 'all')).stderr).toBe('destroyed 1 namespace\n');
    const [region] = JSON.parse((await run('list', '-R')).stdout);
    expect(region.available_size).toBe(region.max_available_extent);
  });

  test('without labels it is the whole region; reconfiguring writes labels first', async () => {
    const run = tool(bootNfit(dimm(1, '0x140000000')));
    const before = JSON.parse((await run('list')).stdout);
    expect(before).toMatchObject([{ dev: 'namespace0.0', mode: 'raw', size: 2 ** 31 }]);
    expect(before[0]).not.toHaveProperty('uuid');
    const bare = await run('create-namespace', '-f', '-e', 'namespace0.0', '-m', 'raw', '--no-autolabel');
    expect(bare.rc).toBe(0);
    expect((await run('check-labels', 'all')).stderr).toBe('successfully verified 0 nmem label\n');
    const anew = await run('create-namespace', '-f', '-e', 'namespace0.0', '-m', 'raw');
    expect(JSON.parse(anew.stdout)).toHaveProperty('uuid');
    expect((await run('check-labels', 'all')).stderr).toBe('successfully verified 1 nmem label\n');
  });
});

test('--continue fills every region', async () => {
  const run = await labelled(dimm(1, '0x140000000'), dimm(2, '0x240000000'));
  expect(await run('create-namespace', '-c')).toMatchObject({ rc: 0, stderr: 'created 2 namespaces\n' });
  expect(await run('create-namespace', '-c')).toMatchObject({
    rc: 237,
    stderr: 'created 0 namespaces\nfailed to create namespace: No space left on device\n',
  });
});

test('a command on one namespace does not read its siblings', async () => {
  const run = await labelled(dimm(1, '0x140000000'));
  const asked: number[] = [];
  for (let i = 0; i < 12; i++) {
    const created = await run('create-namespace', '-r', 'region0', '-s', '16M', '-m', 'fsdax', '-a', '4K');
    expect(created.stderr).toBe('');
    asked.push(created.asked);
  }
  expect(asked.slice(1)).toEqual(asked.slice(1).map(() => asked[1]));
  const few = (await run('disable-namespace', 'namespace0.3')).asked;
  await run('create-namespace', '-r', 'region0', '-s', '16M');
  expect((await run('disable-namespace', 'namespace0.4')).asked).toBe(few);
});
