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
let flags: string[];

const engine = (version: string) => ({
  version,
  setFlagsFromString(flag: string) {
    flags.push(flag);
    v8.setFlagsFromString(flag);
  },
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsim-long-'));
  flags = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const hasFlags = Number.parseInt(process.versions.v8, 10) < 13;

it.runIf(hasFlags).each(['script', 'walk'] as const)(
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
    expectLongRun(kind, pack, engine(process.versions.v8));
    const long = v8.cachedDataVersionTag();
    expect(long).not.toBe(usual);
    expect((pack.load('0.js') as { x: number }).x).toBe(1);
    expect(pack.scripts.get('0.js')!.cachedDataRejected).toBe(false);
    expect(() => (pack.load('1.js') as { x: number }).x).toThrow(SyntaxError);
    expect(v8.cachedDataVersionTag()).toBe(long);
    let defaults: string[] = [];
    flags = [];
    const tag = pack.withCaches(() => {
      defaults = [...flags];
      return v8.cachedDataVersionTag();
    });
    expect(tag).toBe(usual);
    for (const flag of defaults) v8.setFlagsFromString(flag);
    // The tag depends on the flags.
    expect(v8.cachedDataVersionTag()).toBe(usual);
  },
);

const flagsOf = (version: string, kinds: readonly ('script' | 'walk')[]): string[] => {
  const set: string[] = [];
  const pack = { withCaches: <T>(act: () => T): T => act() };
  for (const kind of kinds)
    expectLongRun(kind, pack, { version, setFlagsFromString: (flag) => void set.push(flag) });
  pack.withCaches(() => set.push('act'));
  return set;
};

it('sets the flags that a version of V8 has, and none of a later one', () => {
  const [node20, node22] = ['11.3.244.8-node.30', '12.4.254.21-node.33'];
  expect(flagsOf(node20, ['script'])[0]).toBe('--interrupt-budget=1000000');
  expect(flagsOf(node22, ['script'])[0]).toBe('--invocation-count-for-turbofan=20000');
  expect(flagsOf('13.6.233.17-node.37', ['script', 'walk'])).toEqual(['act']);
});

it('puts aside the flags of both kinds', () => {
  const inlined = '--max-inlined-bytecode-size-cumulative';
  expect(flagsOf('11.3.244', ['script', 'walk'])).toEqual([
    '--interrupt-budget=1000000',
    `${inlined}=0`,
    `${inlined}=0`,
    `${inlined}=920`,
    '--interrupt-budget=67584',
    `${inlined}=920`,
    'act',
    '--interrupt-budget=1000000',
    `${inlined}=0`,
    `${inlined}=0`,
  ]);
});
