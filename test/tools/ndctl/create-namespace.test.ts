import { describe, expect, test } from 'vitest';
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

test('a disabled region is not considered', async () => {
  const m = machine('nfit-namespaces');
  setDriver(m.tree, 'region1', undefined);
  expect(await m.run('create-namespace', '-r', 'region1')).toMatchObject({
    rc: 237,
    stderr: 'failed to create namespace: No space left on device\n',
  });
});
