import { describe, expect, test } from 'vitest';
import { MARKS, PALETTE } from '../../../src/views/base/theme.ts';
import { mapModel } from '../../../src/views/model/bands.ts';
import { sectionsModel } from '../../../src/views/model/sections.ts';
import { lessonSvg } from '../../../src/views/svg/lesson.ts';
import { mapSvg } from '../../../src/views/svg/map.ts';
import { sectionsSvg } from '../../../src/views/svg/sections.ts';
import { htmlPage } from '../../../src/views/svg/svg.ts';
import { warnSvg } from '../../../src/views/svg/warn.ts';
import { labelsOutside, unbalanced } from '../../helpers/svg.ts';
import { SECTION, seedExampleFsdax, seedExampleUnbound } from '../machine.ts';

const warning = {
  text: 'nd_region region0: <allocation> underrun & more',
  at: 'drivers/nvdimm/namespace_devs.c:676',
  function: 'size_store',
  calls: ['kernfs_fop_write_iter', 'vfs_write'],
};

const lesson = {
  number: 7,
  title: 'One section, two owners',
  step: 1,
  steps: 2,
  text: ['A section of 128 MiB is <one> thing & its owner. '.repeat(12).trim(), 'Share it.'],
  goals: [
    { text: 'namespace0.0 is enabled', met: true },
    { text: 'there is no WARN', met: false },
  ],
};

const drawings = {
  sections: sectionsSvg(sectionsModel(seedExampleFsdax())),
  change: sectionsSvg(sectionsModel(seedExampleFsdax(), { before: seedExampleUnbound() })),
  map: mapSvg(mapModel(seedExampleFsdax())),
  warn: warnSvg(warning),
  lesson: lessonSvg(lesson, mapSvg(mapModel(seedExampleFsdax()))),
};

describe.each(Object.entries(drawings))('%s', (_name, svg) => {
  test('is well formed and self-contained', () => {
    expect(unbalanced(svg)).toEqual([]);
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  test('has every label inside its bounds', () => {
    expect(labelsOutside(svg)).toEqual([]);
  });

  test('has a name for screen readers', () => {
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="[^"]+"/);
  });

  test('defines every pattern it uses, and no other', () => {
    const used = new Set([...svg.matchAll(/url\(#([\w-]+)\)/g)].map(([, id]) => id));
    const defined = new Set([...svg.matchAll(/<pattern id="([\w-]+)"/g)].map(([, id]) => id));
    expect(defined).toEqual(used);
  });
});

test('each run of cells has a tooltip with its sub-sections', () => {
  expect(drawings.sections).toContain(
    '<title>section 64, sub-sections 0..32: info block and memmap area of a namespace\n200000000-2041fffff</title>',
  );
});

test('a change has both strips and says how the struct pages moved', () => {
  expect(drawings.change).toContain('>before</text>');
  expect(drawings.change).toContain('namespace0.0; no section, now struct pages in the device');
});

test('the map warns where RAM and pmem share a section', () => {
  expect(drawings.map).toMatch(/fill="#a34700"[^>]*>3\.06 GiB, begins at section 95, 64 MiB inside it</);
  expect(drawings.map).toContain('memory95..119 (online, Normal)');
});

test('a lesson shows which goals are met, with a tick and in words', () => {
  expect(drawings.lesson).toContain('>namespace0.0 is enabled (met)</text>');
  expect(drawings.lesson).toContain('>there is no WARN (not met)</text>');
  expect(drawings.lesson).toContain('Lesson 7: One section, two owners');
  expect(drawings.lesson).toContain('step 1 of 2');
});

test('a WARN is shown without the functions that print it', () => {
  const old = warnSvg({
    ...warning,
    calls: ['dump_stack', '__warn', 'warn_slowpath_fmt', 'size_store', 'vfs_write'],
  });
  expect([...old.matchAll(/class="m[^>]*>(\w+)</g)].map(([, name]) => name)).toEqual([
    'size_store',
    'vfs_write',
  ]);
});

test('text from the kernel is escaped', () => {
  expect(drawings.warn).toContain('nd_region region0: &lt;allocation&gt; underrun &amp; more');
});

test('no two marks share hue and hatch, so none relies on colour alone', () => {
  const looks = Object.values(MARKS).map(({ hue, hatch }) => `${PALETTE[hue]} ${hatch}`);
  expect(new Set(looks).size).toBe(looks.length);
  const glyphs = Object.values(MARKS).map(({ glyph }) => glyph);
  const letters = Object.values(MARKS).map(({ ascii }) => ascii);
  expect(new Set(glyphs).size).toBe(glyphs.length);
  expect(new Set(letters).size).toBe(letters.length);
});

test('a page holds several drawings and escapes its title', () => {
  const page = htmlPage('a < b', [drawings.map, drawings.warn]);
  expect(page).toContain('<title>a &lt; b</title>');
  expect(page.match(/<svg /g)).toHaveLength(2);
});

test('a map shows device addresses to scale below host addresses', () => {
  const GiB = 2 ** 30;
  const band = { start: 0, size: GiB, mode: 'pmem', mark: 'cxl-used', label: 'decoder2.0, region0' } as const;
  const svg = mapSvg({
    sectionSize: SECTION,
    blockSize: SECTION,
    bands: [],
    devices: [
      {
        memdev: 'mem0',
        bands: [band, { ...band, start: GiB, size: 3 * GiB, mark: 'cxl-free', label: 'free' }],
      },
    ],
  });
  const widths = [...svg.matchAll(/width="(\d+)" height="30" fill="url\(#mark-cxl/g)].map(
    ([, width]) => width,
  );
  expect(widths).toEqual(['75', '225']);
  expect(svg).toContain('>1 GiB pmem, decoder2.0, region0; 3 GiB pmem, free<');
  const top = Number(/y="(\d+)"[^>]*height="30"/.exec(svg)?.[1]);
  expect(Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)?.[1])).toBeGreaterThan(top + 30);
});
