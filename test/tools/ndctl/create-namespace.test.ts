import { describe, expect, test } from 'vitest';
import type { RecordedTree } from '../recorded-files.ts';
import { deviceDir, machine, type Recording, setDriver } from './machine.ts';

const create = (recording: Recording, ...argv: string[]) =>
  machine(recording).run('create-namespace', ...argv);

describe('checks of the command line alone', () => {
  test.each([
    [['-s', 'foo'], "failed to parse namespace size 'foo'\n\n  Error: failed to parse namespace size 'foo'"],
    [['-a', '3M'], 'align must be a power-of-2 greater than 4096'],
    [['-a', '2K'], 'align must be a power-of-2 greater than 4096'],
    [['-a', 'foo'], "failed to parse namespace alignment 'foo'"],
    [['-m', 'foo'], "invalid mode 'foo'"],
    [['-M', 'nvme'], "invalid map location 'nvme'"],
    [['-m', 'raw', '-M', 'dev'], '--map only valid for an devdax mode pmem namespace'],
    [['-m', 'memory', '-M', 'dev'], '--map only valid for an devdax mode pmem namespace'],
    [['-t', 'nvme'], "invalid type 'nvme', must be either 'pmem' or 'blk'"],
    [['-t', 'blk', '-m', 'fsdax'], "only 'pmem' namespaces support dax operation"],
    [['-u', 'x'], "failed to parse uuid: 'x'"],
    [['-m', 'sector', '-l', '4KB'], 'invalid sector size: 4KB'],
    [['extra'], 'unknown extra parameter "extra"'],
  ])('%j', async (argv, text) => {
    const { rc, stderr, stdout } = await create('nfit-namespaces', ...argv);
    expect({ rc, stdout }).toEqual({ rc: 129, stdout: '' });
    expect(stderr).toMatch(/^ {2}Error: /);
    expect(stderr.split('\n\n\n usage: ')[0]).toBe(`  Error: ${text}`);
  });

  test('all errors are reported at once', async () => {
    const { stderr } = await create('nfit-namespaces', '-m', 'foo', '-a', '1', '-u', 'x', 'y');
    expect(stderr.match(/Error: /g)).toHaveLength(4);
  });
});

