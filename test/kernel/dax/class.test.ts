import { describe, expect, test } from 'vitest';
import { TaskEnd } from '../../../src/kernel/kernel/panic.ts';
import { kernelFiles } from '../../../src/wall/kernel-files.ts';
import { bootPmem, configure, type PmemMachine, unbind } from '../../helpers/pmem.ts';

const CLASS_ERAS = ['4.9.35', '4.12.4', '4.14.67', '4.19.13'];
const BUS = '5.2.1';
const PARENT = '/sys/devices/platform/e820_pmem/ndbus0/region0/dax0.0';

const devdax = (kernel: string): PmemMachine => {
  const m = bootPmem('4G!8G', { kernel });
  expect(configure(m, 'dax0.0', { mode: 'ram' })).toBe('ok');
  return m;
};
const realpath = (m: PmemMachine, path: string): unknown => kernelFiles(m.k).realpath(path);
const claims = (m: PmemMachine): string[] =>
  m
    .cat('/proc/iomem')
    .split('\n')
    .filter((line) => line.startsWith('  ') && /namespace|dax/.test(line))
    .map((line) => line.trim());

describe('a devdax namespace before the dax bus', () => {
  test.each(CLASS_ERAS)('%s: its device belongs to class dax and has no driver', (kernel) => {
    const m = devdax(kernel);
    expect(realpath(m, '/sys/class/dax/dax0.0')).toBe(`${PARENT}/dax/dax0.0`);
    expect(realpath(m, `${PARENT}/dax/dax0.0/subsystem`)).toBe('/sys/class/dax');
    expect(m.cat('/sys/bus/dax/drivers_autoprobe')).toBe('!ENOENT');
    expect(m.cat(`${PARENT}/dax/dax0.0/target_node`)).toBe('!ENOENT');
  });

  test.each([
    ['4.9.35', ['200000000-2ffffffff : dax0.0']],
    ['4.12.4', ['200000000-2ffffffff : namespace0.0']],
    ['4.19.13', ['200000000-2ffffffff : namespace0.0']],
    [BUS, ['200000000-2001fffff : namespace0.0', '200200000-2ffffffff : dax0.0']],
  ])('%s reserves its addresses as %s', (kernel, expected) =>
    expect(claims(devdax(kernel))).toEqual(expected),
  );

  test('removes its device with it', () => {
    const m = devdax('4.19.13');
    expect(unbind(m, 'dax0.0', 'dax_pmem')).toBe('ok');
    expect(realpath(m, '/sys/class/dax/dax0.0')).toEqual({ error: 'ENOENT' });
    expect(claims(m)).toEqual([]);
  });

  test.each([
    ['4.9.35', '!ENOENT'],
    ['4.12.4', '2097152'],
  ])('%s: align of its region is %s', (kernel, align) =>
    expect(devdax(kernel).cat(`${PARENT}/dax_region/align`)).toBe(align),
  );
});

test('a device of the dax bus has a driver, and /sys/class/dax does not exist', () => {
  const m = devdax(BUS);
  expect(realpath(m, `${PARENT}/dax0.0/driver`)).toBe('/sys/bus/dax/drivers/device_dax');
  expect(realpath(m, '/sys/class/dax')).toEqual({ error: 'ENOENT' });
});

test('/sys/class/dax is empty in kernels that are built with dax_pmem_compat', () => {
  const names = (kernel: string): unknown => kernelFiles(devdax(kernel).k).list('/sys/class/dax');
  expect([names('5.16'), names('5.17')]).toEqual([[], { error: 'ENOENT' }]);
});

describe('a devdax namespace that cannot be mapped', () => {
  /**
   * Smaller than a section and inside one: kernels up to 4.18 do not detect that it starts in a section of
   * RAM.
   */
  const INSIDE = '16M!0x267900000';
  const platform = { e820: [{ start: '0x100000', end: '0x3bfffffff', type: 'usable' }] };
  const attempt = (kernel: string) => {
    const m = bootPmem(INSIDE, { kernel, platform });
    return { m, act: () => configure(m, 'dax0.0', { mode: 'ram', align: 4096 }) };
  };

  test.each(['4.12.4', '4.14.67'])('%s: the command never returns', (kernel) => {
    const { m, act } = attempt(kernel);
    expect(act).toThrow(TaskEnd);
    expect(m.k.state.crashed).toMatch(/references on the pages of dax0.0/);
  });

  test.each(['4.9.35', '4.19.13', BUS])('%s: the command fails', (kernel) => {
    const { m, act } = attempt(kernel);
    expect(act()).toBe('ENODEV');
    expect(m.k.state.crashed).toBeUndefined();
  });
});
