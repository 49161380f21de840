import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodePack, wrapped } from '../../.scripts/pack/layout.ts';
import { openPack } from '../../src/start/pack.ts';

const ROOT = join(import.meta.dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsim-pack-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const chunk = (name: string, code: string) => ({ name, source: wrapped(code) });

function opened(...args: Parameters<typeof encodePack>) {
  writeFileSync(join(folder, 'a.pack'), encodePack(...args));
  return openPack(folder, 'a.pack', createRequire(import.meta.url));
}

describe('a pack', () => {
  it('runs a chunk once, when an export is first asked for', () => {
    const pack = opened(
      [
        chunk('a.js', `exports.b=require('./b.js');exports.again=require('./b.js')`),
        chunk('b.js', 'exports.x={}'),
      ],
      [],
    );
    const { b, again } = pack.load('a.js') as Record<string, { x: object; none?: unknown }>;
    expect([...pack.scripts.keys()]).toEqual(['a.js']);
    expect(b!.x).toEqual({});
    expect(again).toBe(b);
    expect([...pack.scripts.keys()]).toEqual(['a.js', 'b.js']);
    expect(b!.x).toBe(again!.x);
    expect(b!.none).toBeUndefined();
    expect(Object.getPrototypeOf(b)).toBe(Object.prototype);
  });

  it('refuses chunks that need each other to run', () => {
    const pack = opened(
      [
        chunk('a.js', `exports.now=require('./b.js').x`),
        chunk('b.js', `exports.x=require('./a.js').now`),
        chunk('c.js', `let d=require('./d.js');exports.x=()=>d.y;exports.z=d.z`),
        chunk('d.js', `let c=require('./c.js');exports.y=()=>c.x;exports.z=1`),
      ],
      [],
    );
    expect(() => (pack.load('a.js') as { now: unknown }).now).toThrow('a.js is used before it has run: now');
    const { x, z } = pack.load('c.js') as { x(): () => unknown; z: number };
    expect(z).toBe(1);
    expect(x()()).toBe(x);
  });

  it('loads modules of Node, and has the names of files', () => {
    const pack = opened([chunk('a.js', `exports.all=[require('node:path').sep,__filename,__dirname]`)], []);
    expect((pack.load('a.js') as { all: unknown }).all).toEqual(['/', join(folder, 'a.js'), folder]);
  });

  it('loads some modules of Node at their first use', () => {
    const asked: string[] = [];
    writeFileSync(
      join(folder, 'a.pack'),
      encodePack([chunk('a.js', `let os=require('node:os');exports.eol=()=>os.EOL`)], []),
    );
    const pack = openPack(folder, 'a.pack', (name) => {
      if (name === 'node:vm') return { Script };
      asked.push(name);
      return { EOL: 'end' };
    });
    const { eol } = pack.load('a.js') as { eol(): string };
    expect(asked).toEqual([]);
    expect(eol()).toBe('end');
    expect(asked).toEqual(['node:os']);
  });

  it('keeps characters beyond ASCII, and is strict', () => {
    const pack = opened(
      [chunk('a.js', `exports.s='é – 😀'+\`–\`+/–/.test('–');exports.self=(function(){return this})()`)],
      [],
    );
    const { s, self } = pack.load('a.js') as Record<string, unknown>;
    expect([s, self]).toEqual(['é – 😀–true', undefined]);
  });

  it('uses a code cache, and does without one that V8 rejects', () => {
    const source = wrapped('exports.x=1');
    const cache = new Script(source.toString('latin1')).createCachedData();
    const good = opened([{ name: 'a.js', source, cache }], []);
    expect((good.load('a.js') as { x: number }).x).toBe(1);
    expect(good.scripts.get('a.js')?.cachedDataRejected).toBe(false);
    const bad = opened([{ name: 'a.js', source, cache: Buffer.alloc(cache.length) }], []);
    expect((bad.load('a.js') as { x: number }).x).toBe(1);
    expect(bad.scripts.get('a.js')?.cachedDataRejected).toBe(true);
  });

  it('finds texts by all words of a line, also behind a long index', () => {
    const many = Array.from({ length: 3000 }, (_, i): [string[], string] => [
      ['help', `${i}`],
      `text – ${i}`,
    ]);
    const pack = opened([chunk('a.js', 'exports.x=2')], many);
    expect(`${pack.text(['help', '2999'])}`).toBe('text – 2999');
    for (const words of [['help'], ['help 1'], ['1'], ['help', '2999\0']])
      expect(pack.text(words)).toBeUndefined();
    expect(pack.text(['a.js'])).toBeUndefined();
    expect((pack.load('a.js') as { x: number }).x).toBe(2);
  });
});

it('takes no word for the end of a line of the index', () => {
  const pack = opened(
    [],
    [
      [['a'], 'first'],
      [['b'], 'second'],
    ],
  );
  expect(`${pack.text(['b'])}`).toBe('second');
  expect(pack.text(['a\0\t0 5\nb'])).toBeUndefined();
});

describe('the pack that the build makes', () => {
  const run = (
    args: string[],
    { flags = [], file = join(ROOT, 'bin', 'memsim') }: { flags?: string[]; file?: string } = {},
  ) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, file, ...args], {
      env: { ...process.env, MEMSIM_STATE: join(folder, 'state') },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  it('has caches that this Node accepts, for what common commands load', () => {
    const pack = openPack(join(ROOT, 'dist'), 'memsim.pack', createRequire(import.meta.url));
    for (const name of ['main', 'cli', 'state', 'kernel', 'ndctl', 'answer'])
      void (pack.load(`${name}.js`) as { t: unknown }).t;
    expect(pack.scripts.size).toBeGreaterThan(5);
    const rejected = [...pack.scripts].filter(([, script]) => script.cachedDataRejected !== false);
    expect(rejected.map(([name]) => name)).toEqual([]);
  });

  it('runs cli-table3 for cells that wrap only', () => {
    const pack = openPack(join(ROOT, 'dist'), 'memsim.pack', createRequire(import.meta.url));
    void (pack.load('table.js') as { t: unknown }).t;
    expect([...pack.scripts.keys()]).toContain('table.js');
    expect([...pack.scripts.keys()]).not.toContain('wrap-cell.js');
  });

  it('has chunks that each run first', () => {
    const dist = join(ROOT, 'dist');
    const open = () => openPack(dist, 'memsim.pack', createRequire(import.meta.url));
    const index = readFileSync(join(dist, 'memsim.pack'), 'latin1').slice(0, 24_000);
    const chunks = [...index.matchAll(/\n([\w-]+\.js)\t/g)].map(([, name]) => name!);
    expect(chunks).toContain('kernel.js');
    expect(chunks.length).toBeGreaterThan(50);
    for (const name of chunks) expect(() => (open().load(name) as { t: unknown }).t, name).not.toThrow();
  });

  it('answers known texts as the command line does', () => {
    const pack = openPack(join(ROOT, 'dist'), 'memsim.pack', createRequire(import.meta.url));
    for (const words of [
      ['--version'],
      ['--help'],
      ['boot', '--help'],
      ['help', 'kernel', 'show'],
      ['completion', 'zsh'],
    ]) {
      const computed = run(['--color', 'never', ...words]);
      expect(run(words)).toEqual(computed);
      expect(`${pack.text(words)}`).toBe(computed.stdout);
    }
  });

  it('runs under flags for which V8 rejects the caches, without a word', () => {
    const plain = run(['list', '-RN']);
    const other = run(['list', '-RN'], { flags: ['--no-opt', '--stack-size=900'] });
    expect(other).toEqual({ ...plain, stderr: '' });
    expect(plain.stdout).toContain('region0');
  });

  it('runs from a copy of the package elsewhere', () => {
    for (const part of ['bin', 'dist', 'fixtures/platforms', 'package.json'])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    const file = join(folder, 'bin', 'memsim');
    expect(run(['--quiet', 'boot'], { file })).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(5);
  });
});
