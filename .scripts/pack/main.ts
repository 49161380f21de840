/** The last step of `npm run build`: puts the chunks, their code caches and known texts into one file. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chunk, encodePack, wrapped } from './layout.ts';
import type { Warmth } from './warm.ts';

const root = process.cwd();
const chunkFolder = join(root, 'node_modules', '.cache', 'chunks');
const pack = join(root, 'dist', 'memsim.pack');
const scratch = mkdtempSync(join(tmpdir(), 'memsim-pack-'));

const chunks: Chunk[] = readdirSync(chunkFolder)
  .sort()
  .map((name) => ({ name, source: wrapped(readFileSync(join(chunkFolder, name), 'utf8')) }));

/** Runs common commands in a process of its own, with the flags that memsim runs with. */
function warmUp(): Warmth {
  const result = join(scratch, 'warmth');
  const script = join(import.meta.dirname, 'warm.js');
  const { status } = spawnSync(process.execPath, [script, root, scratch, result], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`the warm-up ended with ${status}`);
  return JSON.parse(readFileSync(result, 'utf8')) as Warmth;
}

try {
  writeFileSync(pack, encodePack(chunks, []));
  const { caches, texts } = warmUp();
  const cached = chunks.map((chunk) => {
    const cache = caches[chunk.name];
    return cache === undefined ? chunk : { ...chunk, cache: Buffer.from(cache, 'base64') };
  });
  writeFileSync(pack, encodePack(cached, texts));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
