import { describe, expect, it, test } from 'vitest';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { bootMachine, logged } from '../../../helpers/boot.ts';
import { drive, type PmemMachine } from '../../../helpers/pmem.ts';

const MEMORY = '/sys/devices/system/memory';
/** RAM up to 2 GiB and from 4 to 6 GiB; blocks from 48 on can be added. */
const RAM = {
  e820: [
    { start: '0x0', end: '0x9ffff', type: 'usable' },
    { start: '0x100000', end: '0x7fffffff', type: 'usable' },
    { start: '0x100000000', end: '0x17fffffff', type: 'usable' },
  ],
};

const boot = (kernel: string): PmemMachine =>
  drive(bootMachine({ kernel, platform: RAM, config: { ARCH_MEMORY_PROBE: true } }));
const probe = (m: PmemMachine, block: number): string =>
  m.echo(`0x${(block * 0x8000000).toString(16)}`, `${MEMORY}/probe`);
const put = (m: PmemMachine, block: number, state: string): string =>
  m.echo(state, `${MEMORY}/memory${block}/state`);
const zones = (m: PmemMachine, ...blocks: number[]): string[] =>
  blocks.map((block) => m.cat(`${MEMORY}/memory${block}/valid_zones`));

describe('four blocks above the end of Normal', () => {
  const added = (kernel: string): PmemMachine => {
    const m = boot(kernel);
    for (const block of [48, 49, 50, 51]) expect(probe(m, block)).toBe('ok');
    return m;
  };

  test.each(['4.4', '4.9.35', '4.12.4'])(
    '%s: are in Normal at once, and only the last can move',
    (kernel) => {
      const m = added(kernel);
      expect(zones(m, 48, 49, 50, 51)).toEqual(['Normal', 'Normal', 'Normal', 'Normal Movable']);
      expect(put(m, 51, 'online_movable')).toBe('ok');
      expect(zones(m, 49, 50, 51)).toEqual(['Normal', 'Normal Movable', 'Movable Normal']);
      expect(put(m, 48, 'online_movable')).toBe('EINVAL');
      expect(put(m, 49, 'online_kernel')).toBe('ok');
      expect(put(m, 51, 'offline')).toBe('ok');
      expect(zones(m, 51)).toEqual(['Movable Normal']);
    },
  );

  it('4.13: keep Movable above Normal', () => {
    const m = added('4.13');
    expect(zones(m, 48, 51)).toEqual(['Normal Movable', 'Normal Movable']);
    expect(put(m, 50, 'online_movable')).toBe('ok');
    expect(zones(m, 48, 50, 51)).toEqual(['Normal Movable', 'Movable', 'Movable']);
    expect(put(m, 51, 'online_kernel')).toBe('EINVAL');
  });

  it('4.13: join Movable by plain online where Normal cannot grow to the block', () => {
    const m = added('4.13');
    expect(put(m, 48, 'online_movable')).toBe('ok');
    expect(put(m, 51, 'online')).toBe('ok');
    expect(zones(m, 51)).toEqual(['Movable']);
    const movable = m.k.state.mm.zones.find(({ name }) => name === 'Movable')!;
    expect(movable).toMatchObject({ spanned: 0x20000, present: 0x10000 });
  });

  test.each(['4.14.67', '5.2.1'])('%s: join the requested zone', (kernel) => {
    const m = added(kernel);
    expect(put(m, 51, 'online_movable')).toBe('ok');
    expect(put(m, 48, 'online_movable')).toBe('ok');
    expect(zones(m, 48, 49, 50, 51)).toEqual(['Movable', 'Movable Normal', 'Movable Normal', 'Movable']);
    expect(put(m, 50, 'online')).toBe('ok');
    expect(zones(m, 50)).toEqual(['Movable']);
  });

  it('do not shrink the span of their zone when offlined before 5.5', () => {
    const span = (kernel: string): number => {
      const m = added(kernel);
      put(m, 51, 'online_movable');
      put(m, 51, 'offline');
      return m.k.state.mm.zones.find(({ name }) => name === 'Movable')!.spanned;
    };
    expect(['5.2.1', '5.4', '5.5', '6.1'].map(span)).toEqual([0x8000, 0x8000, 0, 0]);
  });
});

