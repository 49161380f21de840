import { describe, expect, test } from 'vitest';
import { deviceDir, machine, setDriver } from './machine.ts';

const NFIT = machine('nfit-namespaces');

const listed = async (...argv: string[]) => {
  const { rc, stdout, stderr } = await NFIT.run('list', ...argv);
  expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
  return stdout;
};

const parsed = async (...argv: string[]) => JSON.parse(await listed(...argv));
const devs = (items: { dev: string }[]) => items.map((item) => item.dev);

describe('namespaces', () => {
  test('each mode has its fields in ndctl order', async () => {
    expect(await listed('-n', 'namespace0.0')).toBe(`[
  {
    "dev":"namespace0.0",
    "mode":"fsdax",
    "map":"dev",
    "size":526385152,
    "uuid":"8cc95ae8-10b6-4556-a591-47dcef04fcc1",
    "sector_size":512,
    "align":2097152,
    "blockdev":"pmem0",
    "name":"data"
  }
]
`);
    expect(await listed('-n', 'namespace0.2', '-u')).toBe(`{
  "dev":"namespace0.2",
  "mode":"sector",
  "size":"126.84 MiB (133.01 MB)",
  "uuid":"41f05023-383b-4a84-bbda-0a6bab585e87",
  "sector_size":4096,
  "blockdev":"pmem0.2s"
}
`);
  });

  test('a device-dax namespace shows its device, or with -X its region', async () => {
    const [plain] = await parsed('-n', '0.1');
    expect(plain).toMatchObject({ mode: 'devdax', chardev: 'dax0.1' });
    const all = await parsed('-X');
    expect(devs(all)).toEqual(['namespace0.1']);
    expect(all[0].daxregion).toEqual({
      id: 0,
      size: 262144000,
      align: 2097152,
      devices: [{ chardev: 'dax0.1', size: 262144000, target_node: 0, align: 2097152, mode: 'devdax' }],
    });
    expect(all[0]).not.toHaveProperty('chardev');
  });

  test('idle ones only with -i, disabled but sized ones with -c', async () => {
    expect(devs(await parsed())).toEqual(['namespace0.2', 'namespace0.1', 'namespace0.0']);
    expect(devs(await parsed('-c'))).toContain('namespace0.3');
    expect(devs(await parsed('-c'))).not.toContain('namespace0.4');
    expect(devs(await parsed('-i'))).toContain('namespace0.4');
    const [off] = await parsed('-i', '-n', 'namespace0.3');
    expect(off).toMatchObject({ mode: 'raw', size: 67108864, state: 'disabled' });
    expect(off).not.toHaveProperty('blockdev');
  });

  test('-v prints the uuid of the label and the nodes', async () => {
    const [verbose] = await parsed('-v', '-n', 'namespace0.0');
    expect(verbose).toMatchObject({
      raw_uuid: '67cf586e-6240-40ec-88dc-1495a8d7653c',
      numa_node: 0,
      target_node: 0,
    });
  });

  test('none at all prints nothing', async () => {
    expect(await listed('-r', 'region1', '-N')).toBe('');
    expect(await listed('-b', 'nowhere')).toBe('');
  });
});

