import { describe, expect, test } from 'vitest';
import { maskBits } from '../../../src/lib/bitmap64.ts';
import { GiB, MiB } from '../../../src/lib/units.ts';
import type { Machine } from '../../../src/views/model/layout.ts';
import { type SectionRow, sectionsModel } from '../../../src/views/model/sections.ts';
import { renderSections } from '../../../src/views/text/sections.ts';
import {
  ascii,
  device,
  machine,
  mm,
  nd,
  plain,
  ram,
  SECTION,
  section,
  seedExample,
  seedExampleFsdax,
  seedExampleUnbound,
} from '../machine.ts';

const marks = (row: SectionRow): string => row.cells.map(({ mark, count }) => `${count} ${mark}`).join(', ');
const rowOf = (of: Machine, number: number): SectionRow =>
  sectionsModel(of).rows.find(({ first, last }) => first <= number && number <= last)!;

describe('marks of a section', () => {
  test('the seed example shares section 95 between pmem and RAM', () => {
    const row = rowOf(seedExample(), 95);
    expect(marks(row)).toBe('32 pmem-ram, 32 ram');
    expect(row.owners).toEqual(['namespace0.0', 'System RAM']);
    expect(row.section).toMatchObject({ early: true, memmap: 'boot' });
  });

  test('an info area of 66 MiB fills 33 sub-sections, the device holds the struct pages of the rest', () => {
    expect(marks(rowOf(seedExampleFsdax(), 64))).toBe('33 info, 31 pmem-device');
    expect(marks(rowOf(seedExampleFsdax(), 70))).toBe('64 pmem-device');
  });

  test('the partial section at the end keeps its struct pages in RAM although the map is dev', () => {
    expect(marks(rowOf(seedExampleFsdax(), 95))).toBe('32 pmem-ram, 32 ram');
  });

  test('an unbound namespace has no struct pages; a hole in a boot section has', () => {
    expect(marks(rowOf(seedExampleUnbound(), 64))).toBe('64 pmem-idle');
    const half = machine({
      mm: mm({
        memory: ram([8 * GiB, 8 * GiB + 64 * MiB - 1]),
        sections: [section(64, 64, {}, maskBits(0, 31))],
      }),
    });
    expect(marks(rowOf(half, 64))).toBe('32 ram, 32 memmap-only');
  });

  test('RAM added by kmem shows whether it is online', () => {
    const kmem = (online: boolean): Machine =>
      machine({
        mm: mm({
          sections: [section(65, 71, { ...device('ram-pmd'), online })],
          blocks: [
            { first: 65, last: 71, state: online ? 'online' : 'offline', nid: 0, zone: null, early: false },
          ],
        }),
      });
    expect(marks(rowOf(kmem(false), 65))).toBe('64 hot-offline');
    expect(marks(rowOf(kmem(true), 65))).toBe('64 hot-online');
  });

  test('a 2 MiB granule that RAM ends in is RAM', () => {
    const odd = machine({
      mm: mm({
        memory: ram([0x1000, 0x9fbff], [MiB, 0x7fdffff]),
        sections: [section(0, 0)],
      }),
    });
    expect(marks(rowOf(odd, 0))).toBe('64 ram');
  });
});

describe('rows', () => {
  test('equal sections fold into one row, with the hole between them in its own', () => {
    const rows = sectionsModel(seedExample()).rows.map(({ first, last }) => `${first}..${last}`);
    expect(rows).toEqual(['0..23', '24..30', '31..31', '32..63', '64..94', '95..95', '96..119']);
    for (const { last, end } of sectionsModel(seedExample()).rows) expect(end).toBe((last + 1) * SECTION - 1);
  });

  test('a 4 PiB machine is as few rows', () => {
    const end = 2 ** 52 - 1;
    const huge = machine({
      mm: mm({ memory: ram([0, end]), sections: [section(0, 2 ** 25 - 1)] }),
    });
    expect(sectionsModel(huge).rows).toHaveLength(1);
  });

  test('a range keeps the sections that it touches', () => {
    const { rows } = sectionsModel(seedExample(), { ranges: [{ start: 0x2fbffffff, end: 0x2fc000000 }] });
    expect(rows.map(({ first, last }) => [first, last])).toEqual([[95, 95]]);
  });

  test('a list of sections keeps those sections, split where they differ', () => {
    const { rows } = sectionsModel(seedExample(), { touched: [{ first: 93, last: 96 }] });
    expect(rows.map(({ first, last }) => [first, last])).toEqual([
      [93, 94],
      [95, 95],
      [96, 96],
    ]);
  });

  test('compared with an earlier machine, only changed sections are shown, before and after', () => {
    const { rows } = sectionsModel(seedExample(), { before: seedExampleUnbound() });
    expect(rows.map((row) => [row.first, row.last, row.before?.section?.memmap ?? null, marks(row)])).toEqual(
      [
        [64, 94, null, '64 pmem-ram'],
        [95, 95, 'boot', '32 pmem-ram, 32 ram'],
      ],
    );
    expect(rows[1]!.before!.cells[0]).toEqual({ mark: 'pmem-idle', count: 32 });
  });

  test('a new name for memory that looks the same is no change', () => {
    const renamed = seedExampleUnbound();
    renamed.nd.namespaces = {};
    expect(sectionsModel(renamed, { before: seedExampleUnbound() }).rows).toEqual([]);
  });

  test('equal machines give no rows', () => {
    const model = sectionsModel(seedExample(), { before: seedExample() });
    expect(model.rows).toEqual([]);
    expect(renderSections(model, plain(80))).toBe('');
  });

  test('two namespaces in one hot-added section are distinguished by their sub-sections', () => {
    const start = 16 * GiB;
    const two = machine({
      mm: mm({
        sections: [section(128, 128, device('ram-base'), maskBits(0, 23))],
        pagemaps: { 1: { owner: 'namespace0.0', ranges: [{ start, end: start + 48 * MiB - 1 }] } },
      }),
      nd: nd(start, 64 * MiB),
    });
    expect(marks(rowOf(two, 128))).toBe('24 pmem-ram, 8 pmem-idle, 32 hole');
  });
});

