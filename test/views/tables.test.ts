import { describe, expect, test } from 'vitest';
import { e820_print_type } from '../../src/firmware/e820-types.ts';
import type { E820Entry } from '../../src/kernel/arch/x86/e820/state.ts';
import type { DevPagemap, Zone } from '../../src/kernel/mm/state.ts';
import { fullBitmap, maskBits } from '../../src/lib/bitmap64.ts';
import { GiB, MiB } from '../../src/lib/units.ts';
import { e820Model, renderE820 } from '../../src/views/text/memory/e820.ts';
import { iomemModel, renderIomem } from '../../src/views/text/memory/iomem.ts';
import { memoryBlocksModel, renderMemoryBlocks } from '../../src/views/text/memory/memory-blocks.ts';
import { pagemapsModel, renderPagemaps } from '../../src/views/text/memory/pagemaps.ts';
import { renderVmemmap, vmemmapModel } from '../../src/views/text/memory/vmemmap.ts';
import { renderZones, zonesModel } from '../../src/views/text/memory/zones.ts';
import { renderTable } from '../../src/views/text/table.ts';
import { ascii, device, plain, resources, section, seedExample } from './machine.ts';

const entry = (start: number, end: number, type: number): E820Entry => ({
  start,
  end,
  type,
});

describe('e820', () => {
  const firmware = [entry(0x100000, 0xbfffffff, 1), entry(4 * GiB, 0x3bfffffff, 1)];
  const table = [
    entry(0x100000, 0xbfffffff, 1),
    entry(4 * GiB, 8 * GiB - 1, 1),
    entry(8 * GiB, 0x2fbffffff, 12),
    entry(0x2fc000000, 0x3bfffffff, 1),
  ];

  test('memmap=0xfc000000!8G splits an entry in three; changed rows are starred', () => {
    const model = e820Model({ firmware, table, userdef: true }, e820_print_type);
    expect(renderE820(model, ascii(100))).toBe(
      [
        '   BIOS-provided        type    in force             type                      size',
        '   00100000-bfffffff    usable  00100000-bfffffff    usable                   3 GiB',
        '*  100000000-3bfffffff  usable  100000000-1ffffffff  usable                   4 GiB',
        '*                               200000000-2fbffffff  persistent (type 12)  3.94 GiB',
        '*                               2fc000000-3bfffffff  usable                3.06 GiB',
        '',
      ].join('\n'),
    );
  });

  test('an untouched map is shown once', () => {
    const model = e820Model({ firmware, table: firmware, userdef: false }, e820_print_type);
    expect(model.rows.some(({ changed }) => changed)).toBe(false);
    expect(renderE820(model, ascii(80))).toMatch(/^range +type +size\n00100000-bfffffff +usable +3 GiB\n/);
  });

  test('an unknown type is printed as a number', () => {
    const odd = [entry(0, 0xfff, 9)];
    expect(
      e820Model({ firmware: odd, table: odd, userdef: false }, e820_print_type).rows[0]!.bios!.type,
    ).toBe('type 9');
  });
});

test('iomem keeps the order of /proc/iomem and indents children', () => {
  const tree = resources([
    [0x200000000, 0x2fbffffff, 'Persistent Memory (legacy)', 'pmem-legacy'],
    [0x200000000, 0x2041fffff, 'namespace0.0'],
  ]);
  tree.byId[0]!.children = [1];
  tree.byId[1]!.children = [2];
  expect(renderIomem(iomemModel(tree), ascii(80))).toBe(
    [
      'range                  name                            size',
      '200000000-2fbffffff    Persistent Memory (legacy)  3.94 GiB',
      '  200000000-2041fffff  namespace0.0                  66 MiB',
      '',
    ].join('\n'),
  );
});

test('zones show that Normal spans the pmem but only RAM is present', () => {
  const zones: Zone[] = [
    {
      nid: 0,
      name: 'Normal',
      startPfn: 0x100000,
      spanned: (11 * GiB) / 4096,
      present: 0x2fc000000 / 4096 - 1024 * 1024,
    },
    { nid: 0, name: 'Device', startPfn: 0x200000, spanned: 0xfc000, present: 0 },
    { nid: 0, name: 'Movable', startPfn: 0, spanned: 0, present: 0 },
  ];
  const machine = seedExample();
  const model = zonesModel({ ...machine, mm: { ...machine.mm, zones } });
  expect(model.rows[0]!.filling.map(({ owner, bytes }) => [owner, bytes])).toEqual([
    ['System RAM', 11 * GiB - 0xfc000000],
    ['namespace0.0', 0xfc000000],
  ]);
  const lines = renderZones(model, ascii(120)).split('\n');
  expect(lines[1]).toMatch(
    /^ +0 +Normal +100000000-3bfffffff +2883584 \(11 GiB\) .*namespace0\.0 3\.94 GiB$/,
  );
  expect(lines[2]).toMatch(/Device +200000000-2fbffffff +1032192 \(3\.94 GiB\) +0 +namespace0\.0 3\.94 GiB$/);
  expect(lines[3]).toMatch(/Movable +0 +0 +empty$/);
});