describe('three blocks added by the probe file at 4 GiB, the last one onlined movable', () => {
  /** valid_zones of the blocks after each step. */
  function experiment(kernel: string): string[][] {
    const e820 = RAM.e820.slice(0, 2);
    const m = drive(bootMachine({ kernel, platform: { e820 }, config: { ARCH_MEMORY_PROBE: true } }));
    const seen = [32, 33, 34].map((block, i) => {
      expect(probe(m, block)).toBe('ok');
      return zones(m, ...[32, 33, 34].slice(0, i + 1));
    });
    expect(put(m, 34, 'online_movable')).toBe('ok');
    return [...seen, zones(m, 32, 33, 34)];
  }
  const both = 'Normal Movable';

  test.each(['4.9', '4.9.35', '4.12.4'])('%s: each new block fixes the one before it in Normal', (kernel) => {
    expect(experiment(kernel)).toEqual([
      [both],
      ['Normal', both],
      ['Normal', 'Normal', both],
      ['Normal', both, 'Movable Normal'],
    ]);
  });

  test.each(['4.13', '4.14.67', '5.2.1', '6.1', '6.15'])('%s: all of them can join either zone', (kernel) => {
    expect(experiment(kernel)).toEqual([[both], [both, both], [both, both, both], [both, both, 'Movable']]);
  });
});

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

describe('a block above Movable', () => {
  it('joins Movable before 4.13', () => {
    const m = boot('4.9.35');
    probe(m, 49);
    put(m, 49, 'online_movable');
    probe(m, 51);
    expect(zones(m, 49, 51)).toEqual(['Movable Normal', 'Movable']);
  });
});

