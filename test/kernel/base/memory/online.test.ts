import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { bootMachine } from '../../../helpers/boot.ts';
import { drive } from '../../../helpers/pmem.ts';
import { boot, MEMORY, put, RAM } from './machine.ts';

describe('onlining one block', () => {
  /** Bare metal with RAM up to an address. */
  const machine = (end: number) =>
    bootMachine({
      platform: {
        hypervisor: false,
        physBits: 48,
        e820: [...RAM.e820.slice(0, 2), { start: '0x100000000', end: end - 1, type: 'usable' }],
      },
      config: { ARCH_MEMORY_PROBE: true },
    });

  /** Counts the records of sections, blocks, zones and resources that `act` reads. */
  function touched(k: Kernel, act: () => void): number {
    let count = 0;
    const watched = <T extends object>(records: T): T =>
      new Proxy(records, {
        get(target, key, self) {
          if (typeof key === 'string' && /^\d+$/.test(key)) count++;
          return Reflect.get(target, key, self);
        },
      });
    const { mm, resources } = k.state;
    for (const key of ['sections', 'blocks', 'zones'] as const)
      Object.assign(mm, { [key]: watched(mm[key]) });
    resources.byId = watched(resources.byId);
    act();
    return count;
  }

  it.each([
    ['online_movable', 2 ** 46],
    ['online_kernel', 2 ** 46],
  ])('%s costs as much on a machine of 64 TiB as on one of 128 GiB', (state, large) => {
    const cost = (end: number): number => {
      const k = machine(end);
      const { blockSize } = k.state.mm;
      expect(blockSize).toBe(2 ** 31);
      const m = drive(k);
      expect(m.echo(`0x${end.toString(16)}`, `${MEMORY}/probe`)).toBe('ok');
      return touched(k, () => expect(put(m, end / blockSize, state)).toBe('ok'));
    };
    const small = cost(2 ** 37);
    expect(small).toBeGreaterThan(0);
    expect(cost(large)).toBe(small);
  });
});

describe('auto_online_blocks', () => {
  it('exists since 4.6 and accepts more policies since 5.7', () => {
    const files = ['4.5', '4.6', '5.6', '5.7'].map((kernel) => {
      const m = boot(kernel);
      return [
        m.cat(`${MEMORY}/auto_online_blocks`),
        m.echo('online_movable', `${MEMORY}/auto_online_blocks`),
      ];
    });
    expect(files).toEqual([
      ['!ENOENT', 'ENOENT'],
      ['offline', 'EINVAL'],
      ['offline', 'EINVAL'],
      ['offline', 'ok'],
    ]);
  });

  it('starts with memhp_default_state= since 4.7, which selects the kind of zone since 5.7', () => {
    const started = (kernel: string, state: string): string =>
      drive(bootMachine({ kernel, cmdline: `memhp_default_state=${state}` })).cat(
        `${MEMORY}/auto_online_blocks`,
      );
    expect(['4.6', '4.7'].map((kernel) => started(kernel, 'online'))).toEqual(['offline', 'online']);
    expect(['5.6', '5.7'].map((kernel) => started(kernel, 'online_movable'))).toEqual([
      'offline',
      'online_movable',
    ]);
    expect(started('6.12', 'offline')).toBe('offline');
  });
});
