import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import v8 from 'node:v8';
import { Script } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodePack, wrapped } from '../../.scripts/pack/layout.ts';
import { expectLongRun } from '../../src/start/long-run.ts';
import { openPack } from '../../src/start/pack.ts';

const usual = v8.cachedDataVersionTag();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsim-long-'));
});
afterEach(() => {
  // The tag depends on the flags.
  v8.setFlagsFromString('--interrupt-budget=67584 --max-inlined-bytecode-size-cumulative=920');
  expect(v8.cachedDataVersionTag()).toBe(usual);
  rmSync(folder, { recursive: true });
});

it.each(['script', 'walk'] as const)(
  'takes and makes code caches under the usual flags, and runs under others: %s',
  (kind) => {
    const chunks = ['exports.x=1', 'missing('].map((code, i) => ({
      name: `${i}.js`,
      source: wrapped(code),
    }));
    const [good] = chunks;
    const cache = new Script(good!.source.toString('latin1')).createCachedData();
    writeFileSync(join(folder, 'a.pack'), encodePack([{ ...good!, cache }, chunks[1]!], []));
    const pack = openPack(folder, 'a.pack', createRequire(import.meta.url));
    expectLongRun(kind, pack, v8);
    const long = v8.cachedDataVersionTag();
    expect(long).not.toBe(usual);
    expect((pack.load('0.js') as { x: number }).x).toBe(1);
    expect(pack.scripts.get('0.js')!.cachedDataRejected).toBe(false);
    expect(() => (pack.load('1.js') as { x: number }).x).toThrow(SyntaxError);
    expect(v8.cachedDataVersionTag()).toBe(long);
    expect(pack.withCaches(v8.cachedDataVersionTag)).toBe(usual);
  },
);
