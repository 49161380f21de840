/** The pages of the documentation: Markdown in the package's folder and below docs/. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface Page {
  /** Path below the package's folder. */
  path: string;
  text: string;
}

const markdownIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

export const PAGES: readonly Page[] = [...markdownIn('.'), ...markdownIn('docs')].map((path) => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
}));
