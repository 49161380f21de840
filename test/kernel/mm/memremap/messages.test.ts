import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../../src/lib/units.ts';
import { bootMachine, logged } from '../../../helpers/boot.ts';
import { altmapOf, BASE, map } from './device.ts';

describe('the line about initialised struct pages', () => {
  const lines = (kernel: string): string[] => {
    const k = bootMachine({ kernel });
    map(k, 'dax0.0', BASE, 4 * GiB, altmapOf(BASE, 4 * GiB, 66 * MiB));
    return logged(k, /initialised/);
  };

  test.each([
    ['4.19.13', []],
    ['4.20', ['dax0.0 initialised, 1031680 pages in 0ms']],
    ['5.4', ['dax0.0 initialised, 1031680 pages in 0ms']],
    ['5.5', ['memmap_init_zone_device initialised 1031680 pages in 0ms']],
    ['6.1', []],
  ])('on %s', (kernel, expected) => {
    expect(lines(kernel)).toEqual(expected);
  });
});

describe('functions and files in a WARN about RAM', () => {
  const where = (kernel: string): string => {
    const k = bootMachine({ kernel });
    map(k, 'pfn0.0', 4 * GiB, 128 * MiB);
    const { warning, text } = k.state.log.lines.findLast((line) => line.warning !== undefined)!;
    return `${warning!.at.replace(/:\.\.$/, '')}: ${text}`;
  };

  test.each([
    [
      '5.2',
      'kernel/memremap.c: devm_memremap_pages attempted on ram region [mem 0x100000000-0x107ffffff flags 0x200]',
    ],
    [
      '5.3',
      'mm/memremap.c: devm_memremap_pages attempted on ram region [mem 0x100000000-0x107ffffff flags 0x200]',
    ],
    [
      '5.9',
      'mm/memremap.c: memremap_pages attempted on ram region [mem 0x100000000-0x107ffffff flags 0x200]',
    ],
    ['5.10', 'mm/memremap.c: attempted on ram region 0x100000000-0x107ffffff'],
  ])('on %s', (kernel, expected) => {
    expect(where(kernel)).toBe(expected);
  });
});
