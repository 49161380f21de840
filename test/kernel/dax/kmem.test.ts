import { describe, expect, test } from 'vitest';
import { load_module } from '../../../src/kernel/kernel/module/main.ts';
import { proc_iomem, request_mem_region } from '../../../src/kernel/kernel/resource/resource.ts';
import { bootPmem, configure, type PmemMachine, unbind } from '../../helpers/pmem.ts';

const DRIVERS = '/sys/bus/dax/drivers';
const BLOCKS = '/sys/devices/system/memory';

/** A devdax namespace whose device is about to become System RAM. */
function idle(memmap: string, kernel = '6.1'): PmemMachine {
  const m = bootPmem(memmap, { kernel });
  expect(configure(m, 'dax0.0')).toBe('ok');
  m.echo('dax0.0', `${DRIVERS}/device_dax/unbind`);
  m.news();
  return m;
}

const toRam = (m: PmemMachine): string => {
  load_module(m.k, 'kmem');
  m.echo('dax0.0', `${DRIVERS}/kmem/new_id`);
  return m.cat('/sys/bus/dax/devices/dax0.0/uevent').includes('DRIVER=kmem') ? 'ok' : 'not bound';
};
const fromRam = (m: PmemMachine): string => m.echo('dax0.0', `${DRIVERS}/kmem/unbind`);

const claims = (m: PmemMachine): string[] =>
  proc_iomem(m.k)
    .split('\n')
    .filter((line) => /namespace|dax|kmem/.test(line));

describe('kmem', () => {
  test('adds the whole memory blocks of the device without a message', () => {
    const m = idle('1G!0x184000000');
    expect(toRam(m)).toBe('ok');
    expect(m.news()).toEqual([]);
    expect(claims(m)).toEqual([
      '  184000000-1851fffff : namespace0.0',
      '  188000000-1bfffffff : dax0.0',
      '    188000000-1bfffffff : System RAM (kmem)',
    ]);
    expect(m.cat(`${BLOCKS}/memory49/state`)).toBe('offline');
    expect(m.cat(`${BLOCKS}/memory48/state`)).toBe('online');
    expect(m.cat(`${BLOCKS}/memory55/state`)).toBe('offline');
  });

  test('removes offline memory', () => {
    const m = idle('1G!6G');
    toRam(m);
    expect(fromRam(m)).toBe('ok');
    expect(claims(m)).toEqual(['  180000000-1811fffff : namespace0.0']);
    expect(m.cat(`${BLOCKS}/memory50/state`)).toBe('!ENOENT');
    expect(m.echo('dax0.0', `${DRIVERS}/device_dax/bind`)).toBe('ok');
  });

  test('is unbound even if memory is online, and cannot be bound again', () => {
    const m = idle('1G!6G');
    toRam(m);
    m.echo('online_movable', `${BLOCKS}/memory50/state`);
    m.news();
    expect(fromRam(m)).toBe('ok');
    expect(m.news()).toEqual([
      'removing memory fails, because memory [0x0000000190000000-0x0000000197ffffff] is onlined',
      'kmem dax0.0: mapping0: 0x188000000-0x1bfffffff cannot be hotremoved until the next reboot',
    ]);
    expect(claims(m)).toHaveLength(3);
    expect(m.echo('dax0.0', `${DRIVERS}/kmem/bind`)).toBe('EBUSY');
    expect(m.news()).toEqual([
      'kmem dax0.0: mapping0: 0x188000000-0x1bfffffff could not reserve region',
      'kmem: probe of dax0.0 failed with error -16',
    ]);
  });

  test('names memory that stays in other words since 7.3', () => {
    const m = idle('1G!6G', '7.3');
    toRam(m);
    m.news();
    fromRam(m);
    expect(m.news()).toEqual([
      'removing memory fails, because memory [0x0000000188000000-0x000000018fffffff] is onlined',
      'kmem dax0.0: mapping0: 0x188000000-0x1bfffffff stuck online until reboot',
      'kmem dax0.0: Hotplug regions stuck online until reboot',
    ]);
    expect(m.echo('dax0.0', `${DRIVERS}/kmem/bind`)).toBe('EBUSY');
    expect(m.news()[1]).toBe('kmem dax0.0: mapping0: 0x188000000-0x1bfffffff could not reserve region');
  });

  test('refuses a device without a whole block', () => {
    const m = idle('128M!6G');
    expect(toRam(m)).toBe('not bound');
    expect(m.news()).toEqual([
      'kmem dax0.0: mapping0: 0x180400000-0x187ffffff too small after alignment',
      'kmem dax0.0: rejecting DAX region without any memory after alignment',
      'kmem: probe of dax0.0 failed with error -22',
    ]);
  });

  test('refuses a device without a node', () => {
    const m = idle('1G!16G');
    expect(toRam(m)).toBe('not bound');
    expect(m.news()).toEqual([
      'kmem dax0.0: rejecting DAX region with invalid node: -1',
      'kmem: probe of dax0.0 failed with error -22',
    ]);
  });

  test('refuses reserved addresses', () => {
    const m = idle('1G!6G');
    request_mem_region(m.k, 0x190000000, 4096, 'somebody');
    toRam(m);
    expect(m.news()[0]).toBe('kmem dax0.0: mapping0: 0x188000000-0x1bfffffff could not reserve region');
  });

  test('keeps its online memory when the namespace is removed', () => {
    const m = idle('1G!6G');
    toRam(m);
    m.echo('online', `${BLOCKS}/memory50/state`);
    expect(unbind(m, 'dax0.0', 'dax_pmem')).toBe('ok');
    expect(claims(m)).toEqual([
      '  188000000-1bfffffff : dax0.0',
      '    188000000-1bfffffff : System RAM (kmem)',
    ]);
  });
});

