import { describe, expect, test } from 'vitest';
import { memory_subsys_offline } from '../../../src/kernel/base/memory/online.ts';
import { zoneinfo } from '../../../src/kernel/fs/proc.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import { GiB } from '../../../src/lib/units.ts';
import { kernelFiles } from '../../../src/wall/kernel-files.ts';
import { bootMachine } from '../../helpers/boot.ts';

const usable = (start: number, end: number) => ({ start, end: end - 1, type: 'usable' });

describe('/proc/zoneinfo', () => {
  const lines = (k: Kernel, name: string): string[] => {
    const text = zoneinfo(k);
    const from = text.indexOf(`zone ${name.padStart(8)}`);
    return text
      .slice(from, text.indexOf('Node', from))
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  };

  test('spans zones from the first to the last page of RAM, holes included', () => {
    const k = bootMachine({
      platform: {
        e820: [
          usable(0, 0x9f000),
          usable(0x100000, 3 * GiB),
          usable(5 * GiB, 6 * GiB),
          usable(6.5 * GiB, 7 * GiB),
        ],
      },
    });
    expect(lines(k, 'Normal')).toEqual(
      expect.arrayContaining(['spanned  786432', 'present  393216', 'start_pfn:           1048576']),
    );
    expect(lines(k, 'DMA32')).toContain('spanned  1044480');
    expect(lines(k, 'DMA')).toEqual(expect.arrayContaining(['spanned  4095', 'start_pfn:           1']));
  });

  test.each([
    ['4.4', 'min'],
    ['5.15', 'min'],
    ['5.16', 'boost'],
    ['6.12', 'boost'],
  ])('%s: lists watermarks from %s on', (kernel, first) => {
    expect(lines(bootMachine({ kernel }), 'Normal')[1]).toMatch(new RegExp(`^${first} `));
  });

  test('ends after the counts of a zone without pages', () => {
    const k = bootMachine();
    expect(zoneinfo(k).trimEnd().split('\n').at(-1)).toBe('        protection: (0, 0, 0, 0, 0)');
    expect(zoneinfo(k).match(/^Node 0, zone .*/gm)).toEqual([
      'Node 0, zone      DMA',
      'Node 0, zone    DMA32',
      'Node 0, zone   Normal',
      'Node 0, zone  Movable',
      'Node 0, zone   Device',
    ]);
  });

  test('lists empty zones since 4.12', () => {
    const listed = (kernel: string): string[] =>
      [...zoneinfo(bootMachine({ kernel })).matchAll(/zone +(\w+)/g)].map(([, name]) => name!);
    expect(listed('4.9.35')).toEqual(['DMA', 'DMA32', 'Normal']);
    expect(listed('4.12.4')).toEqual(['DMA', 'DMA32', 'Normal', 'Movable', 'Device']);
  });
});

describe('/proc/meminfo', () => {
  test('sums the RAM that is online', () => {
    const k = bootMachine();
    const files = kernelFiles(k);
    expect(files.read('/proc/meminfo')).toBe('MemTotal:        7339640 kB\nMemFree:         7339640 kB\n');
    expect(memory_subsys_offline(k, 32)).toBe(0);
    expect(files.read('/proc/meminfo')).toMatch(/^MemTotal: {8}7208568 kB$/m);
  });
});
