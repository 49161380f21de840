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

const committed = (...regions: object[]): object => ({
  ...FULL,
  hostBridges: [{ ...BRIDGE, decoders: 4, ports: [withRam(0), BRIDGE.ports[1]] }],
  committed: regions,
});
const withRam = (id: number): object => ({
  ...BRIDGE.ports[0],
  device: { ...DEVICE, pmem: 0, ram: GiB, serial: id + 10 },
});

/** Five devices of RAM below a host bridge with one decoder, and committed regions over some of them. */
const five = (...regions: string[][]): object => ({
  windows: [{ ...WINDOW, size: 8 * GiB }],
  hostBridges: [
    {
      ...BRIDGE,
      ports: [0, 1, 2, 3, 4].map((id) => ({
        id,
        pci: `0000:0c:0${id}.0`,
        device: { pci: `0000:1${id}:00.0`, serial: id + 1, ram: GiB },
      })),
    },
  ],
  committed: regions.map((ids, i) => ({
    start: 4 * GiB + 2 * i * GiB,
    size: (ids.length * GiB) / 4,
    devices: ids.map((id) => `0000:1${id}:00.0`),
  })),
});

const SECOND = {
  acpi: 'ACPI0016:01',
  pci: 'pci0000:20',
  uid: 32,
  ports: [{ id: 0, pci: '0000:20:00.0', device: { pci: '0000:21:00.0', serial: 7, ram: GiB } }],
};

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
    ['cxl.committed[0].size: more than the 1073741824 bytes of ram left', withCommitted({ size: 2 * GiB })],
    [
      'cxl.committed[1]: 0x120000000-0x14fffffff overlaps cxl.committed[0]',
      committed(
        { start: 4 * GiB, size: (GiB / 4) * 3, devices: ['0000:0e:00.0'] },
        { start: 4.5 * GiB, size: (GiB / 4) * 3, devices: ['0000:0d:00.0'] },
      ),
    ],
    [
      'cxl.committed[1].size: more than the 268435456 bytes of ram left of 0000:0e:00.0',
      committed(
        { start: 4 * GiB, size: (GiB / 4) * 3, devices: ['0000:0e:00.0'] },
        { start: 5 * GiB, size: GiB / 2, devices: ['0000:0e:00.0'] },
      ),
    ],
    [
      'cxl.committed[1].devices[0]: 0000:0e:00.0 has no decoder left',
      committed(
        { start: 4 * GiB, size: GiB / 2, devices: ['0000:0e:00.0'] },
        { start: 5 * GiB, size: GiB / 2, devices: ['0000:0e:00.0'] },
      ),
    ],
    [
      'cxl.committed[0].devices: their number must be one of 1, 2, 3, 4, 6, 8, 12, 16, not 5',
      five(['0', '1', '2', '3', '4']),
    ],
    [
      'cxl.committed[0].devices: pci0000:0c cannot interleave over 3 ports: a power of two is needed',
      five(['0', '1', '2']),
    ],
    ['cxl.committed[1].devices: pci0000:0c has no decoder left', five(['0', '1'], ['2', '3'])],
    [
      'cxl.committed[0]: its window is not for volatile memory',
      { ...withCommitted({}), windows: [{ ...WINDOW, restrictions: ['type3', 'pmem'] }] },
    ],
    [
      'cxl.committed[0].devices[0]: 0000:0e:00.0 is below pci0000:0c, but the position is that of pci0000:20',
      {
        ...withCommitted({ size: 2 * GiB, devices: ['0000:0e:00.0', '0000:21:00.0'] }),
        windows: [{ ...WINDOW, targets: ['pci0000:20', 'pci0000:0c'] }],
        hostBridges: [BRIDGE, SECOND],
      },
    ],
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
