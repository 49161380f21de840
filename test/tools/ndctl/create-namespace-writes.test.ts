import { describe, expect, test } from 'vitest';
import type { RecordedTree } from '../recorded-files.ts';
import { deviceDir, machine } from './machine.ts';

/** The new address of a namespace, and the disk of what is enabled. */
function afterWrite(tree: RecordedTree, path: string, text: string): void {
  if (path.endsWith('/namespace1.0/size'))
    tree[`${deviceDir(tree, 'namespace1.0')}/resource`] = { text: '0x240000000\n' };
  if (path.endsWith('/bind')) tree[`${deviceDir(tree, text)}/block/pmem1/size`] = { text: '1\n' };
}

const LABEL_UUID = 'region1/namespace1.0/uuid=00000000-0000-4000-8000-000000000001';

describe('sysfs writes, in order', () => {
  test('raw: the label, then the driver', async () => {
    const m = machine('nfit-namespaces', { effect: afterWrite });
    const { rc, stdout } = await m.run(
      'create-namespace',
      '-r',
      'region1',
      '-s',
      '64M',
      '-m',
      'raw',
      '-n',
      'x',
    );
    expect(rc).toBe(0);
    expect(m.writes).toEqual([
      LABEL_UUID,
      'region1/namespace1.0/alt_name=x',
      'region1/namespace1.0/size=0x4000000\n',
      'region1/namespace1.0/sector_size=512\n',
      'region1/namespace1.0/holder_class=\n',
      'nd_pmem/bind=namespace1.0',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      dev: 'namespace1.0',
      mode: 'raw',
      size: 67108864,
      uuid: '00000000-0000-4000-8000-000000000001',
      sector_size: 512,
      blockdev: 'pmem1',
      name: 'x',
    });
  });

  test('fsdax: the pfn seed on top, all of the largest extent', async () => {
    const m = machine('nfit-namespaces', { effect: afterWrite });
    await m.run('create-namespace', '-r', 'region1', '-M', 'mem', '-a', '4K');
    expect(m.writes).toEqual([
      LABEL_UUID,
      'region1/namespace1.0/alt_name=\n',
      'region1/namespace1.0/size=0x3f000000\n',
      'region1/namespace1.0/sector_size=512\n',
      'region1/namespace1.0/holder_class=pfn',
      'region1/pfn1.0/uuid=00000000-0000-4000-8000-000000000002',
      'region1/pfn1.0/mode=ram',
      'region1/pfn1.0/align=4096\n',
      'region1/pfn1.0/namespace=namespace1.0',
      'nd_pmem/bind=pfn1.0',
    ]);
  });

  test('sector: the btt seed on top', async () => {
    const m = machine('nfit-namespaces', { effect: afterWrite });
    await m.run('create-namespace', '-r', 'region1', '-s', '64M', '-m', 'sector', '-l', '512');
    expect(m.writes.slice(4)).toEqual([
      'region1/namespace1.0/holder_class=btt',
      'region1/btt1.0/uuid=00000000-0000-4000-8000-000000000002',
      'region1/btt1.0/sector_size=512\n',
      'region1/btt1.0/namespace=namespace1.0',
      'nd_pmem/bind=btt1.0',
    ]);
  });
});

describe('when a step fails', () => {
  test('a setting: its name and the reason, and no closing line', async () => {
    const m = machine('nfit-namespaces', {
      refuse: (path, text) => (path.endsWith('/size') && text !== '0\n' ? { error: 'ENXIO' } : undefined),
    });
    expect(await m.run('create-namespace', '-r', 'region1', '-s', '64M')).toMatchObject({
      rc: 250,
      stderr: '  Error: create namespace: namespace1.0: set_size failed: No such device or address\n\n',
    });
  });

  const noBind = (path: string) => (path.endsWith('/bind') ? ({ error: 'ENODEV' } as const) : undefined);

  test('the driver: the allocation is freed', async () => {
    const m = machine('nfit-namespaces', { refuse: noBind, effect: afterWrite });
    expect(await m.run('create-namespace', '-r', 'region1', '-s', '64M')).toMatchObject({
      rc: 237,
      stdout: '',
      stderr:
        'libndctl: ndctl_pfn_enable: pfn1.0: failed to enable\n' +
        '  Error: namespace1.0: failed to enable\n\n' +
        'failed to create namespace: No such device or address\n',
    });
    expect(m.writes.slice(-3)).toEqual([
      'region1/pfn1.0/namespace=\n',
      'region1/namespace1.0/holder_class=\n',
      'region1/namespace1.0/size=0\n',
    ]);
  });

  test('--no-autorecover keeps it', async () => {
    const m = machine('nfit-namespaces', { refuse: noBind, effect: afterWrite });
    await m.run('create-namespace', '-r', 'region1', '-s', '64M', '--no-autorecover');
    expect(m.writes.at(-1)).toBe('nd_pmem/bind=pfn1.0');
  });

  test('a base off 16 MiB is refused for dax modes unless forced', async () => {
    const effect = (tree: RecordedTree, path: string, text: string) => {
      afterWrite(tree, path, text);
      tree[`${deviceDir(tree, 'namespace1.0')}/resource`] = { text: '0x23fe00000\n' };
    };
    const m = machine('nfit-namespaces', { effect });
    expect(await m.run('create-namespace', '-r', 'region1', '-s', '64M')).toMatchObject({
      rc: 237,
      stderr:
        '  Error: namespace1.0 misaligned to 16M, adjust region alignment and retry\n\n' +
        'failed to create namespace: Invalid argument\n',
    });
    const forced = machine('nfit-namespaces', { effect });
    expect(await forced.run('create-namespace', '-r', 'region1', '-s', '64M', '-f')).toMatchObject({ rc: 0 });
  });
});

describe('--continue', () => {
  test('tries every region and counts', async () => {
    const m = machine('nfit-namespaces', { effect: afterWrite });
    for (const name of ['namespace0.4', 'pfn0.1']) expect(deviceDir(m.tree, name)).toContain(name);
    const { rc, stderr } = await m.run('create-namespace', '-c', '-s', '64M', '-m', 'raw');
    expect({ rc, stderr }).toEqual({ rc: 0, stderr: 'created 2 namespaces\n' });
  });

  test('stops at the first failure, or with --force continues', async () => {
    const refuse = (path: string) => (path.includes('/region1/') ? ({ error: 'EBUSY' } as const) : undefined);
    const stopped = machine('nfit-namespaces', { refuse });
    expect(await stopped.run('create-namespace', '-c', '-s', '64M', '-m', 'raw')).toMatchObject({
      rc: 240,
      stderr:
        '  Error: create namespace: namespace1.0: set_uuid failed: Device or resource busy\n\n' +
        'created 0 namespaces\n',
    });
    const forced = machine('nfit-namespaces', { refuse });
    const { rc, stderr } = await forced.run('create-namespace', '-cf', '-s', '64M', '-m', 'raw');
    expect(rc).toBe(240);
    expect(stderr).toContain('created 1 namespace\n');
  });
});

test('the JSON has human-readable sizes on a terminal', async () => {
  const m = machine('nfit-namespaces', { effect: afterWrite, env: { isTerminal: true } });
  const { stdout } = await m.run('create-namespace', '-r', 'region1', '-s', '64M', '-m', 'raw');
  expect(stdout).toContain('"size":"64.00 MiB (67.11 MB)"');
});
