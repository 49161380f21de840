import { describe, expect, test } from 'vitest';
import { proc_iomem } from '../../../../../src/kernel/kernel/resource/resource.ts';
import { bootMachine, EIGHT_GIB, logged } from '../../../../helpers/boot.ts';

/** The `user:` lines of the log for a command line, without their fixed parts. */
const userMap = (cmdline: string): string[] =>
  logged(bootMachine({ cmdline }), /^user: /).map((line) =>
    line.replace(/^user: \[mem 0x0*([0-9a-f]+)-0x0*([0-9a-f]+)\] /, '$1-$2 '),
  );

const above4G = (cmdline: string): string[] => userMap(cmdline).filter((row) => /^[0-9a-f]{9,}-/.test(row));

describe('memmap=', () => {
  test('2G!6G makes the rest of RAM persistent', () => {
    expect(above4G('memmap=2G!6G')).toEqual([
      '100000000-17fffffff usable',
      '180000000-1ffffffff persistent (type 12)',
    ]);
  });

  test('truncates a persistent range at the end of RAM below it', () => {
    expect(above4G('memmap=2G!7G')).toEqual([
      '100000000-1bfffffff usable',
      '1c0000000-1ffffffff persistent (type 12)',
      '200000000-23fffffff persistent (type 12)',
    ]);
  });

  test('keeps adjacent ranges separate, given by comma or by a second option', () => {
    const rows = [
      '100000000-17fffffff usable',
      '180000000-1bfffffff persistent (type 12)',
      '1c0000000-1ffffffff persistent (type 12)',
    ];
    expect(above4G('memmap=1G!6G,1G!7G')).toEqual(rows);
    expect(above4G('memmap=1G!6G memmap=1G!7G')).toEqual(rows);
  });

  test('ignores a malformed element but applies the others', () => {
    expect(above4G('memmap=foo,1G!7G,!2G')).toEqual([
      '100000000-1bfffffff usable',
      '1c0000000-1ffffffff persistent (type 12)',
    ]);
    expect(userMap('memmap=foo')).toEqual([]);
  });

  test.each([
    ['1G@16G', '400000000-43fffffff usable'],
    ['1G#16G', '400000000-43fffffff ACPI data'],
    ['1G$16G', '400000000-43fffffff reserved'],
    ['1G%16G+7', '400000000-43fffffff persistent (type 7)'],
    ['1G%16G+0xefffffff', '400000000-43fffffff soft reserved'],
    ['1G%16G+33', '400000000-43fffffff type 33'],
  ])('%s adds an entry', (form, row) => {
    expect(above4G(`memmap=${form}`)).toContain(row);
  });

  test('% converts with both types and removes with the old type alone', () => {
    expect(above4G('memmap=1G%5G-1+12')).toEqual([
      '100000000-13fffffff usable',
      '140000000-17fffffff persistent (type 12)',
      '180000000-1ffffffff usable',
    ]);
    expect(above4G('memmap=1G%5G-1')).toEqual(['100000000-13fffffff usable', '180000000-1ffffffff usable']);
    expect(above4G('memmap=1G%5G-2')).toEqual(['100000000-1ffffffff usable']);
  });

  test('a size alone limits RAM and is logged', () => {
    const k = bootMachine({ cmdline: 'memmap=6G' });
    expect(logged(k, /^e820: remove \[mem 0x180000000/)).toEqual([
      'e820: remove [mem 0x180000000-0xfffffffffffffffe] usable',
    ]);
    expect(k.state.mm.maxPfn).toBe(0x180000);
  });

  test('prints addresses beyond every CPU in full and adds no resource for them', () => {
    const k = bootMachine({ cmdline: 'memmap=16P!16E,32P!1P' });
    expect(logged(k, /^user: .*type 12/)).toEqual([
      'user: [mem 0x0000000000000000-0x000000000009fbff] persistent (type 12)',
      'user: [mem 0x000000000009fc00-0x000000000009ffff] persistent (type 12)',
      'user: [mem 0x00000000000a0000-0x00000000000fffff] persistent (type 12)',
      'user: [mem 0x0000000000100000-0x00000000bfffffff] persistent (type 12)',
      'user: [mem 0x00000000c0000000-0x00000000ffffffff] persistent (type 12)',
      'user: [mem 0x0000000100000000-0x00000001ffffffff] persistent (type 12)',
      'user: [mem 0x0000000200000000-0x0003ffffffffffff] persistent (type 12)',
      'user: [mem 0x0004000000000000-0x003fffffffffffff] persistent (type 12)',
      'user: [mem 0x0040000000000000-0x0083ffffffffffff] persistent (type 12)',
    ]);
  });

  test('exactmap with a single entry panics', () => {
    const k = bootMachine({ cmdline: 'memmap=exactmap memmap=4G@0' });
    expect(k.state.crashed).toBe('Kernel panic - not syncing: Invalid user supplied memory map');
    expect(k.state.log.lines.at(-1)?.text).toBe(k.state.crashed);
  });

  test('exactmap discards earlier entries, including those of the command line', () => {
    expect(userMap('memmap=1G!7G memmap=exactmap memmap=640K@0 memmap=1G@1M')).toEqual([
      '0-9ffff usable',
      '100000-400fffff usable',
    ]);
  });
});

describe('mem=', () => {
  test('nopentium is refused on 64 bits', () => {
    const k = bootMachine({ cmdline: 'mem=nopentium' });
    expect(logged(k, /nopentium ignored|Malformed/)).toEqual([
      'mem=nopentium ignored! (only supported on x86_32)',
      "Malformed early option 'mem'",
    ]);
    expect(logged(k, /^user/)).toEqual([]);
  });

  test('without a number only marks the map as user-defined', () => {
    const k = bootMachine({ cmdline: 'mem=lots' });
    expect(logged(k, /^user-defined/)).toHaveLength(1);
    expect(k.state.mm.maxPfn).toBe(0x200000);
  });
});

describe('soft reserved ranges', () => {
  test('are not merged from 5.10 on', () => {
    const k = bootMachine({ cmdline: 'memmap=1G%16G+0xefffffff,1G%17G+0xefffffff' });
    expect(logged(k, /^user: .*soft/)).toHaveLength(2);
  });
});

describe('resources of the map', () => {
  test('lists RAM, the first page and persistent memory in /proc/iomem', () => {
    const text = proc_iomem(bootMachine({ cmdline: 'memmap=1G!20G' }));
    expect(text.split('\n').filter((line) => /^[0-9a-f]/.test(line))).toEqual([
      '00000000-00000fff : Reserved',
      '00001000-0009fbff : System RAM',
      '0009fc00-0009ffff : Reserved',
      '000f0000-000fffff : System ROM',
      '00100000-bfffffff : System RAM',
      'fee00000-fee00fff : Local APIC',
      '100000000-1ffffffff : System RAM',
      '500000000-53fffffff : Persistent Memory (legacy)',
    ]);
  });

  test('adds a buffer after RAM that ends within 64 MiB, unless the space is in use', () => {
    const platform = {
      e820: [...EIGHT_GIB.e820.slice(0, 3), { start: '0x100000000', end: '0x1fdffffff', type: 'usable' }],
    };
    const k = bootMachine({ platform });
    expect(logged(k, /RAM buffer/)).toContain('e820: reserve RAM buffer [mem 0x1fe000000-0x1ffffffff]');
    expect(proc_iomem(k)).toContain('1fe000000-1ffffffff : RAM buffer\n');
    const pmem = bootMachine({ platform, cmdline: 'memmap=1G!0x1fe000000' });
    expect(logged(pmem, /RAM buffer \[mem 0x1fe/)).toHaveLength(1);
    expect(proc_iomem(pmem)).not.toContain('RAM buffer');
  });

  test('expands a persistent range over a PCI window that it crosses and logs it', () => {
    const platform = {
      ...EIGHT_GIB,
      reserved: [{ start: '0x300000000', end: '0x37fffffff', name: 'window' }],
    };
    const k = bootMachine({ platform, cmdline: 'memmap=1G!11G' });
    expect(proc_iomem(k)).toContain('2c0000000-2ffffffff : Persistent Memory (legacy)\n');
    const crossing = bootMachine({ platform, cmdline: 'memmap=2G!11G' });
    expect(proc_iomem(crossing)).toContain(
      '2c0000000-37fffffff : Persistent Memory (legacy)\n  300000000-37fffffff : window\n',
    );
    expect(logged(crossing, /^Expanded/)).toEqual([
      'Expanded resource Persistent Memory (legacy) due to conflict with window',
    ]);
  });
});

describe('the range of the kernel image', () => {
  const ram = (kernel: string, cmdline: string): string[] =>
    proc_iomem(bootMachine({ kernel, cmdline }))
      .split('\n')
      .filter((line) => /^[0-9a-f]{8}-.*(System RAM|Persistent Memory|ACPI)/.test(line));

  test('is marked as RAM again when the command line changed its type', () => {
    expect(ram('6.1', 'memmap=512M!1M')).toEqual([
      '00001000-0009fbff : System RAM',
      '00100000-00ffffff : Persistent Memory (legacy)',
      '01000000-0442ffff : System RAM',
      '04430000-200fffff : Persistent Memory (legacy)',
      '20100000-bfffffff : System RAM',
    ]);
    expect(ram('6.12', 'memmap=16M#48M')).toContain('03c30000-03ffffff : ACPI Tables');
    expect(
      logged(bootMachine({ kernel: '6.12', cmdline: 'memmap=16M#48M' }), /e820: remove \[mem 0x01/),
    ).toEqual(['e820: remove [mem 0x01000000-0x03c2ffff] ']);
  });

  test('is where physical KASLR put it, and splits a range around it', () => {
    const platform = { ...EIGHT_GIB, kernelImage: { start: '0x155e00000', end: '0x15982bfff' } };
    const above = (cmdline: string): string[] =>
      proc_iomem(bootMachine({ platform, cmdline, config: { RANDOMIZE_BASE: true } }))
        .split('\n')
        .filter((line) => /^[0-9a-f]{9}-.*(System RAM|Persistent Memory)/.test(line));
    expect(above('memmap=3G!4G')).toEqual([
      '100000000-155dfffff : Persistent Memory (legacy)',
      '155e00000-15982bfff : System RAM',
      '15982c000-1bfffffff : Persistent Memory (legacy)',
      expect.stringMatching(/^1c0000000-\w+ : System RAM$/),
    ]);
    expect(above('memmap=3G!4G nokaslr')[0]).toBe('100000000-1bfffffff : Persistent Memory (legacy)');
  });

  test('is unchanged when it is RAM', () => {
    expect(logged(bootMachine({ cmdline: 'memmap=1M!0x4430000' }), /not marked|remove \[mem 0x01/)).toEqual(
      [],
    );
  });
});
