import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../src/lib/units.ts';
import { mapModel } from '../../../src/views/model/bands.ts';
import { objectRanges } from '../../../src/views/model/objects.ts';
import { renderMap } from '../../../src/views/text/map.ts';
import { ascii, machine, mm, plain, ram, resources, section, seedExampleFsdax } from '../machine.ts';

const summary = (model: ReturnType<typeof mapModel>): string[] =>
  model.bands.map(({ start, mark, label }) => `${start.toString(16)} ${mark} ${label}`.trim());

describe('bands', () => {
  test('a band ends where the location of the struct pages changes or memory blocks begin', () => {
    expect(summary(mapModel(seedExampleFsdax())).slice(-5)).toEqual([
      '100000000 ram System RAM',
      '200000000 info namespace0.0: info block and memmap',
      '204200000 pmem-device namespace0.0',
      '2f8000000 pmem-ram namespace0.0',
      '2fc000000 ram System RAM',
    ]);
  });

  test('bands cover the view without gap or overlap', () => {
    const { bands } = mapModel(seedExampleFsdax());
    expect(bands[0]!.start).toBe(0);
    for (let i = 1; i < bands.length; i++) expect(bands[i]!.start).toBe(bands[i - 1]!.end + 1);
    expect(bands.at(-1)!.end).toBe(0x3bfffffff);
  });

  test('small firmware ranges below 1 MiB are one band', () => {
    const low = machine({
      resources: resources([
        [0, 0xfff, 'Reserved', 'reserved'],
        [0x9fc00, 0x9ffff, 'Reserved', 'reserved'],
        [0xf0000, 0xfffff, 'Reserved', 'reserved'],
      ]),
      mm: mm({ memory: ram([0x1000, 0x9fbff], [MiB, 3 * GiB - 1]), sections: [section(0, 23)] }),
    });
    expect(summary(mapModel(low))).toEqual([
      '0 ram System RAM 635 KiB, reserved 69 KiB',
      '100000 ram System RAM',
    ]);
  });

  test('a close-up has a band for every section', () => {
    const { bands } = mapModel(seedExampleFsdax(), { ranges: [{ start: 0x2f8000000, end: 0x30fffffff }] });
    expect(bands.map(({ section: number, offset, size }) => [number, offset / MiB, size / MiB])).toEqual([
      [95, 0, 64],
      [95, 64, 64],
      [96, 0, 128],
      [97, 0, 128],
    ]);
  });

  test('zooming to a namespace shows the other owner of its last section', () => {
    const ranges = objectRanges(seedExampleFsdax(), 'namespace0.0')!;
    const last = mapModel(seedExampleFsdax(), { ranges }).bands.at(-1)!;
    expect([last.label, last.start, last.end]).toEqual(['System RAM', 0x2fc000000, 0x2ffffffff]);
  });

  test('thousands of namespaces are summarised without zoom', () => {
    const many = machine({});
    for (let i = 0; i < 5000; i++)
      many.nd.namespaces[`namespace0.${i}`] = {
        name: `namespace0.${i}`,
        start: 64 * GiB + i * 32 * MiB,
        size: 32 * MiB,
        claim: null,
      };
    const { bands } = mapModel(many);
    expect(bands.length).toBeLessThan(5);
    expect(bands.at(-1)).toMatchObject({
      label: '5000 namespaces, namespace0.0 .. namespace0.4999',
      start: 64 * GiB,
      size: 5000 * 32 * MiB,
    });
    const close = mapModel(many, { ranges: [{ start: 64 * GiB, end: 64 * GiB + 128 * MiB - 1 }] });
    expect(close.bands).toHaveLength(4);
  });
});

describe('as text', () => {
  test('holes are one broken line of any length, and 60 columns suffice', () => {
    expect(renderMap(mapModel(seedExampleFsdax()), ascii(60))).toMatchInlineSnapshot(`
      "        0 ~~~~~~~~~~       4 KiB  hole with struct pages
           1000 RRRRRRRRRR       3 GiB  System RAM
                RRRRRRRRRR              section 0 + 4 KiB, memor..
                RRRRRRRRRR
       c0000000 ~~~~~~~~~~ 1023.75 MiB  hole
       fffc0000 xxxxxxxxxx     256 KiB  Reserved
                xxxxxxxxxx              section 31 + 127.75 MiB
      100000000 RRRRRRRRRR       4 GiB  System RAM
                RRRRRRRRRR              section 32, memory32..63..
                RRRRRRRRRR
      200000000 iiiiiiiiii      66 MiB  namespace0.0: info block..
                iiiiiiiiii              section 64
      204200000 DDDDDDDDDD    3.81 GiB  namespace0.0
                DDDDDDDDDD              section 64 + 66 MiB
                DDDDDDDDDD
      2f8000000 PPPPPPPPPP      64 MiB  namespace0.0
                PPPPPPPPPP              section 95, memory95 onl..
      2fc000000 RRRRRRRRRR    3.06 GiB  System RAM
                RRRRRRRRRR              section 95 + 64 MiB, mem..
                RRRRRRRRRR
        R RAM since boot
        P pmem, struct pages in RAM
        D pmem, struct pages in the device (altmap)
        i info block and memmap area of a namespace
        x reserved or device I/O
        not to scale
      "
    `);
  });

  test('no line is wider than the terminal', () => {
    for (const width of [44, 80, 120])
      for (const line of renderMap(mapModel(seedExampleFsdax()), plain(width)).split('\n'))
        expect([...line].length).toBeLessThanOrEqual(width);
  });
});
