import { describe, expect, it, test } from 'vitest';
import { GiB, KiB, MiB } from '../../../../src/lib/units.ts';
import { bind, bootPmem, configure, type PmemMachine } from '../../../helpers/pmem.ts';

/** 3 GiB below 4 GiB and 11 GiB above, so that a memmap= range in the middle has RAM on both sides. */
const FOURTEEN_GIB = {
  e820: [
    { start: '0x100000', end: '0xbfffffff', type: 'usable' },
    { start: '0x100000000', end: '0x3bfffffff', type: 'usable' },
  ],
};
/** RAM up to 8 GiB and none above. */
const EIGHT_GIB = { e820: FOURTEEN_GIB.e820.slice(0, 1) };

const SECTION_ERAS = ['4.9.35', '4.12.4', '4.14.67', '4.19.13', '5.2.1'];
const FREE_ALIGN = SECTION_ERAS.slice(2);
const PADDING_LINE = /truncate|unable to satisfy/;

/** Configures the namespace as fsdax (`pfn0.0`) or devdax (`dax0.0`); returns its data range and the log. */
function make(m: PmemMachine, device: string, mode: 'pmem' | 'ram', align: number) {
  m.news();
  const namespace = `namespace${device.slice(3, 4)}.0`;
  const bound = configure(m, device, { mode, align, namespace });
  if (bound === 'ok' && device.startsWith('dax')) bind(m, device, 'dax_pmem');
  const said = m.news().filter((line) => PADDING_LINE.test(line));
  return { said, size: Number(m.cat(`${device}/size`)), resource: m.cat(`${device}/resource`) };
}

const boot = (kernel: string, memmap: string, platform: Record<string, unknown> = FOURTEEN_GIB) =>
  bootPmem(memmap, { kernel, platform });

describe('4 GiB that start and end at a section', () => {
  const rows: [string, 'pmem' | 'ram', number, number, string][] = [
    ['pfn0.0', 'pmem', 4 * KiB, 4225761280, '0x204200000'],
    ['pfn0.0', 'pmem', 2 * MiB, 4225761280, '0x204200000'],
    ['pfn0.0', 'pmem', GiB, 3221225472, '0x240000000'],
    ['dax0.0', 'ram', 2 * MiB, 4292870144, '0x200200000'],
    ['dax0.0', 'ram', GiB, 3221225472, '0x240000000'],
    ['dax0.0', 'pmem', 2 * MiB, 4225761280, '0x204200000'],
  ];
  for (const kernel of SECTION_ERAS)
    it.each(rows)(`${kernel}: %s, page map in %s, align %d`, (device, mode, align, size, resource) =>
      expect(make(boot(kernel, '4G!8G'), device, mode, align)).toEqual({ said: [], size, resource }),
    );

  test.each([
    ['4.19.13', 4294828032, '0x200022000'],
    ['5.2.1', 4294959104, '0x200002000'],
  ])('%s: devdax with small pages %s the label reserve', (kernel, size, resource) =>
    expect(make(boot(kernel, '4G!8G'), 'dax0.0', 'ram', 4 * KiB)).toEqual({ said: [], size, resource }),
  );
});

describe('an end that shares its section with RAM', () => {
  test.each([
    ...SECTION_ERAS.slice(0, 2).map((kernel) => [kernel, 'section']),
    ...FREE_ALIGN.map((kernel) => [kernel, 'alignment']),
  ])('%s excludes it, with the message %s collision', (kernel, what) => {
    const said = [`nd_pmem pfn0.0: namespace0.0 ${what} collision, truncate 67108864 bytes`];
    const made = make(boot(kernel!, '0xfc000000!8G'), 'pfn0.0', 'pmem', 2 * MiB);
    expect(made).toEqual({ said, size: 4093640704, resource: '0x204000000' });
  });

  test.each(FREE_ALIGN)('%s records the excluded bytes in the info block', (kernel) => {
    const m = boot(kernel, '2G!0x1fc000000');
    make(m, 'pfn0.0', 'pmem', 2 * MiB);
    const block = m.media('namespace0.0')(4 * KiB, 4 * KiB);
    expect([0x4c, 0x50].map((at) => block.readUInt32LE(at))).toEqual([0x4000000, 0x4000000]);
    expect(block.readUInt16LE(0x36)).toBe(2);
  });
});

