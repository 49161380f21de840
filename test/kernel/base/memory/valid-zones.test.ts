import { describe, expect, it, test } from 'vitest';
import { bootMachine } from '../../../helpers/boot.ts';
import { drive, type PmemMachine } from '../../../helpers/pmem.ts';
import { boot, MEMORY, probe, put, RAM, zones } from './machine.ts';

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

describe('a block above Movable', () => {
  it('joins Movable before 4.13', () => {
    const m = boot('4.9.35');
    probe(m, 49);
    put(m, 49, 'online_movable');
    probe(m, 51);
    expect(zones(m, 49, 51)).toEqual(['Movable Normal', 'Movable']);
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
