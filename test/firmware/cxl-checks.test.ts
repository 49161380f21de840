import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';

const GiB = 2 ** 30;
const E820 = [{ start: '0x100000', end: '0xbfffffff', type: 'usable' }];
const DEVICE = { pci: '0000:0d:00.0', serial: 1, pmem: GiB };
const BRIDGE = {
  acpi: 'ACPI0016:00',
  pci: 'pci0000:0c',
  uid: 12,
  ports: [
    { id: 0, pci: '0000:0c:00.0', device: DEVICE },
    { id: 1, pci: '0000:0c:01.0', device: { pci: '0000:0e:00.0', serial: 2, ram: GiB } },
  ],
};
const WINDOW = { start: 4 * GiB, size: 4 * GiB, targets: ['pci0000:0c'] };
const FULL = { windows: [WINDOW], hostBridges: [BRIDGE] };

function complaint(cxl: object): string {
  try {
    readPlatform({ e820: E820, cxl });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const withWindow = (more: object): object => ({ ...FULL, windows: [{ ...WINDOW, ...more }] });
const withDevice = (more: object): object => ({
  ...FULL,
  hostBridges: [
    { ...BRIDGE, ports: [{ ...BRIDGE.ports[0], device: { ...DEVICE, ...more } }, BRIDGE.ports[1]] },
  ],
});
const withCommitted = (more: object): object => ({
  ...FULL,
  committed: [{ start: 4 * GiB, size: GiB, devices: ['0000:0e:00.0'], ...more }],
});

describe('the cxl part of a platform', () => {
  it('is taken when it is sound', () => {
    for (const cxl of [
      FULL,
      withCommitted({}),
      { window: { start: 4 * GiB, size: GiB }, devices: [{ ram: GiB }] },
    ])
      expect(complaint(cxl)).toBe('');
  });

  it.each<[string, object]>([
    [
      'cxl.windows[0]: 0x80000000-0x17fffffff overlaps usable e820[0] (0x100000-0xbfffffff)',
      withWindow({ start: 2 * GiB }),
    ],
    ['cxl.windows[0].size: too small', withWindow({ size: 0 })],
    ['cxl.windows[0].size: must be a multiple of 256 MiB', withWindow({ size: 4096 })],
    [
      'cxl.windows[0].targets[0]: there is no host bridge pci0000:0d',
      withWindow({ targets: ['pci0000:0d'] }),
    ],
    ['cxl.windows[0].ways: must be one of 1, 2, 3, 4, 6, 8, 12, 16, not 5', withWindow({ ways: 5 })],
    ['cxl.windows[0].ways: 2, but there are 1 targets', withWindow({ ways: 2 })],
    ['cxl.windows[0].granularity: must be a power of two', withWindow({ granularity: 300 })],
    [
      'cxl.windows[1]: 0x180000000-0x1ffffffff overlaps cxl.windows[0]',
      { ...FULL, windows: [WINDOW, { ...WINDOW, start: 6 * GiB, size: 2 * GiB }] },
    ],
    [
      'cxl.hostBridges[1].acpi: ACPI0016:00 is that of cxl.hostBridges[0]',
      { ...FULL, hostBridges: [BRIDGE, BRIDGE] },
    ],
    [
      'cxl.hostBridges[0].ports[1].device.serial: 0x2 is that of cxl.hostBridges[0].ports[0].device',
      withDevice({ serial: 2 }),
    ],
    ['cxl.hostBridges[0].ports[1].device.pci: 0000:0e:00.0 is that of', withDevice({ pci: '0000:0e:00.0' })],
    ['cxl.hostBridges[0].ports[0].device.pmem: must be a multiple of 256 MiB', withDevice({ pmem: 4096 })],
    ['cxl.hostBridges[0].ports[0].device: has neither pmem nor ram', withDevice({ pmem: 0 })],
    ['cxl.memdevs[0]: there is no device 0000:ff:00.0', { ...FULL, memdevs: ['0000:ff:00.0'] }],
    [
      'cxl.committed[0].devices[0]: there is no device 0000:ff:00.0',
      withCommitted({ devices: ['0000:ff:00.0'] }),
    ],
    ['cxl.committed[0].size: more than', withCommitted({ size: 2 * GiB })],
    ['cxl.committed[0]: 0x2c0000000-0x2ffffffff is in no window', withCommitted({ start: 11 * GiB })],
    [
      'cxl.devices[1].serial: 0x1 is that of cxl.devices[0]',
      {
        window: { start: 4 * GiB, size: GiB },
        devices: [
          { serial: 1, ram: GiB },
          { serial: 1, ram: GiB },
        ],
      },
    ],
  ])('is refused: %s', (message, cxl) => {
    expect(complaint(cxl)).toContain(message);
    expect(complaint(cxl)).not.toContain('\n');
  });
});
