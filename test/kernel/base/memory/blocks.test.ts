import { describe, expect, it, test } from 'vitest';
import { bootMachine, logged } from '../../../helpers/boot.ts';
import { drive } from '../../../helpers/pmem.ts';
import { MEMORY } from './machine.ts';

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
