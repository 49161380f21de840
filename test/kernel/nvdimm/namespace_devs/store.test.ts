import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../../src/lib/units.ts';
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
  uuidOf,
} from '../machine.ts';

const NS = `${ND}/namespace0.0`;
const unbind = '/sys/bus/nd/drivers/nd_pmem/unbind';
const bind = '/sys/bus/nd/drivers/nd_pmem/bind';

/** A machine whose seed has a uuid. */
function named(options: Parameters<typeof bootDimms>[0] = {}) {
  const machine = bootDimms(options);
  put(machine, `${NS}/uuid`, uuidOf(1));
  return machine;
}

describe('size', () => {
  test('requires a uuid', () => {
    expect(put(bootDimms(), `${NS}/size`, 16 * MiB)).toBe('ENXIO');
  });

  test.each([
    ['16M', 'EINVAL'],
    ['-1', 'EINVAL'],
    ['0x1000000', 'ok'],
    ['0100000000', 'ok'],
    ['18446744073709551616', 'ERANGE'],
    [15 * MiB, 'EINVAL'],
    [GiB, 'ENOSPC'],
    [256 * MiB, 'ok'],
  ])('accepts %s: %s', (value, result) => {
    expect(put(named(), `${NS}/size`, value)).toBe(result);
  });

  test('is divided equally among the DIMMs of a set', () => {
    const machine = named({ ways: 4, size: 64 * MiB });
    expect(get(machine, `${ND}/region0/align`)).toBe('0x1000000');
    expect(put(machine, `${NS}/size`, 32 * MiB)).toBe('ok');
    expect(get(machine, `${NS}/dpa_extents`)).toBe('4');
    expect(get(machine, `${ND}/region0/available_size`)).toBe(String(224 * MiB));
  });

  test('cannot change while the namespace is bound or claimed', () => {
    const machine = bootDimms();
    createRaw(machine, 1, 64 * MiB);
    expect(put(machine, `${NS}/size`, 32 * MiB)).toBe('EBUSY');
    put(machine, unbind, 'namespace0.0');
    put(machine, `${ND}/pfn0.0/namespace`, 'namespace0.0');
    expect(put(machine, `${NS}/size`, 32 * MiB)).toBe('EBUSY');
  });

  test('cannot change while a DIMM is disabled', () => {
    const machine = named({ ways: 2 });
    put(machine, '/sys/bus/nd/drivers/nvdimm/unbind', 'nmem1');
    expect(put(machine, `${NS}/size`, 32 * MiB)).toBe('ENXIO');
    expect(get(machine, `${ND}/region0/available_size`)).toBe('0');
  });

  test('grows in place, into free space before or after it', () => {
    const machine = bootDimms();
    for (let i = 0; i < 3; i++) createRaw(machine, i, 32 * MiB);
    destroy(machine, 'namespace0.0');
    put(machine, unbind, 'namespace0.1');
    const start = Number(get(machine, `${ND}/namespace0.1/resource`));
    expect(put(machine, `${ND}/namespace0.1/size`, 48 * MiB)).toBe('ok');
    expect(Number(get(machine, `${ND}/namespace0.1/resource`))).toBe(start - 16 * MiB);
    put(machine, unbind, 'namespace0.2');
    expect(put(machine, `${ND}/namespace0.2/size`, 64 * MiB)).toBe('ok');
    expect(Number(get(machine, `${ND}/namespace0.2/resource`))).toBe(start + 32 * MiB);
  });

  test('shrinks from the end', () => {
    const machine = bootDimms();
    createRaw(machine, 1, 64 * MiB);
    put(machine, unbind, 'namespace0.0');
    const start = get(machine, `${NS}/resource`);
    expect(put(machine, `${NS}/size`, 16 * MiB)).toBe('ok');
    expect(get(machine, `${NS}/resource`)).toBe(start);
    expect(get(machine, `${ND}/region0/max_available_extent`)).toBe(String(240 * MiB));
  });

  test.each(['6.1', '6.12'])('on %s, without adjacent space: a WARN, once, and ENXIO', (kernel) => {
    const machine = bootDimms({ kernel });
    for (let i = 0; i < 2; i++) createRaw(machine, i, 64 * MiB);
    put(machine, unbind, 'namespace0.0');
    const mark = logMark(machine);
    expect(put(machine, `${NS}/size`, 128 * MiB)).toBe('ENXIO');
    expect(put(machine, `${NS}/size`, 128 * MiB)).toBe('ENXIO');
    expect(machine.kernel.state.log.lines.slice(mark)).toMatchObject([
      {
        text: 'nd_region region0: allocation underrun: 0x0 of 0x4000000 bytes',
        warning: { function: 'size_store' },
      },
    ]);
  });

  test('uses the lowest free range that is large enough', () => {
    const machine = bootDimms();
    const names = [16, 32, 16, 32, 16].map((size, i) => createRaw(machine, i, size * MiB));
    const [, second, third, fourth] = names;
    const hole = Number(get(machine, `${ND}/${second}/resource`));
    destroy(machine, third!);
    destroy(machine, fourth!);
    destroy(machine, second!);
    expect(get(machine, `${ND}/region0/available_size`)).toBe(String(224 * MiB));
    const name = createRaw(machine, 9, 64 * MiB);
    expect(Number(get(machine, `${ND}/${name}/resource`))).toBe(hole);
  });

  test('0 deletes the namespace; the seed and the first device remain, empty', () => {
    const machine = bootDimms();
    for (let i = 0; i < 3; i++) createRaw(machine, i, 16 * MiB);
    destroy(machine, 'namespace0.1');
    destroy(machine, 'namespace0.0');
    expect(get(machine, `${ND}/namespace0.1/size`)).toBe('ENOENT');
    expect(get(machine, `${NS}/size`)).toBe('0');
    expect(get(machine, `${NS}/uuid`)).toBe('');
    expect(get(machine, `${NS}/resource`)).toBe('ENXIO');
    expect(get(machine, `${ND}/region0/namespace_seed`)).toBe('namespace0.3');
  });
});

