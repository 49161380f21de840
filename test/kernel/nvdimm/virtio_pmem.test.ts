import { describe, expect, test } from 'vitest';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { kernelFiles } from '../../../src/wall/kernel-files.ts';
import { bootMachine, EIGHT_GIB } from '../../helpers/boot.ts';
import { configure, drive } from '../../helpers/pmem.ts';

const GiB = 2 ** 30;
const platform = {
  ...EIGHT_GIB,
  numa: [
    { node: 0, start: '0x0', end: '0x1ffffffff' },
    { node: 1, start: '0x200000000', end: '0x3ffffffff', hotplug: true },
  ],
  virtioPmem: [
    { address: '0x200000000', size: '1G' },
    { address: '0x280000000', size: '20M' },
  ],
};

describe('virtio-pmem', () => {
  test('makes each device a bus of its own, with one region and one namespace', () => {
    const m = drive(bootMachine({ platform, kernel: '6.12' }));
    expect(m.cat('ndbus1/provider')).toBe('virtio-pmem');
    expect(m.cat('region0/size')).toBe(`${GiB}`);
    expect(m.cat('region0/mappings')).toBe('0');
    expect(m.cat('region1/size')).toBe(`${20 * 2 ** 20}`);
    expect(m.cat('namespace1.0/resource')).toBe('0x280000000');
    const files = kernelFiles(m.k);
    expect(files.realpath('/sys/bus/nd/devices/region1')).toBe(
      '/sys/devices/pci0000:00/0000:00:04.0/virtio1/ndbus1/region1',
    );
    expect(files.list('/sys/devices/platform')).toEqual([]);
    expect(files.realpath('/sys/bus/virtio/drivers/virtio_pmem/virtio0')).toBe(
      '/sys/devices/pci0000:00/0000:00:03.0/virtio0',
    );
  });

  test('hides deep_flush: a region without mappings has no known flush', () => {
    const m = drive(bootMachine({ platform, kernel: '6.12' }));
    expect(m.cat('region0/deep_flush')).toBe('!ENOENT');
    expect(m.k.state.log.lines.map(({ text }) => text)).toContain(
      'nd_pmem namespace0.0: unable to guarantee persistence of writes',
    );
  });

  test.each([
    { kernel: '6.2', numa: '-1', target: '0' },
    { kernel: '6.3', numa: '0', target: '1' },
  ])('on $kernel its region is on node $numa and targets node $target', ({ kernel, numa, target }) => {
    const m = drive(bootMachine({ platform, kernel }));
    expect([m.cat('region0/numa_node'), m.cat('region0/target_node')]).toEqual([numa, target]);
  });

  test('targets its own node where the firmware assigns none', () => {
    const m = drive(bootMachine({ platform: { ...platform, numa: [] }, kernel: '6.12' }));
    expect([m.cat('region0/numa_node'), m.cat('region0/target_node')]).toEqual(['0', '0']);
  });

  test('is not known before 5.3', () => {
    const m = drive(bootMachine({ platform, kernel: '5.2', config: { MODULES: true } }));
    expect(m.k.state.nd.buses).toEqual({});
  });

  test('takes a namespace mode like any other region', () => {
    const m = drive(bootMachine({ platform, kernel: '6.12' }));
    expect(configure(m, 'pfn0.0')).toBe('ok');
    expect(m.cat('namespace0.0/holder')).toBe('pfn0.0');
  });
});

describe('the platform of a virtio-pmem device', () => {
  const withWindow = (window: object) => () => readPlatform({ ...EIGHT_GIB, virtioPmem: [window] });

  test.each([
    [
      { address: '0x1f0000000', size: '1G' },
      'virtioPmem[0]: 0x1f0000000-0x22fffffff overlaps usable e820[3] (0x100000000-0x1ffffffff)',
    ],
    [{ address: '0x200000000', size: 0 }, 'virtioPmem[0].size: too small, nothing of it can be mapped'],
    [{ address: '0x200000800', size: '1G' }, 'virtioPmem[0]: address and size must be multiples of 4 KiB'],
    [{ address: '0x200000000', size: '1G', node: 0 }, "virtioPmem[0]: unknown field 'node'"],
  ])('%j is refused', (window, message) => expect(withWindow(window)).toThrow(message));

  test('windows must not overlap each other or an NVDIMM', () => {
    const window = { address: '0x200000000', size: '1G' };
    expect(() => readPlatform({ ...EIGHT_GIB, virtioPmem: [window, window] })).toThrow(
      'virtioPmem[1]: 0x200000000-0x23fffffff overlaps virtioPmem[0]',
    );
    const nvdimms = [{ handle: 1, serial: 1, size: '1G', address: '0x200000000' }];
    expect(() => readPlatform({ ...EIGHT_GIB, nvdimms, virtioPmem: [window] })).toThrow(
      /overlaps nvdimms\[0\]/,
    );
  });
});
