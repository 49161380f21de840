import { describe, expect, test } from 'vitest';
import { cmp_dpa } from '../../../../src/kernel/nvdimm/namespace_devs/create.ts';
import { default_align } from '../../../../src/kernel/nvdimm/region_devs/create.ts';
import { GiB, MiB } from '../../../../src/lib/units.ts';
import { bootMachine } from '../../../helpers/boot.ts';
import { drive } from '../../../helpers/pmem.ts';
import {
  bootDimms,
  createRaw,
  destroy,
  disable,
  enable,
  get,
  logMark,
  logSince,
  ND,
  put,
} from '../machine.ts';

const R = `${ND}/region0`;

describe('align', () => {
  test.each([
    [GiB, 0, 16 * MiB],
    [GiB, 1, 16 * MiB],
    [GiB, 4, 16 * MiB],
    [GiB, 3, 48 * MiB],
    [4 * MiB, 0, 4096],
    [15 * MiB, 3, 12288],
  ])('of %d bytes in %d ways is %d', (size, ways, align) => {
    expect(default_align(bootMachine(), size, ways)).toBe(align);
  });

  test.each([
    ['5.10.109', 16 * MiB],
    ['5.10.110', 4096],
    ['5.17', 16 * MiB],
    ['5.18', 4096],
  ])('of a region of 4 MiB is, on %s, %d', (kernel, align) => {
    expect(default_align(bootMachine({ kernel }), 4 * MiB, 1)).toBe(align);
  });

  test.each([
    ['6.0', 'ENXIO'],
    ['6.1', 'ok'],
  ])('of a region without DIMMs is written on %s: %s', (kernel, result) => {
    const { echo } = drive(bootMachine({ kernel, cmdline: 'memmap=1G!4G' }));
    expect(echo('0x1000', 'region0/align')).toBe(result);
  });

  test.each([
    [1, '4096', 'ok'],
    [1, '0x200000', 'ok'],
    [1, '1000', 'EINVAL'],
    [1, '3145728', 'EINVAL'],
    [1, '2048', 'EINVAL'],
    [1, String(512 * MiB), 'EINVAL'],
    [1, 'x', 'EINVAL'],
    [2, '4096', 'EINVAL'],
    [2, '8192', 'ok'],
    [2, '12288', 'EINVAL'],
    [3, '12288', 'ok'],
    [3, '16384', 'EINVAL'],
  ])('%d ways accept %s: %s', (ways, value, result) => {
    expect(put(bootDimms({ ways }), `${R}/align`, value)).toBe(result);
  });

  test('rounds free space inward and allocations outward', () => {
    const machine = bootDimms({ size: 256 * MiB });
    put(machine, `${R}/align`, 4096);
    createRaw(machine, 1, 17 * MiB);
    expect(get(machine, `${R}/available_size`)).toBe(String(239 * MiB));
    put(machine, `${R}/align`, 16 * MiB);
    expect(get(machine, `${R}/available_size`)).toBe(String(224 * MiB));
    expect(get(machine, `${R}/max_available_extent`)).toBe(String(224 * MiB));
  });
});

test('a region has the attributes of its platform', () => {
  const machine = bootDimms({ ways: 2, labels: 'blank' });
  for (const [file, value] of Object.entries({
    size: String(512 * MiB),
    mappings: '2',
    mapping1: `nmem1,0,${256 * MiB},1`,
    mapping2: 'ENOENT',
    nstype: '4',
    init_namespaces: '1/1',
    namespace_seed: 'namespace0.0',
    pfn_seed: 'pfn0.0',
    read_only: '0',
    deep_flush: '0',
    persistence_domain: 'ENOENT',
    available_size: String(512 * MiB),
    badblocks: '',
    modalias: 'nd:t2',
    devtype: 'nd_pmem',
    resource: '0x400000000',
  }))
    expect([file, get(machine, `${R}/${file}`)]).toEqual([file, value]);
});

