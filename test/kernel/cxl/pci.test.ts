/** PCI functions that go and come: as on real kernels 6.1 and 6.12 in QEMU 7.2 and 10. */
import { describe, expect, it } from 'vitest';
import { echo } from '../../../src/machine/echo.ts';
import type { Machine } from '../../../src/machine/machine.ts';
import { bootCxl, cxlTool, DEVICES, GiB, iomem, ndctlTool, show, twoOnBridge } from '../../helpers/cxl.ts';

const PCI = '/sys/bus/pci';

const names = (machine: Machine, folder: string, pattern: RegExp): string[] =>
  (machine.files.list(folder) as string[]).filter((name) => pattern.test(name)).sort();
const memdevs = (machine: Machine): string[] => names(machine, DEVICES, /^p?mem\d/);
const dimms = (machine: Machine): string[] => names(machine, '/sys/bus/nd/devices', /^nmem/);

/** A machine with a region over both devices and a namespace in it. */
async function withRegion(kernel: string, decoders: number): Promise<Machine> {
  const machine = bootCxl(twoOnBridge(decoders, decoders, 4 * GiB), kernel);
  expect((await cxlTool(machine, 'create-region -m -d decoder0.0 mem0 mem1 -s 1G')).rc).toBe(0);
  expect((await ndctlTool(machine, 'create-namespace -m fsdax -s 256M')).rc).toBe(0);
  return machine;
}

describe.each([
  ['6.1', 1],
  ['6.12', 4],
])('a device that vanishes under a region, on %s', (kernel, decoders) => {
  it('removes its memdev, decoders and DIMM, and disables the region', async () => {
    const machine = await withRegion(kernel, decoders);
    expect(echo(machine.files, `${PCI}/drivers/cxl_pci/unbind`, '0000:0d:00.0')).toBeUndefined();
    expect(memdevs(machine)).toEqual(['mem1', 'pmem1']);
    expect(dimms(machine)).toEqual(['nmem1']);
    expect(names(machine, DEVICES, /^(endpoint|pmem_region|decoder[0-3]\.0)/)).toEqual([
      'decoder0.0',
      'decoder1.0',
      'decoder3.0',
      'endpoint3',
    ]);
    expect(machine.files.list('/dev/cxl')).toEqual(['mem1']);
    const attributes = ['commit', 'size', 'target0', 'target1', 'driver'];
    expect(attributes.map((name) => show(machine, `region0/${name}`))).toEqual([
      '0',
      '0x40000000',
      '',
      'decoder3.0',
      'ENOENT',
    ]);
    expect(names(machine, '/sys/bus/nd/devices', /./)).toEqual(['ndbus0', 'nmem1']);
    expect(iomem(machine).map((line) => line.replace(/\S+ : /, ''))).toEqual(['CXL Window 0', '  region0']);
    const { stdout } = await cxlTool(machine, 'list -DTi -d decoder1.0');
    expect(JSON.parse(stdout)[0]).toMatchObject({ region: 'region0', state: 'disabled', interleave_ways: 2 });
  });

  it('leaves a region that cxl cannot destroy', async () => {
    const machine = await withRegion(kernel, decoders);
    echo(machine.files, `${PCI}/drivers/cxl_pci/unbind`, '0000:0d:00.0');
    echo(machine.files, `${PCI}/drivers/cxl_pci/bind`, '0000:0d:00.0');
    const { rc, stderr } = await cxlTool(machine, 'destroy-region -f region0');
    expect([rc, ...stderr.split('\n').slice(0, -1)]).toEqual([
      1,
      'libcxl: cxl_region_get_target_decoder: region0: error locating decoder for target0',
      'cxl region: decoder_region_action: region0: failed: No such device or address',
      'cxl region: region_action: one or more failures, last failure: No such device or address',
      'cxl region: cmd_destroy_region: destroyed 0 regions',
    ]);
  });

  it('is gone from PCI once it is removed, until a rescan', () => {
    const machine = bootCxl(twoOnBridge(decoders, decoders, 4 * GiB), kernel);
    expect(echo(machine.files, `${PCI}/devices/0000:0d:00.0/remove`, '1')).toBeUndefined();
    expect(machine.files.list(`${PCI}/devices`)).toEqual(['0000:0e:00.0']);
    expect(machine.files.list('/sys/devices/pci0000:0c/0000:0c:00.0')).toEqual([]);
    expect(memdevs(machine)).toEqual(['mem1', 'pmem1']);
    expect(echo(machine.files, `${PCI}/rescan`, 'x')?.error).toBe('EINVAL');
    expect(echo(machine.files, `${PCI}/rescan`, '1')).toBeUndefined();
    expect(machine.files.realpath(`${PCI}/drivers/cxl_pci/0000:0d:00.0`)).toBe(
      '/sys/devices/pci0000:0c/0000:0c:00.0/0000:0d:00.0',
    );
    expect(dimms(machine)).toEqual(['nmem0', 'nmem1']);
  });
});

it('has a new number after a rescan before 6.3, and no endpoint if its decoder stayed committed', async () => {
  const machine = await withRegion('6.1', 1);
  echo(machine.files, `${PCI}/drivers/cxl_pci/unbind`, '0000:0d:00.0');
  expect(echo(machine.files, `${PCI}/drivers/cxl_pci/bind`, '0000:0d:00.0')).toBeUndefined();
  expect(memdevs(machine)).toEqual(['mem1', 'mem2', 'pmem1', 'pmem2']);
  expect(names(machine, DEVICES, /^endpoint/)).toEqual(['endpoint3']);
  expect(machine.kernel.state.log.lines.slice(-3).map(({ text }) => text)).toEqual([
    'cxl_port endpoint2: decoder2.0: Committed with zero size',
    "cxl_port endpoint2: Couldn't enumerate decoders (-6)",
    'cxl_mem mem2: endpoint2 failed probe',
  ]);
});

it('has its old number after a rescan since 6.3, with a decoder that can be used again', async () => {
  const machine = await withRegion('6.12', 4);
  echo(machine.files, `${PCI}/drivers/cxl_pci/unbind`, '0000:0d:00.0');
  echo(machine.files, `${PCI}/drivers/cxl_pci/bind`, '0000:0d:00.0');
  expect(memdevs(machine)).toEqual(['mem0', 'mem1', 'pmem0', 'pmem1']);
  expect(names(machine, DEVICES, /^endpoint/)).toEqual(['endpoint2', 'endpoint3']);
  expect(show(machine, 'decoder2.0/interleave_ways')).toBe('2');
  expect(show(machine, 'region0/target0')).toBe('');
});

describe('a host bridge on the first root bus', () => {
  it('shares its folder with virtio devices', async () => {
    const text = JSON.stringify(twoOnBridge(1, 1)).replaceAll('0000:0c', '0000:00');
    const virtioPmem = [{ address: 0x2000000000, size: GiB }];
    const machine = bootCxl({ ...JSON.parse(text), virtioPmem });
    expect(machine.files.list('/sys/devices/pci0000:00')).toEqual(
      expect.arrayContaining(['0000:00:00.0', '0000:00:03.0', 'firmware_node']),
    );
    expect(machine.files.readlink('/sys/bus/cxl/devices/mem0')).toBe(
      '/sys/devices/pci0000:00/0000:00:00.0/0000:0d:00.0/mem0',
    );
    expect(machine.files.read('/sys/bus/cxl/devices/mem0/serial')).toBe('0x1\n');
    expect(machine.files.list('/sys/devices')).toContain('pci0000:00');
  });
});
