import { describe, expect, test } from 'vitest';
import { load_module } from '../../../../src/kernel/kernel/module/main.ts';
import { proc_iomem } from '../../../../src/kernel/kernel/resource/resource.ts';
import { bootHmem, DAX_DRIVERS, REGION } from '../../../helpers/hmem.ts';
import type { PmemMachine } from '../../../helpers/pmem.ts';

const soft = (m: PmemMachine): string[] =>
  proc_iomem(m.k)
    .split('\n')
    .filter((line) => /hmem|Soft|dax/.test(line));

const driver = (m: PmemMachine, device = 'dax0.0'): string | null =>
  m.k.state.dax.devices[device]!.core.driver;

describe('Soft Reserved memory', () => {
  test('has a platform device in 6.1, which device_dax binds at boot', () => {
    const m = bootHmem(['1G%6G']);
    expect(soft(m)).toEqual([
      '180000000-1bfffffff : hmem.0',
      '  180000000-1bfffffff : Soft Reserved',
      '    180000000-1bfffffff : dax0.0',
    ]);
    expect(driver(m)).toBe('device_dax');
    expect(m.cat(`${REGION}/dax_region/size`)).toBe('1073741824');
    expect(m.cat(`${REGION}/dax_region/available_size`)).toBe('0');
    expect(m.cat(`${REGION}/uevent`)).toBe('DRIVER=hmem\nMODALIAS=platform:hmem');
  });

  test('has no line of its own in /proc/iomem since 6.3, and its device is left to kmem', () => {
    const m = bootHmem(['1G%6G'], { kernel: '6.12' });
    expect(soft(m)).toEqual(['180000000-1bfffffff : Soft Reserved']);
    expect(driver(m)).toBeNull();
    expect(load_module(m.k, 'kmem')).toBe(0);
    expect(driver(m)).toBe('kmem');
  });

  test('is in /proc/iomem from 7.0 on once a driver has it', () => {
    const m = bootHmem(['1G%6G'], { kernel: '7.0' });
    expect(soft(m)).toEqual([]);
    expect(m.cat(`${REGION}/dax_region/size`)).toBe('1073741824');
    expect(load_module(m.k, 'kmem')).toBe(0);
    expect(driver(m)).toBe('kmem');
    expect(soft(m)).toEqual(['180000000-1bfffffff : dax0.0']);
  });

  test('has a device below hmem_platform.0 since 7.1', () => {
    const m = bootHmem(['1G%6G'], { kernel: '7.1' });
    const parent = '/sys/devices/platform/hmem_platform.0';
    expect(m.cat(`${parent}/modalias`)).toBe('platform:hmem_platform');
    expect(m.cat(`${parent}/hmem.0/dax_region/size`)).toBe('1073741824');
    expect(m.cat('/sys/bus/dax/devices/dax0.0/size')).toBe('1073741824');
    expect(m.cat('/sys/bus/platform/devices/hmem.0/modalias')).toBe('platform:hmem');
    expect(m.cat(`${REGION}/modalias`)).toBe('!ENOENT');
  });

  test('has no directory for a parent without ranges', () => {
    const m = bootHmem([], { kernel: '7.1' });
    expect(m.cat('/sys/devices/platform/hmem_platform.0/modalias')).toBe('!ENOENT');
  });

  test.each([
    { kernel: '6.1', with: [], region: 'region1', hmem: 'hmem.0' },
    { kernel: '6.12', with: [], region: 'region0', hmem: 'hmem.1' },
    { kernel: '6.1', with: ['hmem-registered-late'] as const, region: 'region0', hmem: 'hmem.1' },
  ])('$kernel with $with numbers it and persistent memory from one count: $hmem, $region', (boot) => {
    const m = bootHmem(['256M%6G'], {
      kernel: boot.kernel,
      with: [...boot.with],
      cmdline: 'memmap=256M!0x190000000',
    });
    expect(Object.keys(m.k.state.dax.hmem!)).toEqual([boot.hmem]);
    expect(Object.keys(m.k.state.nd.regions)).toEqual([boot.region]);
  });

  test('is refused unless it consists of huge pages', () => {
    const m = bootHmem(['1G%0x180001000'], { kernel: '6.12' });
    expect(m.news()).toEqual([]);
    const said = m.k.state.log.lines.map(({ text }) => text).filter((text) => text.startsWith('hmem'));
    expect(said).toEqual(['hmem hmem.0: probe with driver hmem failed with error -12']);
    expect(m.k.state.dax.regions).toEqual({});
    expect(m.cat(`${REGION}/dax_region/size`)).toBe('!ENOENT');
    expect(m.cat(`${REGION}/modalias`)).toBe('platform:hmem');
  });

  test('has no device before 5.10, nor with device_hmem.disable', () => {
    expect(soft(bootHmem(['1G%6G'], { kernel: '5.9' }))).toEqual(['180000000-1bfffffff : Soft Reserved']);
    const off = bootHmem(['1G%6G'], { cmdline: 'device_hmem.disable=1' });
    expect(off.k.state.dax.devices).toEqual({});
  });

  test('is left to the administrator and to device_dax by dax_hmem.region_idle', () => {
    const m = bootHmem(['1G%6G'], { kernel: '6.12', cmdline: 'dax_hmem.region_idle' });
    expect(m.cat(`${REGION}/dax_region/available_size`)).toBe('1073741824');
    expect(m.echo('0x40000000', `${REGION}/dax0.0/size`)).toBe('ok');
    load_module(m.k, 'kmem');
    expect(driver(m)).toBeNull();
    expect(m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/bind`)).toBe('ok');
  });

  test('loses its devices when its platform device is unbound, and gets one again', () => {
    const m = bootHmem(['1G%6G']);
    expect(m.echo('hmem.0', '/sys/bus/platform/drivers/hmem/unbind')).toBe('ok');
    expect(m.k.state.dax.devices).toEqual({});
    expect(m.k.state.mm.pagemaps).toEqual({});
    expect(m.echo('hmem.0', '/sys/bus/platform/drivers/hmem/bind')).toBe('ok');
    expect(driver(m)).toBe('device_dax');
  });
});

describe('kmem', () => {
  test('binds every idle device of Soft Reserved memory when it is loaded, and each one written to new_id', () => {
    const m = bootHmem(['256M%6G', '256M%0x190000000'], { kernel: '6.12' });
    m.echo('offline', '/sys/devices/system/memory/auto_online_blocks');
    expect(m.echo('dax1.0', `${DAX_DRIVERS}/device_dax/new_id`)).toBe('ok');
    load_module(m.k, 'kmem');
    expect([driver(m), driver(m, 'dax1.0')]).toEqual(['kmem', 'device_dax']);
    m.echo('dax0.0', `${DAX_DRIVERS}/kmem/unbind`);
    m.echo('dax1.0', `${DAX_DRIVERS}/device_dax/unbind`);
    expect(m.echo('dax0.0', `${DAX_DRIVERS}/kmem/new_id`)).toBe('ok');
    expect([driver(m), driver(m, 'dax1.0')]).toEqual(['kmem', 'kmem']);
  });

  test('cannot be loaded by a misspelt name', () => {
    expect(load_module(bootHmem(['1G%6G']).k, 'kmen')).toBe(-2);
    expect(load_module(bootHmem(['1G%6G']).k, 'device_dax')).toBe(0);
  });

  test('adds each range of a device by its whole blocks', () => {
    const m = bootHmem(['1G%6G']);
    m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/unbind`);
    for (const [path, text] of [
      ['dax0.0/size', '0'],
      ['dax0.0/mapping', '180000000-18fffffff'],
      ['dax0.0/mapping', '0x1a0000000-0x1a0ffffff'],
      ['dax0.0/mapping', '1b0000000-1bfffffff'],
    ])
      expect(m.echo(text!, `${REGION}/${path}`)).toBe('ok');
    load_module(m.k, 'kmem');
    m.news();
    expect(m.echo('dax0.0', `${DAX_DRIVERS}/kmem/new_id`)).toBe('ok');
    expect(m.news()).toEqual(['kmem dax0.0: mapping1: 0x1a0000000-0x1a0ffffff too small after alignment']);
    expect(soft(m).slice(2)).toEqual([
      '    180000000-18fffffff : dax0.0',
      '    1b0000000-1bfffffff : dax0.0',
    ]);
  });

  test.each([
    ['clears', '0x1a0000000-0x1a7ffffff', undefined],
    ['keeps', '0x1a0000000-0x1a0ffffff', { distance: 2880, count: 1 }],
  ])('%s the memory type of its node when %s is a range', (_what, range, type) => {
    const m = bootHmem(['1G%6G']);
    delete m.k.state.mm.memoryTypes[0];
    m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/unbind`);
    for (const [path, text] of [
      ['dax0.0/size', '0'],
      ['dax0.0/mapping', '180000000-18fffffff'],
      ['dax0.0/mapping', range],
    ])
      expect(m.echo(text!, `${REGION}/${path}`)).toBe('ok');
    load_module(m.k, 'kmem');
    m.echo('dax0.0', `${DAX_DRIVERS}/kmem/new_id`);
    expect(m.k.state.mm.memoryTypes[0]).toEqual({ distance: 2880, count: 1 });
    m.echo('dax0.0', `${DAX_DRIVERS}/kmem/unbind`);
    expect(m.k.state.mm.memoryTypes[0]).toEqual(type);
  });
});
