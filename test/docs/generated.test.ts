import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandGroups } from '../../.scripts/docs/command-pages.ts';
import { generatedFiles } from '../../.scripts/docs/generated-files.ts';
import { plain } from '../../.scripts/docs/markdown.ts';
import { roff } from '../../.scripts/docs/roff.ts';
import { fillSections } from '../../.scripts/docs/sections.ts';
import { TABLE } from '../../src/cli/table/table.ts';
import { NDCTL_VERBS } from '../../src/cli/table/verbs.ts';
import { CHANGE_IDS } from '../../src/kernel/history/history.ts';
import { RELEASES } from '../../src/kernel/history/releases.ts';
import { ROOT } from './pages.ts';

const files = generatedFiles(ROOT);

describe('generated files', () => {
  it.each([...files])('%s is as `npm run docs` writes it', (path, text) => {
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
  });

  it('are all that is in the folder of man pages, which package.json lists', () => {
    const pages = readdirSync(join(ROOT, 'docs', 'man')).map((name) => `docs/man/${name}`);
    expect(pages.filter((path) => !files.has(path))).toEqual([]);
    const { man } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { man: string[] };
    expect([...man].sort()).toEqual(pages.sort());
  });
});

describe('the command reference', () => {
  it('has every command but the verbs of ndctl, once', () => {
    const words = commandGroups(ROOT).flatMap(({ pages }) => pages.map((page) => page.words));
    const verbs = new Set<string>(NDCTL_VERBS.map(({ verb }) => verb));
    const expected = TABLE.filter((row) => !row.hidden && !verbs.has(row.words)).map((row) => row.words);
    expect(words.sort()).toEqual(expected.sort());
  });

  it('has options and arguments of a command', () => {
    const boot = commandGroups(ROOT).find(({ word }) => word === 'boot')!.pages[0]!;
    expect(boot.usage).toBe('memsim boot [options]');
    expect(boot.options.map(({ term }) => term)).toContain('--platform <name|file>');
  });
});

it('the page of kernels has every change', () => {
  const page = files.get('docs/kernels.md')!;
  for (const id of CHANGE_IDS) expect(page).toContain(`\n### ${id}\n`);
});

it('the README names the first and the last release', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(readme).toContain(`from ${RELEASES[0]!.name} to ${RELEASES.at(-1)!.name},`);
});

it('text is escaped for Markdown and for roff', () => {
  expect(plain('a <b> | c_d *e*')).toBe('a \\<b\\> \\| c\\_d \\*e\\*');
  expect(roff('.TH\n-a \\n')).toBe('\\&.TH\n\\-a \\en');
});

it('generated parts of a page are replaced, and an unknown name is refused', () => {
  const page = 'a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n';
  expect(fillSections(page, { x: () => 'new' })).toBe('a\n<!-- generated: x -->\nnew\n<!-- end -->\nb\n');
  expect(() => fillSections(page, {})).toThrow("'x'");
});