describe('refusals', () => {
  test.each(['4.9.35', '4.19.13', '6.1'])(
    '%s: an address inside a block, RAM, an existing block',
    (kernel) => {
      const m = boot(kernel);
      expect(m.echo('0x184000000', `${MEMORY}/probe`)).toBe('EINVAL');
      expect(probe(m, 32)).toBe('EEXIST');
      probe(m, 48);
      expect(probe(m, 48)).toBe('EEXIST');
      expect(m.news()).toEqual([]);
    },
  );
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

describe('RAM above the limit of mem=', () => {
  /** Adds the blocks at 6 GiB and at 8 GiB. */
  const added = (kernel: string, cmdline: string): string[] => {
    const k = bootMachine({ kernel, cmdline, platform: RAM, config: { ARCH_MEMORY_PROBE: true } });
    return [48, 64].map((block) => probe(drive(k), block));
  };

  it.each([
    ['5.0', 'mem=6272M', ['ok', 'ok']],
    ['5.1', 'mem=6271M', ['E2BIG', 'E2BIG']],
    ['5.6', 'mem=6272M', ['ok', 'E2BIG']],
    ['5.6', 'mem=2G mem=6272M mem=nopentium mem=0 mem', ['ok', 'E2BIG']],
    ['5.6', '', ['ok', 'ok']],
    ['5.7', 'mem=6272M', ['ok', 'ok']],
  ])('%s, %s', (kernel, cmdline, results) => {
    expect(added(kernel, cmdline)).toEqual(results);
  });
});

describe('RAM that starts in mid-section after an absent section', () => {
  const shown = (kernel: string): string => {
    const m = drive(bootMachine({ kernel, cmdline: 'memmap=1G$0x104000000' }));
    return m.cat(`${MEMORY}/memory40/valid_zones`);
  };

  it('has no zone in 4.11 to 4.15, except where the change was reverted', () => {
    expect(['4.10', '4.12.4', '4.14', '4.14.67', '4.16', '6.1'].map(shown)).toEqual([
      ...['Normal', 'none', 'none', 'Normal', 'Normal', 'Normal'],
    ]);
  });
});

describe('removable', () => {
  const shown = (kernel: string, ...blocks: number[]): string =>
    blocks.map((block) => boot(kernel).cat(`${MEMORY}/memory${block}/removable`)).join('');

  it('is 0 for the first block and for the blocks with boot struct pages', () => {
    expect(shown('4.14.67', 0, 1, 15, 46, 47)).toBe('01110');
  });

  it('is 0 for the last block below 4 GiB too since 4.15', () => {
    expect(shown('4.19.13', 0, 1, 15, 46, 47)).toBe('01010');
  });

  it('is always 1 since 5.7', () => {
    expect(shown('5.7', 0, 1, 15, 46, 47)).toBe('11111');
  });
});

describe('the size of memory blocks', () => {
  /** 3 GiB below and the rest of `gib` above 4 GiB, so that RAM ends at `gib` + 1. */
  const size = (kernel: string, gib: number, hypervisor = true): string => {
    const top = `0x${((gib + 1) * 2 ** 30 - 1).toString(16)}`;
    const e820 = [
      { start: '0x100000', end: '0xbfffffff', type: 'usable' },
      { start: '0x100000000', end: top, type: 'usable' },
    ];
    return drive(bootMachine({ kernel, platform: { e820, hypervisor } })).cat(`${MEMORY}/block_size_bytes`);
  };

  test.each([
    ['4.4', 62, '8000000'],
    ['4.4', 63, '80000000'],
    ['4.4', 65, '80000000'],
    ['4.9.35', 64, '80000000'],
    ['4.19.13', 64, '40000000'],
    ['4.19.13', 65, '80000000'],
    ['6.1', 64, '40000000'],
  ])('on %s with %i GiB', (kernel, gib, expected) => {
    expect(size(kernel, gib)).toBe(expected);
  });

  it('is 2 GiB on bare metal since 5.9', () => {
    expect(['5.8', '5.9'].map((kernel) => size(kernel, 64, false))).toEqual(['40000000', '80000000']);
  });
});

describe('the log', () => {
  it('names the granularity at which RAM is refused', () => {
    const says = (kernel: string): string[] => logged(bootMachine({ kernel }), /memory block size/i);
    expect(says('4.4')).toEqual(['memory block size : 128MB']);
    expect(says('4.9.35')).toEqual(['x86/mm: Memory block size: 128MB']);
  });
});

describe('a block of RAM that a device shares', () => {
  /** Maps part of block 32, which is RAM otherwise. */
  const zonesOf = (kernel: string, cmdline: string): string =>
    drive(bootMachine({ kernel, platform: RAM, cmdline })).cat(`${MEMORY}/memory32/valid_zones`);

  test.each([
    ['holds a struct page on a boundary of 4 MiB', 'memmap=4M!4G', 'none'],
    ['holds none', 'memmap=2M!0x100200000', 'Normal'],
    ['holds all', 'memmap=126M!4G', 'Device'],
  ])('5.17: the device %s', (_title, cmdline, zone) => {
    expect(zonesOf('5.17', cmdline)).toBe(zone);
    expect(zonesOf('5.18', cmdline)).toBe('Normal');
  });

  it('5.17: stays without a zone after the mapping, and cannot go offline', () => {
    const m = drive(bootMachine({ kernel: '5.17', platform: RAM, cmdline: 'memmap=4M!4G' }));
    expect(m.echo('namespace0.0', 'namespace0.0/driver/unbind')).toBe('ok');
    expect(zones(m, 32, 33)).toEqual(['none', 'Normal']);
    expect(put(m, 32, 'offline')).toBe('EINVAL');
  });
});

describe('a block beyond the end of its zone', () => {
  const zonesOf = (kernel: string, end: string): string => {
    const e820 = [...RAM.e820.slice(0, 2), { start: '0x100000000', end, type: 'usable' }];
    return drive(bootMachine({ kernel, platform: { e820 } })).cat(`${MEMORY}/memory47/valid_zones`);
  };

  test.each([
    ['0x17fbfffff', 'none'],
    ['0x17fc00fff', 'Normal'],
  ])('5.17: RAM that ends at %s', (end, zone) => {
    expect(zonesOf('5.17', end)).toBe(zone);
    expect(zonesOf('5.18', end)).toBe('Normal');
  });
});