test('a legacy region has no cookie, no available_size, no deep_flush', () => {
  const machine = bootDimms({ cmdline: 'memmap=64M!0x130000000' });
  const region = Object.values(machine.kernel.state.nd.regions).find(
    ({ mappings }) => mappings.length === 0,
  )!;
  for (const file of ['set_cookie', 'available_size', 'deep_flush', 'persistence_domain'])
    expect(get(machine, `${ND}/${region.name}/${file}`)).toBe('ENOENT');
  expect(get(machine, `${ND}/${region.name}/max_available_extent`)).toBe('0');
});

describe('disabling and enabling', () => {
  test('removes its devices and creates them again', () => {
    const machine = bootDimms();
    createRaw(machine, 1, 16 * MiB);
    disable(machine);
    expect(get(machine, `${R}/init_namespaces`)).toBe('ENXIO');
    expect(get(machine, `${R}/namespace_seed`)).toBe('');
    expect(machine.kernel.state.nd.namespaces).toEqual({});
    expect(machine.kernel.state.nd.pfns).toEqual({});
    expect(get(machine, `${ND}/nmem0/state`)).toBe('idle');
    enable(machine);
    expect(get(machine, `${R}/init_namespaces`)).toBe('1/1');
    expect(get(machine, `${ND}/namespace0.0/size`)).toBe(String(16 * MiB));
    expect(get(machine, `${R}/namespace_seed`)).toBe('namespace0.1');
    expect(get(machine, `${ND}/nmem0/state`)).toBe('active');
  });

  test('creates a seed after several raw namespaces', () => {
    const machine = bootDimms();
    for (let i = 0; i < 3; i++) createRaw(machine, i, 16 * MiB);
    disable(machine);
    enable(machine);
    expect(get(machine, `${R}/namespace_seed`)).toBe('namespace0.3');
  });

  test('fails when a labelled DIMM is disabled', () => {
    const machine = bootDimms({ ways: 2 });
    disable(machine);
    put(machine, '/sys/bus/nd/drivers/nvdimm/unbind', 'nmem1');
    const mark = logMark(machine);
    expect(enable(machine)).toBe('ENXIO');
    expect(logSince(machine, mark)).toEqual(['nd_region region0: nmem1: is disabled, failing probe']);
    expect(get(machine, `${ND}/nmem0/state`)).toBe('idle');
  });

  test('fails when a member lacks a label', () => {
    const machine = bootDimms({ ways: 2 });
    createRaw(machine, 1, 32 * MiB);
    disable(machine);
    const nmem1 = machine.kernel.state.nd.dimms.nmem1!;
    nmem1.drvdata!.labels = {};
    const mark = logMark(machine);
    expect(enable(machine)).toBe('ENODEV');
    expect(logSince(machine, mark)).toEqual([
      'nd_region region0: nmem1 missing label for 11111111-2222-4333-8444-000000000001',
    ]);
  });
});

test('namespaces are ordered by the bytes of their addresses, the lowest first', () => {
  const order = [0x1f0000000, 0x200000000, 0x101000000, 0x100000000]
    .map((start) => ({ start }))
    .sort(cmp_dpa)
    .map(({ start }) => start);
  expect(order).toEqual([0x100000000, 0x200000000, 0x101000000, 0x1f0000000]);
});

test('allocating and freeing restores all capacity', () => {
  const machine = bootDimms({ ways: 2 });
  const before = get(machine, `${R}/max_available_extent`);
  const names = [32, 64, 96].map((size, i) => createRaw(machine, i, size * MiB));
  expect(get(machine, `${R}/max_available_extent`)).toBe(String(Number(before) - 192 * MiB));
  for (const name of names) destroy(machine, name);
  expect(get(machine, `${R}/max_available_extent`)).toBe(before);
  expect(machine.kernel.state.nd.dimms.nmem0!.drvdata!.dpa.gaps).toHaveLength(1);
});