describe('sections', () => {
  test('a filter alone names the section', async () => {
    expect(devs(await parsed('-r', 'region0'))).toEqual(['region0']);
    expect(devs(await parsed('-r', '1'))).toEqual(['region1']);
    expect(devs(await parsed('-d', 'nmem1'))).toEqual(['nmem1']);
    expect(devs(await parsed('-b', 'ACPI.NFIT'))).toEqual(['ndbus0']);
  });

  test('regions and namespaces are in one object, since the last region visited has one', async () => {
    const both = await parsed('-RN');
    expect(devs(both.regions)).toEqual(['region1', 'region0']);
    expect(both.regions[0]).not.toHaveProperty('namespaces');
    expect(devs(both.regions[1].namespaces)).toHaveLength(3);
  });

  test('the last region without a listed namespace leaves a bare array', async () => {
    const regions = await parsed('-RN', '-m', 'fsdax', '-r', 'region1');
    expect(devs(regions)).toEqual(['region1']);
  });

  test('with buses everything is inside them', async () => {
    const [bus] = await parsed('-BRDN');
    expect(Object.keys(bus)).toEqual(['provider', 'dev', 'dimms', 'regions']);
    expect(Object.keys(bus.regions[1])).toContain('namespaces');
  });

  test('-vv prints everything; with -u a single bus is printed without an array', async () => {
    const bus = await parsed('-vvu');
    expect(bus.dev).toBe('ndbus0');
    expect(bus.regions[1].iset_id).toBe('0x2468ac00123456');
    expect(bus.dimms[1]).toEqual({ dev: 'nmem0', id: '8680-56341200', handle: '0x1', phys_id: '0' });
  });

  test('-RD shows the mappings of a region, -C its capabilities', async () => {
    const { regions } = await parsed('-RD');
    expect(regions[1].mappings).toEqual([{ dimm: 'nmem0', offset: 0, length: 4292870144, position: 0 }]);
    const [region] = await parsed('-RC', '-r', '0');
    expect(region.capabilities).toEqual([
      { mode: 'sector', sector_sizes: [512, 520, 528, 4096, 4104, 4160, 4224] },
      { mode: 'fsdax', alignments: [4096, 2097152, 1073741824] },
      { mode: 'devdax', alignments: [4096, 2097152, 1073741824] },
    ]);
  });

  test('a disabled region is idle', async () => {
    const m = machine('nfit-namespaces');
    setDriver(m.tree, 'region1', undefined);
    expect(JSON.parse((await m.run('list', '-R')).stdout)).toHaveLength(1);
    const all = JSON.parse((await m.run('list', '-Ri')).stdout);
    expect(all[0]).toMatchObject({ dev: 'region1', state: 'disabled' });
  });
});

test('a bus with an address range scrub prints its state', async () => {
  const m = machine('nfit-namespaces');
  const scrub = `${deviceDir(m.tree, 'region0').replace(/\/region0$/, '')}/nfit/scrub`;
  for (const [text, state] of [
    ['3\n', 'idle'],
    ['3+\n', 'active'],
  ]) {
    m.tree[scrub] = { text: text! };
    expect(JSON.parse((await m.run('list', '-B')).stdout)).toMatchObject([{ scrub_state: state }]);
  }
});

describe('errors', () => {
  test.each([
    [['-m', 'fast'], "  Error: invalid mode: 'fast'\n\n", 234],
    [['-t', 'nvme'], '  Error: unknown type "nvme" must be "pmem" or "blk"\n\n', 234],
    [['-U', 'x'], "  Error: invalid numa_node: 'x'\n\n", 234],
  ])('%j', async (argv, stderr, rc) => {
    expect(await NFIT.run('list', ...argv)).toEqual({ rc, stdout: '', stderr });
  });

  test('refuses operands', async () => {
    const { rc, stderr } = await NFIT.run('list', 'a', 'b');
    expect(rc).toBe(129);
    expect(stderr).toContain(
      '  Error: unknown parameter "a"\n\n  Error: unknown parameter "b"\n\n\n usage: ',
    );
  });
});

describe('bad blocks', () => {
  test('are counted, and listed with -M, from the start of the namespace', async () => {
    const m = machine('nfit-namespaces');
    const region = deviceDir(m.tree, 'region0');
    // Within the data of namespace0.0, which begins 10 MiB into the region.
    m.tree[`${region}/badblocks`] = { text: '20480 8\n1 1\n' };
    const [plain] = JSON.parse((await m.run('list', '-n', 'namespace0.0')).stdout);
    expect(plain.badblock_count).toBe(8);
    expect(plain).not.toHaveProperty('badblocks');
    const [listing] = JSON.parse((await m.run('list', '-M', '-n', 'namespace0.0')).stdout);
    expect(listing.badblocks).toEqual([{ offset: 0, length: 8, dimms: ['nmem0'] }]);
    const [whole] = JSON.parse((await m.run('list', '-RM', '-r', '0')).stdout);
    expect(whole).toMatchObject({ badblock_count: 9 });
  });
});
