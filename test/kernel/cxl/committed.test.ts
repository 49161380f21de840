/**
 * Regions that the firmware committed, with and without the LOCK bit. What 6.12 does is what a real one does in
 * QEMU 10 with the decoders of a volatile device and its host bridge programmed before the drivers are loaded.
 */
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { bootCxl, cxlTool, DEVICES, GiB, iomem, show, store } from '../../helpers/cxl.ts';

const START = 0x110000000;
const SIZE = GiB / 2;

const platform = (locked: boolean, decoders = 4): object => ({
  e820: [{ start: '0x100000', end: '0x7ffdefff', type: 'usable' }],
  hypervisor: false,
  cxl: {
    windows: [{ start: START, size: 4 * GiB, targets: ['pci0000:0c'] }],
    hostBridges: [
      {
        acpi: 'ACPI0016:00',
        pci: 'pci0000:0c',
        uid: 12,
        registers: 0x100000000,
        decoders,
        ports: [
          {
            id: 0,
            pci: '0000:0c:00.0',
            device: { pci: '0000:0d:00.0', serial: 0x1234, ram: GiB, decoders },
          },
        ],
      },
    ],
    committed: [{ start: START, size: SIZE, devices: ['0000:0d:00.0'], locked }],
  },
});

/** `locked start size` of a decoder, and mode, region and size of device addresses of an endpoint decoder. */
const decoder = (machine: Machine, name: string): string =>
  ['locked', 'start', 'size', ...(name.startsWith('decoder2') ? ['mode', 'region', 'dpa_size'] : ['region'])]
    .map((attribute) => show(machine, `${name}/${attribute}`))
    .join(' ')
    .trimEnd();

const both = (machine: Machine): string[] => [decoder(machine, 'decoder1.0'), decoder(machine, 'decoder2.0')];

const HELD = ['0x110000000 0x20000000 region0', '0x110000000 0x20000000 ram region0 0x0000000020000000'];

describe.each([
  [0, false],
  [1, true],
])('a committed region whose decoders show locked %i, on 6.12', (bit, locked) => {
  it('is found at boot, with a dax device', () => {
    const machine = bootCxl(platform(locked), '6.12');
    expect(both(machine)).toEqual(HELD.map((text) => `${bit} ${text}`));
    expect(['uuid', 'commit', 'mode', 'target0'].map((name) => show(machine, `region0/${name}`))).toEqual([
      '',
      '1',
      'ram',
      'decoder2.0',
    ]);
    expect(machine.files.list(`${DEVICES}/region0`)).toEqual(
      expect.arrayContaining(['access0', 'access1', 'dax_region0', 'target0']),
    );
    expect(machine.files.list('/sys/bus/dax/devices')).toEqual(['dax0.0']);
    expect(String(machine.files.read('/proc/iomem'))).toContain('100001128-1000011b7 : port1');
  });

  it('has the files that 6.12 has, and not those of others', () => {
    const [now, before] = [bootCxl(platform(locked), '6.12'), bootCxl(platform(locked), '6.1')];
    expect(show(now, 'port1/decoders_committed')).toBe('1');
    expect(show(now, 'root0/decoders_committed')).toBe('0');
    expect(show(now, 'decoder0.0/qos_class')).toBe('0');
    expect(show(now, 'decoder1.0/qos_class')).toBe('ENOENT');
    expect(now.files.realpath(`${DEVICES}/port1/parent_dport`)).toBe('/sys/devices/pci0000:0c');
    expect(now.files.realpath(`${DEVICES}/endpoint2/parent_dport`)).toBe(
      '/sys/devices/pci0000:0c/0000:0c:00.0',
    );
    expect(now.files.read('/sys/devices/platform/ACPI0017:00/uevent')).toBe(
      'DRIVER=cxl_acpi\nMODALIAS=acpi:ACPI0017:\n',
    );
    for (const name of ['port1/decoders_committed', 'port1/parent_dport', 'decoder0.0/qos_class'])
      expect(show(before, name)).toBe('ENOENT');
    const files = (machine: Machine, driver: string) => machine.files.list(`${DEVICES}/../drivers/${driver}`);
    expect(files(before, 'cxl_nvdimm')).toContain('bind');
    expect(files(now, 'cxl_nvdimm')).not.toContain('bind');
    expect(files(now, 'cxl_mem')).toContain('bind');
    expect(files(before, 'cxl_dax_region')).toEqual({ error: 'ENOENT' });
  });

  it('is disabled and enabled again', async () => {
    const machine = bootCxl(platform(locked), '6.12');
    expect((await cxlTool(machine, 'disable-region region0')).rc).toBe(0);
    expect(machine.files.list('/sys/bus/dax/devices')).toEqual([]);
    expect([show(machine, 'region0/commit'), ...both(machine)]).toEqual([
      '1',
      ...HELD.map((text) => `${bit} ${text}`),
    ]);
    expect((await cxlTool(machine, 'enable-region region0')).rc).toBe(0);
    expect(machine.files.list('/sys/bus/dax/devices')).toEqual(['dax0.0']);
  });

  it('is released, and the decoder of the host bridge keeps its addresses until its port is removed', async () => {
    const machine = bootCxl(platform(locked), '6.12');
    await cxlTool(machine, 'disable-region region0');
    expect(store(machine, 'region0/commit', '0')).toBe('ok');
    expect([show(machine, 'region0/commit'), ...both(machine)]).toEqual([
      '0',
      ...HELD.map((text) => `${bit} ${text}`),
    ]);
    const { rc, stderr } = await cxlTool(machine, 'destroy-region -f region0');
    expect([rc, stderr]).toEqual([0, 'cxl region: cmd_destroy_region: destroyed 1 region\n']);
    const gone = `${bit} 0x110000000 0x20000000`;
    expect(both(machine)).toEqual([gone, `${bit} 0x0 0x0 ram  0x0000000000000000`]);
    expect(iomem(machine).map((line) => line.trim())).toEqual(['110000000-20fffffff : CXL Window 0']);
    await cxlTool(machine, 'disable-memdev -f mem0');
    expect((await cxlTool(machine, 'enable-memdev mem0')).rc).toBe(0);
    expect(both(machine)).toEqual([gone, '0 0x0 0x0 none  0x0000000000000000']);
    await cxlTool(machine, 'disable-port -f port1');
    await cxlTool(machine, 'enable-port port1 -m');
    expect(both(machine)).toEqual(['0 0x0 0x0', '0 0x0 0x0 none  0x0000000000000000']);
  });

  it('takes no target at a position that one names', () => {
    const machine = bootCxl(platform(locked), '6.12');
    store(machine, 'region0/commit', '0');
    store(machine, 'region0/target0', '');
    expect(store(machine, 'region0/target0', 'decoder2.0')).toBe('EINVAL');
  });
});

