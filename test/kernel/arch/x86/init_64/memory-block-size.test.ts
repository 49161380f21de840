import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../../../src/lib/units.ts';
import { bootMachine } from '../../../../helpers/boot.ts';

/** 64 GiB of RAM and a CXL window of 512 MiB above it. */
const platform = (window: number, more: Record<string, unknown> = {}) => ({
  e820: [
    { start: MiB, end: 3 * GiB - 1, type: 'usable' },
    { start: 4 * GiB, end: 64 * GiB - 1, type: 'usable' },
  ],
  cxl: {
    window: { start: 96 * GiB, size: window },
    devices: [{ serial: 1, ram: '256M' }],
  },
  ...more,
});

describe('the size of memory blocks next to CXL windows', () => {
  const size = (request: Parameters<typeof bootMachine>[0]) => bootMachine(request).state.mm.blockSize / MiB;

  test('is their alignment since 6.16, at most 2 GiB', () => {
    expect(size({ kernel: '6.15', platform: platform(512 * MiB) })).toBe(2048);
    expect(size({ kernel: '6.16', platform: platform(512 * MiB) })).toBe(512);
    expect(size({ kernel: '6.16', platform: platform(8 * GiB) })).toBe(2048);
    expect(size({ kernel: '6.16', platform: platform(512 * MiB, { hypervisor: false }) })).toBe(512);
  });

  test('leaves them out with numa=off, which skips their table', () => {
    expect(size({ kernel: '6.16', platform: platform(512 * MiB), cmdline: 'numa=off' })).toBe(2048);
  });
});

describe('the state in which hot-added RAM comes online', () => {
  const policy = (kernel: string, config: Record<string, boolean>, cmdline = '') =>
    bootMachine({ kernel, config, cmdline }).state.mm.autoOnline;
  const MOVABLE = { MHP_DEFAULT_ONLINE_TYPE_ONLINE_MOVABLE: true };

  test('is one of four by the build since 6.14', () => {
    expect(policy('6.14', MOVABLE)).toBe('online_movable');
    expect(policy('6.14', { MHP_DEFAULT_ONLINE_TYPE_ONLINE_KERNEL: true })).toBe('online_kernel');
    expect(policy('6.14', {})).toBe('offline');
    expect(policy('6.13', MOVABLE)).toBe('offline');
    expect(policy('6.14', MOVABLE, 'memhp_default_state=online')).toBe('online');
  });
});
