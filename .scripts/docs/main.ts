/** `npm run docs`: writes the generated documentation. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated-files.ts';

const root = process.cwd();
const files = generatedFiles(root);
const man = join(root, 'docs', 'man');
mkdirSync(man, { recursive: true });
for (const name of readdirSync(man)) if (!files.has(`docs/man/${name}`)) rmSync(join(man, name));
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
