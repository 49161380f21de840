import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../../src/lib/units.ts';
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
  return { nodes: [numaNode, targetNode], log: logged(k, /^nfit .*changing/) };
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
  });
});