describe('a locked region since 7.0', () => {
  it('is not taken back, in the words of cxl', async () => {
    const machine = bootCxl(platform(true), '7.0');
    expect(store(machine, 'region0/commit', '0')).toBe('EPERM');
    const { rc, stderr } = await cxlTool(machine, 'destroy-region -f region0');
    expect(rc).toBe(1);
    expect(stderr.split('\n').slice(0, -1)).toEqual([
      'cxl region: destroy_region: region0: failed to reset decode: Operation not permitted',
      'cxl region: decoder_region_action: region0: failed: Operation not permitted',
      'cxl region: region_action: one or more failures, last failure: Operation not permitted',
      'cxl region: cmd_destroy_region: destroyed 0 regions',
    ]);
    expect(show(machine, 'region0/commit')).toBe('1');
  });

  it('is found again when its memdev is bound again', async () => {
    const machine = bootCxl(platform(true), '7.0');
    await cxlTool(machine, 'disable-memdev -f mem0');
    expect(machine.files.list('/sys/bus/dax/devices')).toEqual([]);
    await cxlTool(machine, 'enable-memdev mem0');
    expect(both(machine)).toEqual(HELD.map((text) => `1 ${text}`));
    expect(show(machine, 'region0/commit')).toBe('1');
    expect(machine.files.list('/sys/bus/dax/devices')).toEqual(['dax0.0']);
  });

  it('is any region of a fixed window', () => {
    const fixed = platform(false) as { cxl: { windows: object[]; committed: object[] } };
    fixed.cxl.windows = [{ ...fixed.cxl.windows[0], restrictions: ['type3', 'volatile', 'fixed'] }];
    const commit = (kernel: string): string => store(bootCxl(fixed, kernel), 'region0/commit', '0');
    expect([commit('6.18'), commit('7.0')]).toEqual(['ok', 'EPERM']);
  });

  it('is destroyed when nothing of it is locked', async () => {
    const machine = bootCxl(platform(false), '7.0');
    expect((await cxlTool(machine, 'destroy-region -f region0')).rc).toBe(0);
  });
});

it('a region of two devices keeps the addresses of its ports when one goes', async () => {
  const two = platform(false) as { cxl: { hostBridges: { ports: object[] }[]; committed: object[] } };
  const [bridge] = two.cxl.hostBridges;
  bridge!.ports.push({
    id: 1,
    pci: '0000:0c:01.0',
    device: { pci: '0000:0e:00.0', serial: 2, ram: GiB, decoders: 4 },
  });
  two.cxl.committed = [{ start: START, size: SIZE, devices: ['0000:0d:00.0', '0000:0e:00.0'] }];
  const machine = bootCxl(two, '6.12');
  expect(decoder(machine, 'decoder1.0')).toBe('0 0x110000000 0x20000000 region0');
  await cxlTool(machine, 'disable-memdev -f mem0');
  expect(decoder(machine, 'decoder1.0')).toBe('0 0x110000000 0x20000000 region0');
});

it('a device with one decoder keeps `committed`, as those of old versions of QEMU do', async () => {
  const machine = bootCxl(platform(false, 1), '6.12');
  await cxlTool(machine, 'destroy-region -f region0');
  await cxlTool(machine, 'disable-memdev -f mem0');
  const { stderr } = await cxlTool(machine, 'enable-memdev mem0');
  expect(stderr).toContain('mem0: failed to enable');
  expect(show(machine, 'endpoint2')).toBe('ENOENT');
});