test('a memory block shared by RAM and pmem is marked', () => {
  const machine = seedExample();
  const model = memoryBlocksModel({ ...machine, mm: { ...machine.mm, autoOnline: 'offline' } });
  const text = renderMemoryBlocks(model, ascii(140));
  expect(text).toContain('memory blocks of 128 MiB, new blocks offline');
  expect(text).toMatch(/memory95\.\.119 .* boot +namespace0\.0 64 MiB, System RAM 3\.06 GiB\n/);
});

describe('mappings and their struct pages', () => {
  const map = (altmap?: DevPagemap['altmap']): DevPagemap => ({
    id: 1,
    owner: 'pfn0.0',
    driver: 'nd_pmem',
    type: 'fs-dax',
    ranges: [{ start: 4 * GiB, end: 5 * GiB - 1 }],
    nid: 0,
    ...(altmap && { altmap }),
  });
  const altmap = {
    basePfn: 0x100000,
    endPfn: 0x13ffff,
    reserve: 2,
    free: 4606,
    align: 510,
    alloc: 4096,
  };

  test('an altmap accounts for its allocations', () => {
    expect(renderPagemaps(pagemapsModel({ pagemaps: { 1: map(altmap) } }), ascii(140))).toContain(
      'pfn0.0  fs-dax  100000000-13fffffff  1 GiB     0  16 MiB used, 1.99 MiB lost to alignment, 0 B free, 8 KiB kept',
    );
    expect(renderPagemaps(pagemapsModel({ pagemaps: { 1: map() } }), ascii(140))).toContain(
      'struct pages in RAM',
    );
    expect(renderPagemaps({ rows: [] }, ascii(80))).toBe('no device memory is mapped\n');
  });

  test('a section of struct pages is 2 MiB; base pages cost 32 KiB for each active sub-section', () => {
    const model = vmemmapModel({
      mm: {
        sections: [
          section(0, 23),
          section(32, 39, device('altmap'), fullBitmap()),
          section(40, 40, device('ram-base'), maskBits(0, 9)),
        ],
        pagemaps: { 1: map(altmap) },
      },
    });
    expect(model.homes).toEqual([
      { home: 'boot', sections: 24, bytes: 48 * MiB, describes: 3 * GiB },
      { home: 'ram-base', sections: 1, bytes: 10 * 32 * 1024, describes: 20 * MiB },
      { home: 'altmap', sections: 8, bytes: 16 * MiB, describes: GiB },
    ]);
    expect(model.devices).toEqual([
      { owner: 'pfn0.0', used: 16 * MiB, lost: 510 * 4096, free: 0, reserved: 8192, altmap },
    ]);
    expect(renderVmemmap(model, ascii(80))).toContain(
      'struct pages take 48.31 MiB of RAM and 16 MiB of devices\n',
    );
  });

  test('boot gives a whole section its struct pages even where RAM fills half of it', () => {
    const { homes } = vmemmapModel({
      mm: { sections: [section(5, 5, {}, maskBits(0, 31))], pagemaps: {} },
    });
    expect(homes).toEqual([{ home: 'boot', sections: 1, bytes: 2 * MiB, describes: 64 * MiB }]);
  });
});

describe('tables', () => {
  const columns = [{ head: 'name' }, { head: 'text', wrap: true }];
  const rows = [['a', 'one two three four five six seven']];

  test('the wrapping column shrinks on a narrow terminal', () => {
    expect(renderTable(columns, rows, ascii(28))).toBe(
      'name  text\na     one two three four\n      five six seven\n',
    );
    expect(renderTable(columns, rows, ascii(80))).toBe(
      'name  text\na     one two three four five six seven\n',
    );
  });

  test('a column that would become too narrow moves below the row', () => {
    expect(renderTable(columns, rows, ascii(20))).toBe(
      'name\na\n    one two three\n    four five six\n    seven\n',
    );
  });

  test('without colour there is no escape code', () => {
    expect(renderTable(columns, rows, plain(80))).not.toContain('\u001b');
  });
});
