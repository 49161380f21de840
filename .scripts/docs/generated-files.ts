/** Every file that `npm run docs` writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Counts } from '../truth/counts.ts';
import { truthPage } from '../truth/page.ts';
import { commandsPage } from './commands.ts';
import { fieldTable } from './field-table.ts';
import { kernelsPage } from './kernels.ts';
import { lessonSchema } from './lesson-schema.ts';
import { manPages } from './man.ts';
import { outputSchemas } from './outputs/schemas.ts';
import { platformSchema } from './platform-schema.ts';
import { fillSections } from './sections.ts';
import { toolsPage } from './tools.ts';

/** Hand-written pages with generated parts. */
const PARTS = { 'docs/platform-file.md': { fields: fieldTable } };

/** Texts by path below `root`, the folder of package.json. */
export function generatedFiles(root: string): Map<string, string> {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const pages = Object.entries(PARTS).map(
    ([path, parts]) => [path, fillSections(read(path), parts)] as const,
  );
  const man = [...manPages(root, version)].map(([name, text]) => [`docs/man/${name}`, text] as const);
  return new Map([
    ['docs/commands.md', commandsPage(root)],
    ['docs/tools.md', toolsPage()],
    ['docs/kernels.md', kernelsPage()],
    ['docs/truth.md', truthPage(JSON.parse(read('fixtures/truth/recorded.json')) as Counts)],
    ['schemas/platform.schema.json', `${JSON.stringify(platformSchema(), null, 2)}\n`],
    ['schemas/lesson.schema.json', `${JSON.stringify(lessonSchema(), null, 2)}\n`],
    ...outputSchemas(),
    ...pages,
    ...man,
  ]);
}