describe('errors of a region', () => {
  test.each<[Recording, string[], number, string]>([
    ['nfit-namespaces', ['-r', 'region9'], 237, 'failed to create namespace: No such device or address\n'],
    ['nfit-namespaces', ['-t', 'blk'], 237, 'failed to create namespace: No such device or address\n'],
    ['nfit-namespaces', ['-s', '64G'], 237, 'failed to create namespace: No space left on device\n'],
    [
      'nfit-namespaces',
      ['-r', 'region1', '-s', '1025M'],
      237,
      'failed to create namespace: No space left on device\n',
    ],
    [
      'nfit-namespaces',
      ['-r', 'region1', '-s', '17M'],
      234,
      '  Error: create namespace: region1: align setting is 0x1000000 size 0x1100000 is misaligned\n\n',
    ],
    [
      'nfit-namespaces',
      ['-r', 'region0', '-m', 'devdax', '-a', '1G', '-s', '1536M'],
      234,
      "  Error: create namespace: '--size=' must align to interleave-width: 1 and alignment: 1073741824\n" +
        'did you intend --size=2048M?\n\n',
    ],
    [
      'nfit-namespaces',
      ['-r', 'region0', '-m', 'devdax', '-a', '1G', '-s', '0x60000000'],
      234,
      "  Error: create namespace: '--size=' must align to interleave-width: 1 and alignment: 1073741824\n" +
        'did you intend --size=2147483648?\n\n',
    ],
    [
      'nfit-namespaces',
      ['-r', 'region1', '-m', 'fsdax', '-a', '8K', '-s', '64M'],
      237,
      '  Error: unsupported align: 8K\n\nfailed to create namespace: No such device or address\n',
    ],
    [
      'nfit-namespaces',
      ['-r', 'region1', '-m', 'sector', '-a', '2M'],
      237,
      '  Error: sector mode does not support setting an alignment\n\n' +
        'failed to create namespace: No such device or address\n',
    ],
    [
      'nfit-namespaces',
      ['-r', 'region1', '-m', 'sector', '-l', '600'],
      234,
      '  Error: create namespace: region1: does not support btt sector_size 600\n\n',
    ],
    [
      'nfit-namespaces',
      ['-r', 'region1', '-l', '600'],
      234,
      '  Error: create namespace: region1: does not support namespace sector_size 600\n\n',
    ],
    [
      'nfit-namespaces',
      ['-r', 'region1', '-n', 'x'.repeat(64)],
      234,
      '  Error: create namespace: validate_namespace_options: alt name overflow\n\n',
    ],
    [
      'e820-three-regions',
      ['-s', '512M'],
      237,
      '  Error: Legacy / label-less namespaces do not support sub-dividing a region\n\n' +
        '  Error: Retry without -s/--size=\n\nfailed to create namespace: Invalid argument\n',
    ],
    ['e820-three-regions', [], 237, 'failed to create namespace: No such device or address\n'],
    ['e820-three-regions', ['-r', 'region0'], 237, 'failed to create namespace: No space left on device\n'],
    [
      'e820-three-regions',
      ['-e', 'namespace0.0', '-m', 'fsdax'],
      240,
      '  Error: namespace0.0 is active, specify --force for re-configuration\n\n' +
        'failed to reconfigure namespace: Device or resource busy\n',
    ],
    [
      'e820-three-regions',
      ['-e', 'namespace9.9', '-f'],
      250,
      'failed to reconfigure namespace: No such device or address\n',
    ],
    [
      'e820-three-regions',
      ['-e', 'namespace2.0', '-f', '-M', 'mem'],
      234,
      '  Error: create namespace: namespace2.0: --map= only valid for fsdax mode namespace\n\n',
    ],
  ])('%s %j', async (recording, argv, rc, stderr) => {
    const m = machine(recording);
    expect(await m.run('create-namespace', ...argv)).toEqual({ rc, stdout: '', stderr });
    expect(m.writes).toEqual([]);
  });

  test('a default size that is too small selects another region, a given one is an error', async () => {
    const m = machine('nfit-namespaces');
    const region = deviceDir(m.tree, 'region1');
    m.tree[`${region}/align`] = { text: '0x1000\n' };
    m.tree[`${region}/max_available_extent`] = { text: `${8 << 20}\n` };
    expect(await m.run('create-namespace', '-r', 'region1')).toMatchObject({
      rc: 237,
      stderr: 'failed to create namespace: No space left on device\n',
    });
    expect(await m.run('create-namespace', '-r', 'region1', '-s', '8M')).toMatchObject({
      rc: 237,
      stderr:
        "  Error: '--size=' must be >= 16MiB for 'fsdax' mode\n\nfailed to create namespace: Invalid argument\n",
    });
  });

  test('-v prints why a region is skipped', async () => {
    const { stderr } = await create('nfit-namespaces', '-r', 'region1', '-s', '2G', '-v');
    expect(stderr).toContain('libndctl: region_set_type: region1: iset-0x002468ae00123457 added\n');
    expect(stderr).toContain(
      'validate_available_capacity:623: region1: insufficient capacity size: 80000000 avail: 3f000000\n',
    );
  });

  test('no btt is read to determine the alignment of a namespace', async () => {
    const argv = ['-e', 'namespace0.0', '-s', '17M', '-m', 'fsdax', '-v'];
    const { stderr } = await create('nfit-namespaces', ...argv);
    expect(stderr).toContain("dev: 'pfn0.'");
    expect(stderr).toContain('is misaligned');
    expect(stderr).not.toContain('btt0.');
  });
});

/** The new address of a namespace, and the disk of what is enabled. */
function comesAlive(tree: RecordedTree, path: string, text: string): void {
  if (path.endsWith('/namespace1.0/size'))
    tree[`${deviceDir(tree, 'namespace1.0')}/resource`] = { text: '0x240000000\n' };
  if (path.endsWith('/bind')) tree[`${deviceDir(tree, text)}/block/pmem1/size`] = { text: '1\n' };
}

const LABEL_UUID = 'region1/namespace1.0/uuid=00000000-0000-4000-8000-000000000001';

describe('sysfs writes, in order', () => {
  test('raw: the label, then the driver', async () => {
    const m = machine('nfit-namespaces', { effect: comesAlive });
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
    const m = machine('nfit-namespaces', { effect: comesAlive });
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
    const m = machine('nfit-namespaces', { effect: comesAlive });
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
    const m = machine('nfit-namespaces', { refuse: noBind, effect: comesAlive });
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
    const m = machine('nfit-namespaces', { refuse: noBind, effect: comesAlive });
    await m.run('create-namespace', '-r', 'region1', '-s', '64M', '--no-autorecover');
    expect(m.writes.at(-1)).toBe('nd_pmem/bind=pfn1.0');
  });

  test('a base off 16 MiB is refused for dax modes unless forced', async () => {
    const effect = (tree: RecordedTree, path: string, text: string) => {
      comesAlive(tree, path, text);
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
    const m = machine('nfit-namespaces', { effect: comesAlive });
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
  const m = machine('nfit-namespaces', { effect: comesAlive, env: { isTerminal: true } });
  const { stdout } = await m.run('create-namespace', '-r', 'region1', '-s', '64M', '-m', 'raw');
  expect(stdout).toContain('"size":"64.00 MiB (67.11 MB)"');
});

test('a disabled region is not considered', async () => {
  const m = machine('nfit-namespaces');
  setDriver(m.tree, 'region1', undefined);
  expect(await m.run('create-namespace', '-r', 'region1')).toMatchObject({
    rc: 237,
    stderr: 'failed to create namespace: No space left on device\n',
  });
});
