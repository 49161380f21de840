import { describe, expect, test } from 'vitest';
import { bootHmem, DAX_DRIVERS, REGION, rangesOf } from '../../../helpers/hmem.ts';
import type { PmemMachine } from '../../../helpers/pmem.ts';

/** A region of 1 GiB at 6 GiB, its first device without a size. */
function empty(kernel = '6.1'): PmemMachine {
  const m = bootHmem(['1G%6G'], { kernel });
  m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/unbind`);
  expect(m.echo('0', `${REGION}/dax0.0/size`)).toBe('ok');
  return m;
}

const create = (m: PmemMachine, size: string): string => {
  expect(m.echo('1', `${REGION}/dax_region/create`)).toBe('ok');
  const name = m.cat(`${REGION}/dax_region/create`);
  expect(m.echo(size, `${REGION}/${name}/size`)).toBe('ok');
  return name;
};

describe('the size of a dax device', () => {
  test('is a multiple of its alignment, fits into the region, and cannot change while a driver is bound', () => {
    const m = empty();
    expect(m.echo('3145728', `${REGION}/dax0.0/size`)).toBe('EINVAL');
    expect(m.echo('0x40200000', `${REGION}/dax0.0/size`)).toBe('ENOSPC');
    expect(m.echo('junk', `${REGION}/dax0.0/size`)).toBe('EINVAL');
    expect(m.echo('0x40000000', `${REGION}/dax0.0/size`)).toBe('ok');
    expect(m.cat(`${REGION}/dax_region/available_size`)).toBe('0');
    m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/bind`);
    expect(m.echo('0', `${REGION}/dax0.0/size`)).toBe('EBUSY');
  });

  test('fills gaps from the lowest on, and grows its last range where possible', () => {
    const m = empty();
    const a = create(m, '0x10000000');
    const b = create(m, '0x10000000');
    expect(m.echo('0x8000000', `${REGION}/${a}/size`)).toBe('ok');
    const c = create(m, '0x18000000');
    expect(rangesOf(m, a)).toEqual(['180000000-187ffffff']);
    expect(rangesOf(m, b)).toEqual(['190000000-19fffffff']);
    expect(rangesOf(m, c)).toEqual(['188000000-18fffffff', '1a0000000-1afffffff']);
    expect(m.cat(`${REGION}/${c}/mapping1/start`)).toBe('0x1a0000000');
    expect(m.cat(`${REGION}/${c}/mapping1/page_offset`)).toBe('0x8000');
    expect(m.echo('0x20000000', `${REGION}/${c}/size`)).toBe('ok');
    expect(rangesOf(m, c)).toEqual(['188000000-18fffffff', '1a0000000-1b7ffffff']);
    expect(m.echo('0x4000000', `${REGION}/${c}/size`)).toBe('ok');
    expect(rangesOf(m, c)).toEqual(['188000000-18bffffff']);
    expect(m.cat(`${REGION}/${c}/mapping1/start`)).toBe('!ENOENT');
  });

  test('is allocated without a look at the devices of other regions', () => {
    const m = empty();
    const { dax } = m.k.state;
    let walks = 0;
    dax.devices = new Proxy(dax.devices, {
      ownKeys(devices) {
        walks++;
        return Reflect.ownKeys(devices);
      },
    });
    expect(m.echo('0x10000000', `${REGION}/dax0.0/size`)).toBe('ok');
    expect(m.cat(`${REGION}/dax_region/available_size`)).toBe(`${0x30000000}`);
    expect(walks).toBe(0);
  });

  test('starts before the first device of the region when space is free there', () => {
    const m = empty();
    expect(m.echo('1a0000000-1afffffff', `${REGION}/dax0.0/mapping`)).toBe('ok');
    expect(rangesOf(m, create(m, '0x4000000'))).toEqual(['180000000-183ffffff']);
  });

  test('has its own alignment, which all its ranges must have', () => {
    const m = empty();
    expect(m.echo('8192', `${REGION}/dax0.0/align`)).toBe('EINVAL');
    expect(m.echo('junk', `${REGION}/dax0.0/align`)).toBe('ENXIO');
    expect(m.echo('0x200000', `${REGION}/dax0.0/size`)).toBe('ok');
    expect(m.echo('0x40000000', `${REGION}/dax0.0/align`)).toBe('EINVAL');
    expect(m.echo('4096', `${REGION}/dax0.0/align`)).toBe('ok');
    expect(m.cat(`${REGION}/dax0.0/align`)).toBe('4096');
    // A page would do for the alignment, but not for a mapping.
    expect(m.echo('4096', `${REGION}/dax0.0/size`)).toBe('EINVAL');
  });
});

describe('mapping', () => {
  test.each([
    ['1bfe00000-1c01fffff', 'ENOMEM'],
    ['17fe00000-17fffffff', 'ENOMEM'],
    ['180000000', 'EINVAL'],
    ['x-180000000', 'EINVAL'],
  ])('%s is refused: %s', (text, error) =>
    expect(empty().echo(text, `${REGION}/dax0.0/mapping`)).toBe(error),
  );

  test('does not overlap other devices', () => {
    const m = empty();
    create(m, '0x10000000');
    expect(m.echo('18fe00000-1903fffff', `${REGION}/dax0.0/mapping`)).toBe('ENOMEM');
    expect(m.echo('190000000-1903fffff', `${REGION}/dax0.0/mapping`)).toBe('ok');
  });

  test('of a size that is not aligned is refused before 6.9, and ignored since', () => {
    expect(empty('6.1').echo('180000000-180000fff', `${REGION}/dax0.0/mapping`)).toBe('ENXIO');
    const m = bootHmem(['1G%6G'], { kernel: '6.12', cmdline: 'dax_hmem.region_idle=1' });
    expect(m.echo('180000000-180000fff', `${REGION}/dax0.0/mapping`)).toBe('ok');
    expect(rangesOf(m, 'dax0.0')).toEqual([]);
  });
});

describe('create and delete', () => {
  test('the seed is the first new device without a driver', () => {
    const m = empty();
    expect(m.echo('2', `${REGION}/dax_region/create`)).toBe('EINVAL');
    const first = create(m, '0x10000000');
    const second = create(m, '0x10000000');
    expect(m.cat(`${REGION}/dax_region/seed`)).toBe(first);
    m.echo(second, `${DAX_DRIVERS}/device_dax/bind`);
    expect(m.cat(`${REGION}/dax_region/seed`)).toBe(first);
    m.echo(first, `${DAX_DRIVERS}/device_dax/bind`);
    expect(m.cat(`${REGION}/dax_region/seed`)).toBe('');
    create(m, '0x20000000');
    expect(m.echo('1', `${REGION}/dax_region/create`)).toBe('ENOSPC');
  });

  test('deletes an idle, empty device and reuses its number; the first device cannot be deleted', () => {
    const m = empty();
    const name = create(m, '0x10000000');
    expect(m.echo(name, `${REGION}/dax_region/delete`)).toBe('EBUSY');
    m.echo('0', `${REGION}/${name}/size`);
    expect(m.echo(name, `${REGION}/dax_region/delete`)).toBe('ok');
    expect(m.cat(`${REGION}/dax_region/seed`)).toBe('');
    expect(m.echo(name, `${REGION}/dax_region/delete`)).toBe('ENXIO');
    expect(m.echo('dax0.0', `${REGION}/dax_region/delete`)).toBe('EBUSY');
    expect(create(m, '0x200000')).toBe(name);
  });
});
