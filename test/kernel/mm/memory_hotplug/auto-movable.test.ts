import { describe, expect, test } from 'vitest';
import { load_module } from '../../../../src/kernel/kernel/module/main.ts';
import { bootMachine } from '../../../helpers/boot.ts';
import { bootHmem, DAX_DRIVERS } from '../../../helpers/hmem.ts';
import { drive, type PmemMachine } from '../../../helpers/pmem.ts';

const PARAMETERS = '/sys/module/memory_hotplug/parameters';
const BLOCKS = '/sys/devices/system/memory';
const AUTO = 'memory_hotplug.online_policy=auto-movable';

/** 6 GiB of RAM at boot, 1 GiB of it Soft Reserved and given to kmem, offline. */
function added(cmdline: string, kernel = '6.12'): PmemMachine {
  const m = bootHmem(['1G%6G'], { kernel, cmdline: `${cmdline} memhp_default_state=offline` });
  load_module(m.k, 'kmem');
  return m;
}

const zoneOf = (m: PmemMachine, block: number): string => {
  expect(m.echo('online', `${BLOCKS}/memory${block}/state`)).toBe('ok');
  return m.cat(`${BLOCKS}/memory${block}/valid_zones`);
};

describe('the parameters of memory_hotplug', () => {
  test('have their defaults, and take new values', () => {
    const m = drive(bootMachine({ kernel: '6.12' }));
    const shown = () =>
      ['online_policy', 'auto_movable_ratio', 'auto_movable_numa_aware'].map((name) =>
        m.cat(`${PARAMETERS}/${name}`),
      );
    expect(shown()).toEqual(['contig-zones', '301', 'Y']);
    expect(m.echo('auto-movable', `${PARAMETERS}/online_policy`)).toBe('ok');
    expect(m.echo('50', `${PARAMETERS}/auto_movable_ratio`)).toBe('ok');
    expect(m.echo('0', `${PARAMETERS}/auto_movable_numa_aware`)).toBe('ok');
    expect(shown()).toEqual(['auto-movable', '50', 'N']);
    expect(m.echo('movable', `${PARAMETERS}/online_policy`)).toBe('EINVAL');
    expect(m.echo('4294967296', `${PARAMETERS}/auto_movable_ratio`)).toBe('ERANGE');
    expect(m.echo('maybe', `${PARAMETERS}/auto_movable_numa_aware`)).toBe('EINVAL');
    expect(m.echo('Y', `${PARAMETERS}/memmap_on_memory`)).toBe('EACCES');
  });

  test('come from the command line, and with 5.15', () => {
    const m = drive(
      bootMachine({ kernel: '5.15', cmdline: `${AUTO} memory_hotplug.auto_movable_ratio=100` }),
    );
    expect(m.cat(`${PARAMETERS}/online_policy`)).toBe('auto-movable');
    expect(m.cat(`${PARAMETERS}/auto_movable_ratio`)).toBe('100');
    expect(drive(bootMachine({ kernel: '5.14' })).cat(`${PARAMETERS}/online_policy`)).toBe('!ENOENT');
  });
});

describe('plain online', () => {
  test('chooses Normal with contig-zones, Movable with auto-movable', () => {
    expect(zoneOf(added(''), 48)).toBe('Normal');
    const m = added(AUTO);
    expect(m.cat(`${BLOCKS}/memory48/valid_zones`)).toBe('Movable Normal');
    expect(zoneOf(m, 48)).toBe('Movable');
  });

  test.each([
    ['0', 'Normal'],
    // All of the group counts: 1 GiB against what is left of boot, 6 GiB less 640 KiB or so.
    ['16', 'Normal'],
    ['17', 'Movable'],
  ])('with a ratio of %s is %s', (ratio, zone) =>
    expect(zoneOf(added(`${AUTO} memory_hotplug.auto_movable_ratio=${ratio}`), 48)).toBe(zone),
  );

  test('keeps the memory of one device in one zone', () => {
    const m = added(AUTO);
    m.echo('online_kernel', `${BLOCKS}/memory48/state`);
    expect(zoneOf(m, 49)).toBe('Normal');
    for (const block of [48, 49]) m.echo('offline', `${BLOCKS}/memory${block}/state`);
    expect(zoneOf(m, 49)).toBe('Movable');
  });

  test('forgets the group with the memory', () => {
    const m = added(AUTO);
    expect(m.k.state.mm.groups).toEqual([{ id: 1, maxPages: 2 ** 18 }]);
    m.echo('dax0.0', `${DAX_DRIVERS}/kmem/unbind`);
    expect(m.k.state.mm.groups).toEqual([]);
  });

  test('looks at the node too, unless told not to', () => {
    const numa = [
      { node: 0, start: '0x0', end: '0x17fffffff' },
      { node: 1, start: '0x180000000', end: '0x1ffffffff' },
    ];
    const on = (cmdline: string): string => {
      const m = bootHmem(['2G%6G'], {
        kernel: '6.12',
        cmdline: `${AUTO} ${cmdline} memhp_default_state=offline`,
        platform: {
          e820: [
            { start: '0x0', end: '0x9fbff', type: 'usable' },
            { start: '0x100000', end: '0xbfffffff', type: 'usable' },
            { start: '0x100000000', end: '0x1ffffffff', type: 'usable' },
          ],
          numa,
        },
      });
      load_module(m.k, 'kmem');
      return zoneOf(m, 48);
    };
    // Node 1 has no memory of boot, so nothing on it may be Movable.
    expect(on('')).toBe('Normal');
    expect(on('memory_hotplug.auto_movable_numa_aware=0')).toBe('Movable');
  });
});
