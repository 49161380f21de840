import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCodeCache } from '../../src/start/code-cache.ts';
import { nodeName } from '../../src/start/pack.ts';

let state: string;
const SOURCE = '(function(){return 42})';
const name = `code-${nodeName(process)}`;
const file = (): string => join(state, 'cache', name);

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'memsim-code-'));
  writeFileSync(join(state, 'state'), 'a machine');
});
afterEach(() => rmSync(state, { recursive: true }));

/** Runs a chunk with what is kept of it. */
function start(pack = 'p', command = 'memsim list', chunk = 'a.js', source = SOURCE) {
  const cache = openCodeCache(state, pack, command, process);
  const cachedData = cache.of(chunk);
  const script = new Script(source, cachedData === undefined ? {} : { cachedData: Buffer.from(cachedData) });
  (script.runInThisContext() as () => number)();
  cache.save(new Map([[chunk, script]]));
  return { found: cachedData !== undefined, rejected: script.cachedDataRejected };
}

/** Identity of the kept file: another one after each write. */
const written = (): number => statSync(file()).ino;

describe('code caches in the state folder', () => {
  it('are made by the first command and used by the next', () => {
    expect(start().found).toBe(false);
    const first = written();
    expect(start()).toEqual({ found: true, rejected: false });
    expect(written()).toBe(first);
    expect(readdirSync(join(state, 'cache'))).toEqual([name]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(join(state, 'cache')).mode & 0o777).toBe(0o700);
  });

  it('grow by the functions of a command when it first runs', () => {
    start();
    const first = readFileSync(file());
    expect(start('p', 'memsim create', 'b.js').found).toBe(false);
    const second = written();
    expect(readFileSync(file()).length).toBeGreaterThan(first.length);
    expect(start('p', 'memsim list').found).toBe(true);
    expect(start('p', 'memsim create', 'b.js').found).toBe(true);
    expect(written()).toBe(second);
    start('p', 'memsim sections');
    expect(written()).not.toBe(second);
  });

  it('grow within a chunk that was kept before', () => {
    const source = 'function inner(a) { return a + 1 } var run = () => inner(41); run';
    const cache = openCodeCache(state, 'p', 'memsim list', process);
    cache.save(new Map([['a.js', new Script(source)]]));
    const before = openCodeCache(state, 'p', 'memsim list', process).of('a.js')!.length;
    start('p', 'memsim create', 'a.js', source);
    expect(openCodeCache(state, 'p', 'memsim list', process).of('a.js')!.length).toBeGreaterThan(before);
  });

  it('are not used for another pack, and replaced', () => {
    start('p');
    expect(start('q').found).toBe(false);
    expect(start('q').found).toBe(true);
    expect(start('p').found).toBe(false);
  });

  it('are not used by another Node, or under other flags', () => {
    start();
    for (const other of [
      { env: { NODE_OPTIONS: '--max-old-space-size=500' } },
      { execArgv: ['--no-opt'] },
      { versions: { ...process.versions, v8: '1.2' } },
      { version: 'v1.2.3' },
    ]) {
      const { version, versions, arch, execArgv, env, pid } = process;
      const node = { version, versions, arch, execArgv, env, pid, ...other };
      expect(openCodeCache(state, 'p', 'memsim list', node).of('a.js')).toBeUndefined();
    }
    expect(openCodeCache(state, 'p', 'memsim list', process).of('a.js')).toBeDefined();
  });

  it.each<[string, () => void]>([
    ['that was written to', () => writeFileSync(file(), readFileSync(file()))],
    [
      'with a changed byte',
      () => {
        const data = readFileSync(file());
        data[data.length - 20]! ^= 1;
        writeFileSync(file(), data);
      },
    ],
    [
      'that was cut short, at its old time',
      () => {
        const { mtime } = statSync(file());
        writeFileSync(file(), readFileSync(file()).subarray(0, -8));
        utimesSync(file(), mtime, mtime);
      },
    ],
    [
      'that is a copy at its old time',
      () => {
        const { mtime } = statSync(file());
        const data = readFileSync(file());
        renameSync(file(), join(state, 'old'));
        writeFileSync(file(), data, { mode: 0o600 });
        utimesSync(file(), mtime, mtime);
      },
    ],
    ['without a line', () => writeFileSync(file(), 'x'.repeat(100))],
    ['that is empty', () => writeFileSync(file(), '')],
    ['that others may write', () => chmodSync(file(), 0o666)],
    ['in a folder that others may write', () => chmodSync(join(state, 'cache'), 0o777)],
    ['in a state folder that others may write', () => chmodSync(state, 0o777)],
    [
      'behind a link',
      () => {
        renameSync(file(), join(state, 'elsewhere'));
        symlinkSync(join(state, 'elsewhere'), file());
      },
    ],
    [
      'in a folder behind a link',
      () => {
        renameSync(join(state, 'cache'), join(state, 'elsewhere'));
        symlinkSync(join(state, 'elsewhere'), join(state, 'cache'));
      },
    ],
  ])('a file %s is not used', (_, change) => {
    start();
    expect(openCodeCache(state, 'p', 'memsim list', process).of('a.js')).toBeDefined();
    change();
    expect(start().found).toBe(false);
  });

  it('are replaced where the file was damaged', () => {
    start();
    writeFileSync(file(), 'x');
    start();
    expect(start()).toEqual({ found: true, rejected: false });
  });

  it.each<[string, () => void]>([
    ['there is no machine', () => rmSync(join(state, 'state'))],
    ['others may write the state folder', () => chmodSync(state, 0o777)],
    ['the cache is no folder', () => writeFileSync(join(state, 'cache'), '')],
    [
      'the cache is a link',
      () => {
        mkdirSync(join(state, 'elsewhere'), { mode: 0o700 });
        symlinkSync(join(state, 'elsewhere'), join(state, 'cache'));
      },
    ],
  ])('are not kept, without a word, where %s', (_, change) => {
    change();
    expect(start().found).toBe(false);
    expect(existsSync(file())).toBe(false);
  });

  it('leave the files of the newest versions of Node', () => {
    start();
    for (const [i, version] of ['v1', 'v2', 'v3'].entries()) {
      writeFileSync(join(state, 'cache', `code-${version}-x64`), '');
      utimesSync(join(state, 'cache', `code-${version}-x64`), 1000 + i, 1000 + i);
    }
    writeFileSync(join(state, 'cache', 'preload.so'), '');
    start('q');
    expect(readdirSync(join(state, 'cache')).sort()).toEqual(
      ['code-v2-x64', 'code-v3-x64', name, 'preload.so'].sort(),
    );
  });
});