describe('both ends inside sections of RAM', () => {
  test.each([
    ['2G!0x1fc000000', 'pmem', 2 * MiB, 1979711488, '0x202000000'],
    ['2G!0x1fc000000', 'ram', 2 * MiB, 2011168768, '0x200200000'],
    ['1G!0x1fc000000', 'pmem', 2 * MiB, 922746880, '0x201000000'],
    ['1G!0x1fc000000', 'ram', 2 * MiB, 937426944, '0x200200000'],
  ] as const)('%s, page map in %s, align %d', (memmap, mode, align, size, resource) => {
    for (const kernel of SECTION_ERAS) {
      const { said, ...data } = make(boot(kernel, memmap), 'dax0.0', mode, align);
      expect(data, kernel).toEqual({ size, resource });
      expect(said[0], kernel).toMatch(/collision, truncate 134217728 bytes$/);
    }
  });

  test.each(FREE_ALIGN)('%s: no data remains at an alignment of 1 GiB', (kernel) => {
    expect(make(boot(kernel, '2G!0x1fc000000'), 'pfn0.0', 'pmem', GiB).said).toEqual([
      'nd_pmem pfn0.0: namespace0.0 alignment collision, truncate 1073741824 bytes',
      'nd_pmem pfn0.0: namespace0.0 unable to satisfy requested alignment',
    ]);
  });
});

test.each(SECTION_ERAS)('%s does not pad without RAM nearby', (kernel) => {
  const made = make(boot(kernel, '0x3c000000!0x204000000', EIGHT_GIB), 'pfn0.0', 'pmem', 2 * MiB);
  expect(made).toEqual({ said: [], size: 987758592, resource: '0x205200000' });
});

describe('two regions that share a section', () => {
  const MEET = '0x3c000000!8G memmap=0x44000000!0x23c000000';

  test.each(['4.19.13', '5.2.1'])('%s: each excludes it', (kernel) => {
    const first = make(boot(kernel, MEET, EIGHT_GIB), 'pfn0.0', 'pmem', 2 * MiB);
    const second = make(boot(kernel, MEET, EIGHT_GIB), 'pfn1.0', 'pmem', 2 * MiB);
    expect(first).toMatchObject({ size: 922746880, resource: '0x201000000' });
    expect(second).toMatchObject({ size: 1054867456, resource: '0x241200000' });
    for (const { said } of [first, second]) expect(said[0]).toMatch(/truncate 67108864 bytes$/);
  });

  test.each(['4.9.35', '4.12.4', '4.14.67'])('%s checks RAM only', (kernel) =>
    expect(make(boot(kernel, MEET, EIGHT_GIB), 'pfn1.0', 'pmem', 2 * MiB).said).toEqual([]),
  );
});

test('the space between two regions counts twice in 4.19, and once since', () => {
  // Region 1 starts 64 MiB after the section in which region 0 ends, within twice the remainder of that
  // section.
  const near = '0x3c000000!8G memmap=1G!0x240000000';
  const end = (kernel: string) => make(boot(kernel, near, EIGHT_GIB), 'pfn0.0', 'pmem', 2 * MiB).said;
  expect(end('4.19.13')).toHaveLength(1);
  expect(end('5.2.1')).toEqual([]);
});

describe('info blocks of 4.4', () => {
  test('have struct pages in RAM, and data after the info block', () => {
    const m = boot('4.4', '4G!8G');
    expect(m.echo('pmem', 'pfn0.0/mode')).toBe('ENOTTY');
    expect(m.cat('pfn0.0/align')).toBe('!ENOENT');
    configure(m, 'pfn0.0', { mode: 'ram' });
    expect(m.news()).toContain(`pmem0m: detected capacity change from 0 to ${4 * GiB - 8 * KiB}`);
  });

  test.each([
    ['4.4', 'pmem0m'],
    ['4.9.35', 'pmem0'],
  ])('%s names a disk with struct pages %s', (kernel, disk) =>
    expect(Object.keys(boot(kernel, '4G!8G').k.state.block.disks)).toEqual([disk]),
  );
});
