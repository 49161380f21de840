import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FILE = join(import.meta.dirname, '..', '..', 'dist', 'web.html');
const page = readFileSync(FILE, 'utf8');

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** The file without the text of its script. */
const markup = page.replace(/<script>[\s\S]*<\/script>/, '');

const inside = (tag: string, text: string): string[] =>
  [...text.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, text]) => text!);

describe('the file of the page', () => {
  it('has one script and one style, and a policy that allows these alone', () => {
    const [policy] = [...page.matchAll(/http-equiv="Content-Security-Policy" content="([^"]*)"/g)].map(
      ([, text]) => text!,
    );
    const scripts = inside('script', page);
    const styles = inside('style', markup);
    expect([scripts.length, styles.length]).toEqual([1, 1]);
    expect(policy!.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(scripts[0]!)}`,
      `style-src ${hash(styles[0]!)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it('has the licences of the packages in it', () => {
    const [, notices] = page.split('<!-- The page contains these packages.');
    for (const name of ['@xterm/xterm', 'commander', 'memfs', 'zod', 'chalk', 'cli-table3', 'buffer'])
      expect(notices).toContain(name);
    expect(notices).toContain('Permission is hereby granted');
    expect(notices).toContain('Apache License');
    expect(notices!.trimEnd().endsWith('-->')).toBe(true);
  });

  it('loads nothing', () => {
    const tags = markup.split('</html>')[0]!.replace(/<style>[\s\S]*<\/style>/, '');
    expect(tags).not.toMatch(/\b(?:src|href)=|<link|<iframe|<img|\son\w+=/);
    expect(inside('style', markup)[0]).not.toMatch(/url\(|@import/);
  });

  it('has at most 2.5 MB', () => {
    expect(statSync(FILE).size).toBeLessThan(2.5e6);
  });
});
