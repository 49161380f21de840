import { describe, expect, it } from 'vitest';
import { importPaste } from '../../../src/paste/import-paste.ts';

const importText = async (...lines: string[]) =>
  importPaste([{ name: '-', bytes: new TextEncoder().encode(lines.join('\n')) }], { name: '-' });

const E820 = (start: string, end: string, type = 'usable'): string =>
  `[    0.000000] BIOS-e820: [mem 0x${start}-0x${end}] ${type}`;
const RAM = [E820('0000000000100000', '00000000bfffffff'), E820('0000000100000000', '000000013fffffff')];
const REGION = (size: number, more = ''): string =>
  `{"dev":"region0","size":${size},"align":16777216,"available_size":0,"type":"pmem"${more},"mappings":[{"dimm":"nmem0","offset":0,"length":${size},"position":0}],"persistence_domain":"unknown"}`;

describe('nodes', () => {
  it('of Soft Reserved memory come from daxctl where no SRAT is shown', async () => {
    const { report, machine } = await importText(
      ...RAM,
      E820('0000000180000000', '00000001ffffffff', 'soft reserved'),
      '[{"chardev":"dax0.0","size":2147483648,"target_node":1,"align":2097152,"mode":"devdax"}]',
    );
    expect(machine.firmware.platform.numa).toContainEqual(
      expect.objectContaining({ node: 1, start: 0x180000000, end: 0x1ffffffff }),
    );
    expect(report.differs).toEqual([]);
  });
});

describe('sources that contradict each other', () => {
  it('are named: System RAM of /proc/iomem and of the kernel log', async () => {
    const { report } = await importText(
      ...RAM,
      '00100000-bfffffff : System RAM',
      '100000000-1bfffffff : System RAM',
    );
    expect(report.conflicts).toEqual([
      {
        about: 'System RAM',
        says: [
          { source: '/proc/iomem', place: { file: '-', line: 4 }, value: '100000000-1bfffffff' },
          { source: 'BIOS-e820', value: '100000000-13fffffff' },
        ],
        choice: 'BIOS-e820: it is what the kernel started from',
      },
    ]);
  });

  it('are named: the size of a region and of its range', async () => {
    const { report } = await importText(
      ...RAM,
      '140000000-23fffffff : Persistent Memory',
      '  140000000-17fffffff : namespace0.0',
      REGION(1073741824),
    );
    expect(report.conflicts.map(({ about }) => about)).toEqual(['size of region0']);
    expect(report.built.regions).toMatchObject([{ start: 0x140000000, size: 1073741824 }]);
  });

  it('are named: RAM where a list has a region', async () => {
    const { report, machine } = await importText(...RAM, REGION(268435456, ',"resource":"0x120000000"'));
    expect(report.conflicts.map(({ about }) => about)).toEqual(['use of 120000000-12fffffff']);
    expect(machine.firmware.platform.e820.map(({ end }) => end)).toContain(0x11fffffff);
  });

  it('are named: two lists with different sizes, unless a command came between', async () => {
    const lists = (between: string[]): string[] => [
      ...RAM,
      REGION(1073741824),
      ...between,
      REGION(2147483648),
    ];
    const { report } = await importText(...lists([]));
    expect(report.conflicts.map(({ about, choice }) => [about, choice])).toEqual([
      ['size of region0', 'the later list'],
    ]);
    expect((await importText(...lists(['# ndctl init-labels all']))).report.conflicts).toEqual([]);
  });

  it('are none if one rounds what the other prints exactly', async () => {
    const { report } = await importText(
      ...RAM,
      REGION(1071640576),
      '{"dev":"region0","size":"1022.00 MiB (1071.64 MB)"}',
    );
    expect(report.conflicts).toEqual([]);
    expect(report.built.regions).toMatchObject([{ size: 1071640576 }]);
  });

  it('are left out, and that is told, if they cannot be in one machine', async () => {
    const { report } = await importText(
      ...RAM,
      REGION(1073741824, ',"resource":"0x200000000"'),
      '200000000-2ffffffff : CXL Window 0',
      '{"memdev":"mem0","pmem_size":268435456,"serial":1,"host":"0000:0d:00.0"}',
    );
    expect(report.conflicts.map(({ about }) => about)).toContain('parts of the machine');
    expect(report.built.regions).toHaveLength(1);
  });

  it('follow the last boot of a journal', async () => {
    const { report } = await importText(
      'Nov 26 10:00:00 host kernel: Linux version 5.4.0 (x) #1 SMP',
      'Nov 26 10:00:00 host kernel: BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable',
      'Nov 26 11:00:00 host kernel: Linux version 6.12.0 (x) #1 SMP',
      'Nov 26 11:00:00 host kernel: BIOS-e820: [mem 0x0000000000100000-0x00000000bfffffff] usable',
    );
    expect(report.built).toMatchObject({ kernel: '6.12.0', ram: 0xbff00000 });
    expect(report.assumed[0]).toBe('the last of 2 boots in the kernel log is the one in question');
  });
});

describe('the memory map of a kernel since 7.0', () => {
  it('is that of an earlier one in other words', async () => {
    const start = '[    0.000000] BIOS-e820:';
    const { machine } = await importText(
      `${start} [mem 0x0000000000001000-0x000000000009ffff]  System RAM`,
      `${start} [gap 0x00000000000a0000-0x00000000000fffff]`,
      `${start} [mem 0x0000000000100000-0x00000000bfffffff]  System RAM`,
      `${start} [mem 0x00000000fffc0000-0x00000000ffffffff]  device reserved`,
      `${start} [mem 0x0000000100000000-0x000000017fffffff]  persistent RAM (type 7)`,
    );
    expect(machine.firmware.platform.e820.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['usable', 'reserved', 'persistent (type 7)']),
    );
    expect(machine.firmware.platform.e820).toContainEqual({
      ...{ start: 0xfffc0000, end: 0xffffffff, type: 'reserved' },
    });
  });
});