describe('as text', () => {
  test('80 columns hold a row of 64 marks; the legend has the marks used and no other', () => {
    expect(renderSections(sectionsModel(seedExample()), plain(80))).toMatchInlineSnapshot(`
      "     address sections of 128 MiB, a mark for every 2 MiB
       0         0 ████████████████ ████████████████ ████████████████ ████████████████
                   0..23, 24 alike; System RAM; struct pages from boot
         · sections 24..30, 7 absent: hole
         · section 31 absent: reserved or device I/O, hole, Reserved
      32 100000000 ████████████████ ████████████████ ████████████████ ████████████████
                   32..63, 32 alike; System RAM; struct pages from boot
      64 200000000 ■■■■■■■■■■■■■■■■ ■■■■■■■■■■■■■■■■ ■■■■■■■■■■■■■■■■ ■■■■■■■■■■■■■■■■
                   64..94, 31 alike; namespace0.0; struct pages in RAM
      95 2f8000000 ■■■■■■■■■■■■■■■■ ■■■■■■■■■■■■■■■■ ████████████████ ████████████████
                   namespace0.0, System RAM; struct pages from boot
      96 300000000 ████████████████ ████████████████ ████████████████ ████████████████
                   96..119, 24 alike; System RAM; struct pages from boot
        █ RAM since boot
        ■ pmem, struct pages in RAM
        x reserved or device I/O
        · hole
      "
    `);
  });

  test('a change shows the states before and after, in ASCII on a terminal without Unicode', () => {
    const model = sectionsModel(seedExampleFsdax(), { before: seedExampleUnbound() });
    expect(renderSections(model, ascii(80))).toMatchInlineSnapshot(`
      "       address sections of 128 MiB, a mark for every 2 MiB
      - 64 200000000 pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp
      + 64 200000000 iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD
                     namespace0.0; no section, now struct pages in the device
      - 65 208000000 pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp
      + 65 208000000 DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD
                     65..94, 30 alike; namespace0.0; no section, now struct pages in
                     the device
      - 95 2f8000000 ppppppppppppppppppppppppppppppppRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR
      + 95 2f8000000 PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR
                     namespace0.0, System RAM; struct pages from boot
        R RAM since boot
        P pmem, struct pages in RAM
        D pmem, struct pages in the device (altmap)
        i info block and memmap area of a namespace
        p pmem that no driver has mapped
      "
    `);
  });

  test('a narrow terminal gets the marks in groups below each other', () => {
    const one = sectionsModel(seedExample(), { touched: [{ first: 95, last: 95 }] });
    expect(renderSections(one, ascii(44))).toMatchInlineSnapshot(`
      "     address sections of 128 MiB, a mark f..
      95 2f8000000 PPPPPPPP PPPPPPPP
                   PPPPPPPP PPPPPPPP
                   RRRRRRRR RRRRRRRR
                   RRRRRRRR RRRRRRRR
                   namespace0.0, System RAM;
                   struct pages from boot
        R RAM since boot
        P pmem, struct pages in RAM
      "
    `);
  });

  test('a wide terminal has the note beside the marks', () => {
    const one = sectionsModel(seedExample(), { touched: [{ first: 95, last: 95 }] });
    const lines = renderSections(one, ascii(160)).split('\n');
    expect(lines[1]).toMatch(
      /^95 2f8000000 (P{8} ){4}(R{8} ){4} namespace0.0, System RAM; struct pages from boot$/,
    );
  });

  test('no line is wider than the terminal', () => {
    for (const width of [44, 80, 100, 120, 160]) {
      const text = renderSections(sectionsModel(seedExampleFsdax()), plain(width));
      for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(width);
    }
  });

  test('a limit folds the last rows, and the legend has the marks of the others', () => {
    const model = sectionsModel(seedExample());
    const lines = renderSections(model, plain(80), 11).split('\n');
    expect(lines.slice(-5)).toEqual([
      '   3 more rows, sections 64..119',
      '  █ RAM since boot',
      '  x reserved or device I/O',
      '  · hole',
      '',
    ]);
  });

  test('colour adds escape codes and nothing else', () => {
    const model = sectionsModel(seedExample());
    const coloured = renderSections(model, { width: 80, color: 3, unicode: true });
    expect(coloured).toContain('\u001b[38;2;');
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(renderSections(model, plain(80)));
  });

  test('sections are 128 MiB', () => {
    expect(sectionsModel(seedExample()).sectionSize).toBe(SECTION);
  });
});
