/** Writes docs/truth.md from the recorded counts and the history of the kernel. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { truthPage } from './page.ts';

mkdirSync('docs', { recursive: true });
writeFileSync('docs/truth.md', truthPage(JSON.parse(readFileSync('fixtures/truth/recorded.json', 'utf8'))));
