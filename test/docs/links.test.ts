import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf } from './links.ts';
import { PAGES, type Page, ROOT } from './pages.ts';

/** The reason why a link leads nowhere; undefined for a working one, and for the web. */
function fault({ path, text }: Page, link: string): string | undefined {
  if (/^https?:/.test(link)) return undefined;
  const [file = '', fragment] = link.split('#');
  const target = join(ROOT, dirname(path), file);
  if (file !== '' && !existsSync(target)) return `${link}: no such file`;
  if (fragment === undefined) return undefined;
  const there = file === '' ? text : readFileSync(target, 'utf8');
  return anchorsOf(there).has(fragment) ? undefined : `${link}: no such heading`;
}

describe('links', () => {
  it.each(PAGES)('of $path lead somewhere', (page) => {
    const faults = linksOf(page.text).flatMap((link) => fault(page, link) ?? []);
    expect(faults).toEqual([]);
  });

  it('are found outside of code, and a dead one is reported', () => {
    const text = '# A page\n\n[a](b.md) `[c](d.md)`\n\n```\n[e](f.md)\n```\n\n![g](#a-page) [h](#no)\n';
    expect(linksOf(text)).toEqual(['b.md', '#a-page', '#no']);
    const faults = linksOf(text).map((link) => fault({ path: 'docs/x.md', text }, link));
    expect(faults).toEqual(['b.md: no such file', undefined, '#no: no such heading']);
  });

  it('reach every page from the README', () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      const page = PAGES.find((candidate) => candidate.path === path);
      for (const link of page === undefined ? [] : linksOf(page.text))
        if (/^[^#:]+\.md(#|$)/.test(link)) visit(join(dirname(path), link.split('#')[0]!));
    };
    visit('README.md');
    expect(PAGES.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });
});
