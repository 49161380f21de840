import { describe, expect, it, test } from 'vitest';
import { proc_iomem } from '../../../../../src/kernel/kernel/resource/resource.ts';
import { kernelFiles } from '../../../../../src/wall/kernel-files.ts';
import { bootMachine, logged } from '../../../../helpers/boot.ts';

const HEADERS = /physical RAM map:$|last_pfn|available for PCI/;

describe('lines about the whole map', () => {
  const lines = (kernel: string): string[] =>
    logged(bootMachine({ kernel, cmdline: 'memmap=1G!4G' }), HEADERS).map((line) =>
      line.replace(/ max_arch.*/, ''),
    );

  test.each(['4.4', '4.9.35', '4.17'])('%s: start with e820:', (kernel) => {
    expect(lines(kernel)).toEqual([
      'e820: BIOS-provided physical RAM map:',
      'e820: user-defined physical RAM map:',
      'e820: last_pfn = 0x200000',
      'e820: last_pfn = 0xc0000',
      'e820: [mem 0xc0000000-0xffffffff] available for PCI devices',
    ]);
  });

  test.each(['4.18', '5.2.1'])('%s: have no prefix', (kernel) => {
    expect(lines(kernel)).toEqual([
      'BIOS-provided physical RAM map:',
      'user-defined physical RAM map:',
      'last_pfn = 0x200000',
      'last_pfn = 0xc0000',
      '[mem 0xc0000000-0xffffffff] available for PCI devices',
    ]);
  });

  it('keep the prefix for single ranges', () => {
    const update = /usable ==> reserved$/;
    expect(logged(bootMachine({ kernel: '5.2.1' }), update)).toEqual(
      logged(bootMachine({ kernel: '4.9.35' }), update),
    );
  });
});

describe('reserved ranges', () => {
  const names = (kernel: string): string[] => {
    const k = bootMachine({ kernel, cmdline: 'memmap=1G$0x140000000' });
    const type = kernelFiles(k).read('/sys/firmware/memmap/1/type');
    return [/140000000-17fffffff : (\w+)/.exec(proc_iomem(k))![1]!, String(type).trim()];
  };

  it('are capitalised since 4.12, in /proc/iomem and in the firmware map', () => {
    expect(names('4.11')).toEqual(['reserved', 'reserved']);
    expect(names('4.12.4')).toEqual(['Reserved', 'Reserved']);
  });
});

describe('the end of memory', () => {
  const lastPfn = (kernel: string): string =>
    logged(bootMachine({ kernel, cmdline: 'memmap=1G!7G' }), /last_pfn/)[0]!;

  it('includes emulated persistent memory before 4.9', () => {
    expect(lastPfn('4.8')).toContain('last_pfn = 0x200000 ');
    expect(lastPfn('4.9')).toContain('last_pfn = 0x1c0000 ');
  });
});

describe('memmap=SIZE%START', () => {
  const map = (kernel: string): string[] =>
    logged(bootMachine({ kernel, cmdline: 'memmap=1G%4G-1+2' }), /^user: .*0000000100000000-/);

  it('changes a range since 4.17, and limits memory before', () => {
    expect(map('4.17')).toEqual(['user: [mem 0x0000000100000000-0x000000013fffffff] reserved']);
    expect(map('4.16')).toEqual([]);
  });
});
