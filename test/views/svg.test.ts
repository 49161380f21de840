import { describe, expect, test } from 'vitest';
import { mapModel } from '../../src/views/bands.ts';
import { sectionsModel } from '../../src/views/sections.ts';
import { htmlPage } from '../../src/views/svg.ts';
import { mapSvg } from '../../src/views/svg-map.ts';
import { sectionsSvg } from '../../src/views/svg-sections.ts';
import { warnSvg } from '../../src/views/svg-warn.ts';
import { MARKS, PALETTE } from '../../src/views/theme.ts';
import { seedExampleFsdax, seedExampleUnbound } from './machine.ts';

const warning = {
  text: 'nd_region region0: <allocation> underrun & more',
  at: 'drivers/nvdimm/namespace_devs.c:676',
  function: 'size_store',
  calls: ['kernfs_fop_write_iter', 'vfs_write'],
};

const drawings = {
  sections: sectionsSvg(sectionsModel(seedExampleFsdax())),
  change: sectionsSvg(sectionsModel(seedExampleFsdax(), { before: seedExampleUnbound() })),
  map: mapSvg(mapModel(seedExampleFsdax())),
  warn: warnSvg(warning),
};

/** Tags that are not closed in order; a parser of ten lines is enough for markup without surprises. */
function unbalanced(markup: string): string[] {
  const open: string[] = [];
  for (const [, slash, name, rest] of markup.matchAll(/<(\/?)([a-zA-Z]+)([^>]*)>/g)) {
    if (slash === '/') {
      if (open.pop() !== name) return [...open, `</${name}>`];
    } else if (!rest!.endsWith('/')) {
      open.push(name!);
    }
  }
  return open;
}

describe.each(Object.entries(drawings))('%s', (_name, svg) => {
  test('is well formed and needs nothing from elsewhere', () => {
    expect(unbalanced(svg)).toEqual([]);
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  test('defines every pattern it uses, and no other', () => {
    const used = new Set([...svg.matchAll(/url\(#([\w-]+)\)/g)].map(([, id]) => id));
    const defined = new Set([...svg.matchAll(/<pattern id="([\w-]+)"/g)].map(([, id]) => id));
    expect(defined).toEqual(used);
  });
});

test('each cell run says on hover which sub-sections it is', () => {
  expect(drawings.sections).toContain(
    '<title>section 64, sub-sections 0..32: info block and memmap area of a namespace\n200000000-2041fffff</title>',
  );
});

test('a change has both strips and says how the struct pages moved', () => {
  expect(drawings.change).toContain('>before</text>');
  expect(drawings.change).toContain('namespace0.0; no section, now struct pages in the device');
});

test('the map warns where RAM begins inside a section that pmem has the other part of', () => {
  expect(drawings.map).toMatch(/fill="#a34700"[^>]*>3\.06 GiB, begins at section 95, 64 MiB inside it</);
  expect(drawings.map).toContain('memory95..119 (online, Normal)');
});

test('text from the kernel is escaped', () => {
  expect(drawings.warn).toContain('nd_region region0: &lt;allocation&gt; underrun &amp; more');
});

test('no two marks share hue and hatch, so none depends on colour alone', () => {
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
