import { describe, expect, it } from 'vitest';
import { bootMachine, logged } from '../../../../helpers/boot.ts';

const MAP = [
  { start: '0x0', end: '0x9fbff', type: 'usable' },
  { start: '0x9fc00', end: '0x9ffff', type: 'reserved' },
  { start: '0x100000', end: '0x7fffffff', type: 'usable' },
  { start: '0x100000000', end: '0x17fffffff', type: 'usable' },
  { start: '0x180000000', end: '0x1ffffffff', type: 'persistent (type 7)' },
];
const boot = (kernel: string, cmdline = '', e820 = MAP) =>
  bootMachine({ kernel, cmdline, platform: { e820 } });

describe('the map in the log', () => {
  it('shows gaps and other words since 7.0', () => {
    expect(logged(boot('7.0'), /^BIOS-e820: /)).toEqual([
      'BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff]  System RAM',
      'BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff]  device reserved',
      'BIOS-e820: [gap 0x00000000000a0000-0x00000000000fffff]',
      'BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff]  System RAM',
      'BIOS-e820: [gap 0x0000000080000000-0x00000000ffffffff]',
      'BIOS-e820: [mem 0x0000000100000000-0x000000017fffffff]  System RAM',
      'BIOS-e820: [mem 0x0000000180000000-0x00000001ffffffff]  persistent RAM (type 7)',
    ]);
    expect(logged(boot('6.19'), /^BIOS-e820: /)[1]).toBe(
      'BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved',
    );
  });

  it('shows the gap before the first entry, and entries that are not in order', () => {
    // The kernel sorts no map with an entry that wraps.
    const wraps = { start: '0x1000', end: '0x7fffffff', type: 'usable' };
    expect(logged(boot('7.0', '', [wraps]), /^BIOS-e820: /)).toEqual([
      'BIOS-e820: [gap 0x0000000000000000-0x0000000000000fff]',
      'BIOS-e820: [mem 0x0000000000001000-0x000000007fffffff]  System RAM',
    ]);
  });

  it('names ranges that the command line changes', () => {
    const lines = (kernel: string): string[] =>
      logged(boot(kernel, 'memmap=1G%4G-1+2,1M%5G'), /^e820: .*\[mem 0x1[04]00000/);
    expect(lines('7.0')).toEqual([
      'e820: update [mem 0x100000000-0x13fffffff] System RAM ==> device reserved',
      'e820: remove [mem 0x140000000-0x1400fffff]',
    ]);
    expect(lines('6.19')).toEqual([
      'e820: update [mem 0x100000000-0x13fffffff] usable ==> reserved',
      'e820: remove [mem 0x140000000-0x1400fffff] ',
    ]);
  });

  it('registers buffers after RAM since 7.0', () => {
    const lines = (kernel: string): string[] => logged(boot(kernel), /RAM buffer/);
    expect(lines('7.0')).toEqual(['e820: register RAM buffer resource [mem 0x0009fc00-0x0009ffff]']);
    expect(lines('6.19')).toEqual(['e820: reserve RAM buffer [mem 0x0009fc00-0x0009ffff]']);
  });
});

describe('the gap for PCI devices', () => {
  const gap = (kernel: string, e820: typeof MAP): string =>
    logged(boot(kernel, '', e820), /for PCI devices/)[0]!;
  const ram = (start: string, end: string) => ({ start, end, type: 'usable' });

  it('is the higher one of two equal gaps since 7.0', () => {
    const e820 = [
      ram('0x0', '0x3fffffff'),
      ram('0x80000000', '0xbfffffff'),
      ram('0x100000000', '0x1ffffffff'),
    ];
    expect(gap('7.0', e820)).toBe('[gap 0xc0000000-0xffffffff] available for PCI devices');
    expect(gap('6.19', e820)).toBe('[mem 0x40000000-0x7fffffff] available for PCI devices');
  });

  it('may begin at address 0 since 7.0', () => {
    const e820 = [ram('0x40000000', '0xffffffff'), ram('0x100000000', '0x13fffffff')];
    expect(gap('7.0', e820)).toBe('[gap 0x00000000-0x3fffffff] available for PCI devices');
    expect(logged(boot('6.19', '', e820), /available gap/)).toHaveLength(1);
  });

  it('reaches to 4 GiB when the map ends below', () => {
    const e820 = [ram('0x0', '0x9ffff'), ram('0x100000', '0x3fffffff')];
    for (const kernel of ['6.19', '7.0'])
      expect(gap(kernel, e820)).toContain('0x40000000-0xffffffff] available');
  });
});