describe('kmem of a device with one range', () => {
  test('5.2 adds the blocks and cannot remove them', () => {
    const m = idle('1G!0x184000000', '5.2.1');
    expect(toRam(m)).toBe('ok');
    const taken = claims(m);
    expect(taken[1]).toBe('  190000000-1bfffffff : dax0.0');
    expect(proc_iomem(m.k)).toContain('\n    190000000-1bfffffff : System RAM\n');
    fromRam(m);
    expect(claims(m)).toEqual(taken);
  });

  test('5.3 removes them', () => {
    const m = idle('1G!6G', '5.3');
    toRam(m);
    fromRam(m);
    expect(claims(m)).toHaveLength(1);
  });

  test('5.7 logs that online memory remains, as a resource without a type', () => {
    const m = idle('1G!6G', '5.7');
    toRam(m);
    m.echo('online', `${BLOCKS}/memory50/state`);
    m.news();
    fromRam(m);
    expect(m.news()).toEqual([
      'removing memory fails, because memory [0x0000000190000000-0x0000000197ffffff] is onlined',
      'kmem dax0.0: DAX region [??? 0x188000000-0x1bfffffff flags 0x1000000] cannot be hotremoved until the next reboot',
    ]);
  });

  test('5.8 names the memory System RAM (kmem)', () => {
    const m = idle('1G!6G', '5.8');
    toRam(m);
    expect(claims(m)[2]).toBe('    188000000-1bfffffff : System RAM (kmem)');
  });

  test('5.2 fails to reserve a size below one block', () => {
    const m = idle('128M!6G', '5.2.1');
    toRam(m);
    expect(m.news()[0]).toMatch(
      /^kmem dax0\.0: could not reserve region \[0x0{7}188000000-0x0{7}188000000\]$/,
    );
  });
});

describe('kmem in later releases', () => {
  test('5.14 accepts a device without a whole block', () => {
    const m = idle('128M!6G', '5.14');
    expect(toRam(m)).toBe('ok');
    expect(m.news()).toEqual(['kmem dax0.0: mapping0: 0x180400000-0x187ffffff too small after alignment']);
  });

  test('6.15 logs the size lost to alignment', () => {
    const m = idle('1G!6G', '6.15');
    toRam(m);
    expect(m.news()).toEqual(['kmem dax0.0: DAX region truncated by 110 MiB due to alignment']);
  });
});
