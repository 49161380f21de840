import { describe, expect, test } from 'vitest';
import { load_module } from '../../../../src/kernel/kernel/module/main.ts';
import { proc_iomem, request_mem_region } from '../../../../src/kernel/kernel/resource/resource.ts';
import { logged } from '../../../helpers/boot.ts';
import { bootPmem, configure, drive, type PmemMachine, unbind } from '../../../helpers/pmem.ts';
import { rebootKernel } from '../../../helpers/reboot.ts';

const DRIVERS = '/sys/bus/dax/drivers';
const DEVICE = '/sys/bus/dax/devices/dax0.0';

function devdax(memmap = '1G!6G', align?: number): PmemMachine {
  const m = bootPmem(memmap);
  expect(configure(m, 'dax0.0', align === undefined ? {} : { align })).toBe('ok');
  m.news();
  return m;
}

const claims = (m: PmemMachine): string[] =>
  proc_iomem(m.k)
    .split('\n')
    .filter((line) => /namespace|dax|kmem/.test(line));

describe('a devdax namespace', () => {
  test('is a region with one device that spans it', () => {
    const m = devdax();
    expect(
      ['size', 'align', 'resource', 'target_node', 'numa_node', 'modalias'].map((name) =>
        m.cat(`${DEVICE}/${name}`),
      ),
    ).toEqual(['1054867456', '2097152', '0x181200000', '0', '0', 'dax:t0']);
    expect(['start', 'end', 'page_offset'].map((name) => m.cat(`${DEVICE}/mapping0/${name}`))).toEqual([
      '0x181200000',
      '0x1bfffffff',
      '0x0',
    ]);
    expect(['id', 'size', 'align'].map((name) => m.cat(`dax0.0/dax_region/${name}`))).toEqual([
      '0',
      '1054867456',
      '2097152',
    ]);
  });

  test('reserves its metadata under its name and its data under the device’s name', () =>
    expect(claims(devdax())).toEqual([
      '  180000000-1811fffff : namespace0.0',
      '  181200000-1bfffffff : dax0.0',
    ]));

  test('cannot be resized or divided', () => {
    const m = devdax();
    expect(m.echo('2097152', `${DEVICE}/size`)).toBe('EACCES');
    expect(m.echo('4096', `${DEVICE}/align`)).toBe('EACCES');
    expect(m.cat('dax0.0/dax_region/create')).toBe('!ENOENT');
  });

  test('has a page map that starts before the data', () =>
    expect(Object.values(devdax().k.state.mm.pagemaps)).toMatchObject([
      { owner: 'dax0.0', type: 'generic', ranges: [{ start: 0x180000000, end: 0x1bfffffff }] },
    ]));

  test('exists again after a reboot', () => {
    const m = drive(rebootKernel(devdax('1G!6G', 4096).k));
    expect(m.cat(`${DEVICE}/align`)).toBe('4096');
    expect(logged(m.k, /nd_pmem|dax/)).toEqual([]);
  });

  test('is removed with its nd device', () => {
    const m = devdax();
    expect(unbind(m, 'dax0.0', 'dax_pmem')).toBe('ok');
    expect(claims(m)).toEqual([]);
    expect(m.cat(`${DEVICE}/size`)).toBe('!ENOENT');
    expect(m.k.state.dax).toMatchObject({ regions: {}, devices: {} });
  });

  test('fails when its metadata or data is reserved', () => {
    const taken = (address: number): string[] => {
      const m = bootPmem('1G!6G');
      unbind(m, 'namespace0.0');
      request_mem_region(m.k, address, 4096, 'somebody');
      m.news();
      configure(m, 'dax0.0', { mode: 'ram' });
      return m.news();
    };
    expect(taken(0x180100000)).toEqual([
      'dax_pmem dax0.0: could not reserve metadata',
      'dax_pmem: probe of dax0.0 failed with error -16',
    ]);
    expect(taken(0x190000000)).toEqual([
      'device_dax dax0.0: mapping0: 0x180200000-0x1bfffffff could not reserve range',
      'device_dax: probe of dax0.0 failed with error -16',
    ]);
  });
});

describe('drivers of the dax bus', () => {
  test('device_dax binds every device and unmaps it on unbind', () => {
    const m = devdax();
    expect(m.cat(`${DEVICE}/uevent`)).toContain('DRIVER=device_dax\n');
    expect(m.echo('dax0.0', `${DRIVERS}/device_dax/unbind`)).toBe('ok');
    expect(m.k.state.mm.pagemaps).toEqual({});
    expect(claims(m)).toEqual(['  180000000-1811fffff : namespace0.0']);
    expect(m.echo('dax0.0', `${DRIVERS}/device_dax/bind`)).toBe('ok');
  });

  test('kmem binds only devices written to new_id', () => {
    const m = devdax();
    m.echo('dax0.0', `${DRIVERS}/device_dax/unbind`);
    expect(m.echo('dax0.0', `${DRIVERS}/kmem/bind`)).toBe('ENOENT');
    expect(load_module(m.k, 'kmem')).toBe(0);
    expect(m.echo('dax0.0', `${DRIVERS}/kmem/bind`)).toBe('ENODEV');
    expect(m.echo('dax0.0', `${DRIVERS}/kmem/new_id`)).toBe('ok');
    expect(m.cat(`${DEVICE}/uevent`)).toContain('DRIVER=kmem\n');
    m.echo('dax0.0', `${DRIVERS}/kmem/unbind`);
    expect(m.echo('dax0.0', `${DRIVERS}/kmem/remove_id`)).toBe('ok');
    expect(m.echo('dax0.0', `${DRIVERS}/kmem/bind`)).toBe('ENODEV');
  });

  test.each(['foo', 'dax0', 'dax0.0x', 'dax00.0', 'namespace0.0'])('new_id refuses %s', (text) =>
    expect(devdax().echo(text, `${DRIVERS}/device_dax/new_id`)).toBe('EINVAL'),
  );
});

describe('memmap_on_memory', () => {
  test('exists since 6.8, and is refused unless the kernel parameter allows it', () => {
    expect(devdax().cat(`${DEVICE}/memmap_on_memory`)).toBe('!ENOENT');
    const m = bootPmem('1G!6G', { kernel: '6.12' });
    configure(m, 'dax0.0');
    expect(m.cat(`${DEVICE}/memmap_on_memory`)).toBe('0');
    expect(m.echo('1', `${DEVICE}/memmap_on_memory`)).toBe('EOPNOTSUPP');
    expect(m.echo('0', `${DEVICE}/memmap_on_memory`)).toBe('ok');
    expect(m.echo('x', `${DEVICE}/memmap_on_memory`)).toBe('EINVAL');
  });
});
