import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../../src/lib/units.ts';
import { kernelFiles } from '../../../../src/wall/kernel-files.ts';
import { bootMachine, logged } from '../../../helpers/boot.ts';

const PLATFORM = {
  e820: [
    { start: MiB, end: 3 * GiB - 1, type: 'usable' },
    { start: 4 * GiB, end: 5 * GiB - 1, type: 'usable' },
  ],
  nvdimms: [{ handle: 1, serial: 1, size: '1G', address: 5 * GiB }],
  numa: [
    { start: 0, end: 4 * GiB - 1, node: 0 },
    { start: 4 * GiB, end: 5 * GiB - 1, node: 1 },
    { start: 5 * GiB, end: 8 * GiB - 1, node: 2 },
  ],
};

const boot = (kernel: string, cmdline: string, platform: Record<string, unknown> = PLATFORM) => {
  const k = bootMachine({ kernel, cmdline, platform });
  const { numaNode, targetNode } = k.state.nd.regions.region0!;
  return { nodes: [numaNode, targetNode], log: logged(k, /nfit ACPI.*changing/) };
};

describe('the nodes of a region of the NFIT', () => {
  test('are its own, and the nearest one that is online', () => {
    expect(boot('6.1', '')).toEqual({ nodes: [0, 2], log: [] });
  });

  test('are node 0 where the platform has no nodes', () => {
    expect(boot('6.1', '', { ...PLATFORM, numa: [] })).toEqual({ nodes: [0, 0], log: [] });
  });

  test.each([PLATFORM, { ...PLATFORM, numa: [] }])('are those of its address with numa=off', (platform) => {
    expect(boot('6.1', 'numa=off', platform)).toEqual({
      nodes: [0, -1],
      log: [
        'nfit ACPI0012:00: changing numa node from -1 to 0 for nfit region [0x0000000140000000-0x000000017fffffff]',
        'nfit ACPI0012:00: changing target node from -1 to -1 for nfit region [0x0000000140000000-0x000000017fffffff]',
      ],
    });
    expect(boot('5.15', 'numa=off', platform)).toEqual({ nodes: [-1, -1], log: [] });
    expect(boot('7.0', 'numa=off', platform).log[0]).toMatch(/^acpi-nfit ACPI0012:00: changing numa node/);
  });
});

describe('the device of the NFIT', () => {
  const paths = (kernel: string): (string | undefined)[] => {
    const files = kernelFiles(bootMachine({ kernel, platform: PLATFORM }));
    const of = (bus: string): string => `/sys/devices/${bus}/ACPI0012:00`;
    return ['LNXSYSTM:00/LNXSYBUS:00', 'platform'].map((bus) => {
      const text = files.read(`${of(bus)}/uevent`);
      return typeof text === 'string' ? text : undefined;
    });
  };

  test('is on the platform bus since 7.0', () => {
    expect(paths('6.19')).toEqual(['DRIVER=nfit\nMODALIAS=acpi:ACPI0012:\n', undefined]);
    expect(paths('7.0')).toEqual([undefined, 'DRIVER=acpi-nfit\nMODALIAS=acpi:ACPI0012:\n']);
    const files = kernelFiles(bootMachine({ kernel: '7.0', platform: PLATFORM }));
    expect(files.realpath('/sys/bus/nd/devices/region0')).toBe(
      '/sys/devices/platform/ACPI0012:00/ndbus0/region0',
    );
  });
});