describe('uuid', () => {
  test.each([
    ['nonsense', 'EINVAL'],
    ['0E5B86A4-D358-46B0-AA86-961693340F13', 'ok'],
    ['0e5b86a4-d358-46b0-aa86-961693340f13 and more', 'ok'],
  ])('%s: %s', (value, result) => {
    expect(put(bootDimms(), `${NS}/uuid`, value)).toBe(result);
  });

  test('is unique on the bus', () => {
    const machine = bootDimms();
    createRaw(machine, 1, 16 * MiB);
    expect(put(machine, `${ND}/namespace0.1/uuid`, uuidOf(1))).toBe('EINVAL');
    put(machine, `${ND}/pfn0.0/uuid`, uuidOf(2));
    expect(put(machine, `${ND}/namespace0.1/uuid`, uuidOf(2))).toBe('EINVAL');
    put(machine, `${ND}/dax0.0/uuid`, uuidOf(3));
    expect(put(machine, `${ND}/namespace0.1/uuid`, uuidOf(3))).toBe('ok');
  });

  test('cannot change until the namespace has a label', () => {
    expect(put(named(), `${NS}/uuid`, uuidOf(2))).toBe('EBUSY');
  });
});

test.each([
  ['alt_name', 'x'.repeat(63), 'ok'],
  ['alt_name', 'x'.repeat(64), 'EINVAL'],
  ['sector_size', '4096', 'ok'],
  ['sector_size', '520', 'EINVAL'],
  ['holder_class', 'pfn', 'ok'],
  ['holder_class', '', 'ok'],
  ['holder_class', 'raw', 'EINVAL'],
  ['force_raw', 'y', 'ok'],
  ['force_raw', '2', 'EINVAL'],
])('%s accepts "%s": %s', (file, value, result) => {
  expect(put(named(), `${NS}/${file}`, value)).toBe(result);
});

test('only force_raw can be written while the namespace is in use', () => {
  const machine = bootDimms();
  createRaw(machine, 1, 16 * MiB);
  for (const [file, value] of [
    ['uuid', uuidOf(2)],
    ['alt_name', 'x'],
    ['sector_size', '512'],
    ['holder_class', 'dax'],
  ])
    expect(put(machine, `${NS}/${file}`, value!)).toBe('EBUSY');
  expect(put(machine, `${NS}/force_raw`, '1')).toBe('ok');
});

test('a sector namespace uses BTT 1.1 with v1.1 labels, BTT 2.0 with v1.2 labels', () => {
  for (const [labels, claimClass] of [
    ['1.1', 'btt'],
    ['1.2', 'btt2'],
  ] as const) {
    const machine = named({ labels });
    expect(put(machine, `${NS}/holder_class`, 'btt')).toBe('ok');
    expect(machine.kernel.state.nd.namespaces['namespace0.0']?.claimClass).toBe(claimClass);
    expect(get(machine, `${NS}/holder_class`)).toBe('btt');
  }
});

describe('ids', () => {
  test('a new namespace gets the lowest free one', () => {
    const machine = bootDimms();
    for (let i = 0; i < 4; i++) createRaw(machine, i, 16 * MiB);
    destroy(machine, 'namespace0.1');
    expect(createRaw(machine, 9, 16 * MiB)).toBe('namespace0.4');
    expect(get(machine, `${ND}/region0/namespace_seed`)).toBe('namespace0.1');
  });

  test('are assigned by the bytes of the address, lowest byte first, when the region is enabled again', () => {
    const machine = bootDimms({ size: GiB });
    for (let i = 0; i < 3; i++) createRaw(machine, i, 256 * MiB);
    disable(machine);
    enable(machine);
    const starts = [0, 1, 2].map((i) => get(machine, `${ND}/namespace0.${i}/resource`));
    expect(starts).toEqual(['0x400000000', '0x410000000', '0x420000000']);
  });
});

describe('a namespace without a label', () => {
  test('spans the region and has fewer attributes', () => {
    const machine = bootDimms({ labels: 'blank' });
    expect(get(machine, `${NS}/nstype`)).toBe('4');
    expect(get(machine, `${NS}/size`)).toBe(String(256 * MiB));
    for (const file of ['uuid', 'alt_name', 'sector_size', 'dpa_extents'])
      expect(get(machine, `${NS}/${file}`)).toBe('ENOENT');
    expect(put(machine, `${NS}/size`, 0)).toBe('EACCES');
  });

  test('cannot be mapped off a 2 MiB boundary unless force_raw is set', () => {
    const machine = bootDimms({ labels: 'blank', cmdline: 'memmap=64M!0x130100000' });
    const e820 = Object.values(machine.kernel.state.nd.regions).find((region) => region.pagemap)!;
    const name = `namespace${e820.id}.0`;
    const mark = logMark(machine);
    expect(put(machine, bind, name)).toBe('EOPNOTSUPP');
    expect(logSince(machine, mark)).toEqual([
      `nd_pmem ${name}: [mem 0x130100000-0x1340fffff flags 0x200] misaligned, unable to map`,
      `nd_pmem: probe of ${name} failed with error -95`,
    ]);
    put(machine, `${ND}/${name}/force_raw`, 1);
    expect(put(machine, bind, name)).toBe('ok');
    expect(get(machine, `${ND}/${name}/mode`)).toBe('raw');
  });
});
