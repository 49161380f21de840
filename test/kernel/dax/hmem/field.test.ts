/** Published machines with Soft Reserved memory and virtio-pmem: what was printed there. */
import { describe, expect, test } from 'vitest';
import { readPlatform } from '../../../../src/firmware/schema.ts';
import { proc_iomem } from '../../../../src/kernel/kernel/resource/resource.ts';
import { bootMachine, EIGHT_GIB } from '../../../helpers/boot.ts';
import { drive } from '../../../helpers/pmem.ts';

const soft = (start: string, end: string) => ({ start, end, type: 'soft reserved' });
const iomem = (k: ReturnType<typeof bootMachine>): string[] =>
  proc_iomem(k)
    .split('\n')
    .filter((line) => /hmem|Soft|dax/.test(line));

test('stable 2022, fix of a duplicate hmem device: hmem.0, Soft Reserved and dax0.0 in each other', () => {
  const platform = { e820: [...EIGHT_GIB.e820, soft('0x340000000', '0x43fffffff')] };
  expect(iomem(bootMachine({ platform, kernel: '6.1' }))).toEqual([
    '340000000-43fffffff : hmem.0',
    '  340000000-43fffffff : Soft Reserved',
    '    340000000-43fffffff : dax0.0',
  ]);
});

describe('linux-cxl 2025, Soft Reserved ranges of two machines', () => {
  const rows = [
    soft('0x850000000', '0x284fffffff'),
    soft('0x2850000000', '0x484fffffff'),
    soft('0xa000000000', '0xa06fffffff'),
  ];
  const platform = { e820: [...EIGHT_GIB.e820, ...rows] };

  test('are words of the map in lower case, and a dax region each', () => {
    const k = bootMachine({ platform, kernel: '6.12' });
    const printed = k.state.log.lines
      .map(({ text }) => text)
      .filter((text) => text.includes('soft reserved'));
    expect(printed[0]).toBe('BIOS-e820: [mem 0x0000000850000000-0x000000284fffffff] soft reserved');
    expect(iomem(k)).toEqual([
      '850000000-284fffffff : Soft Reserved',
      '2850000000-484fffffff : Soft Reserved',
      'a000000000-a06fffffff : Soft Reserved',
    ]);
    expect(Object.values(k.state.dax.regions).map(({ id, range }) => [id, range.start])).toEqual([
      [0, 0x850000000],
      [1, 0x2850000000],
      [2, 0xa000000000],
    ]);
  });

  test('have no node without an SRAT, so that they cannot become System RAM', () => {
    const m = drive(bootMachine({ platform, kernel: '6.1' }));
    expect(m.cat('/sys/bus/dax/devices/dax0.0/target_node')).toBe('!ENOENT');
    expect(m.cat('/sys/bus/dax/devices/dax0.0/numa_node')).toBe('-1');
  });

  test('are RAM on 4.19, which does not know the type', () => {
    const k = bootMachine({ platform, kernel: '4.19' });
    expect(iomem(k)).toEqual([]);
    expect(proc_iomem(k)).toContain('850000000-484fffffff : System RAM\n');
  });
});

test('virtio-pmem: the flush of a region without NVDIMMs is unknown, whatever the device offers', () => {
  const virtioPmem = [{ address: '0x240000000', size: '16G' }];
  const m = drive(bootMachine({ platform: { ...EIGHT_GIB, virtioPmem }, kernel: '6.12' }));
  expect(m.cat('region0/persistence_domain')).toBe('!ENOENT');
  expect(m.news()).toEqual([]);
  const said = m.k.state.log.lines.map(({ text }) => text);
  expect(said).toContain('nd_pmem namespace0.0: unable to guarantee persistence of writes');
  expect(readPlatform({ ...EIGHT_GIB, virtioPmem }).virtioPmem).toEqual([
    { address: 0x240000000, size: 16 * 2 ** 30 },
  ]);
});
