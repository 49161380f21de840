import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeName } from '../../src/start/pack.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NODE = nodeName(process);
let folder: string;

/** A copy of the package whose caches are for another version of Node. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsim-other-'));
  for (const part of ['bin', 'dist', 'fixtures/platforms', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  const file = join(folder, 'dist', 'memsim.pack');
  const data = readFileSync(file);
  const at = data.indexOf(NODE);
  expect(at).toBeLessThan(100);
  data.write('v0', at);
  writeFileSync(file, data);
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(args: string[], env: Record<string, string> = {}, root = folder) {
  const { NODE_OPTIONS: _, ...clean } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'memsim'), ...args], {
    env: { ...clean, HOME: join(folder, 'home'), XDG_STATE_HOME: '', ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const cacheOf = (state: string): string => join(folder, state, 'cache', `code-${NODE}`);

it('keeps caches of its own in the state folder, and prints the same', () => {
  const MEMSIM_STATE = join(folder, 'own');
  run(['--quiet', 'boot'], { MEMSIM_STATE });
  const made = statSync(cacheOf('own')).ino;
  run(['--quiet', 'boot'], { MEMSIM_STATE });
  expect(statSync(cacheOf('own')).ino).toBe(made);
  const first = run(['list', '-RN'], { MEMSIM_STATE });
  expect(statSync(cacheOf('own')).ino).not.toBe(made);
  const plain = run(['list', '-RN'], { MEMSIM_STATE }, ROOT);
  expect(first).toEqual(plain);
  expect(run(['list', '-RN'], { MEMSIM_STATE })).toEqual(plain);
  expect(plain.stdout).toContain('region0');
  expect(run(['--no-such-option'], { MEMSIM_STATE })).toEqual(
    run(['--no-such-option'], { MEMSIM_STATE }, ROOT),
  );
});

it('does not use caches under other flags, and survives damaged ones', () => {
  const MEMSIM_STATE = join(folder, 'damaged');
  run(['--quiet', 'boot'], { MEMSIM_STATE });
  const good = run(['status'], { MEMSIM_STATE });
  expect(run(['status'], { MEMSIM_STATE, NODE_OPTIONS: '--max-old-space-size=500' })).toEqual(good);
  run(['status'], { MEMSIM_STATE });
  const data = readFileSync(cacheOf('damaged'));
  for (let i = data.length >> 1; i < data.length; i += 7) data[i] = data[i]! ^ 0xff;
  writeFileSync(cacheOf('damaged'), data);
  expect(run(['status'], { MEMSIM_STATE })).toEqual(good);
});

it('keeps them where --state says, and nowhere without a machine', () => {
  const usual = join(folder, 'home', '.local', 'state', 'memsim');
  run(['--quiet', '--state', join(folder, 'asked'), 'boot']);
  run(['--quiet', `--state=${join(folder, 'asked2')}`, 'boot']);
  expect([existsSync(cacheOf('asked')), existsSync(cacheOf('asked2')), existsSync(usual)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(run(['kernel', 'list']).status).toBe(0);
  expect(existsSync(usual)).toBe(false);
  run(['--quiet', 'boot']);
  expect(readdirSync(join(usual, 'cache'))).toEqual([`code-${NODE}`]);
});

it('is not asked about by the Node that the pack is made for', () => {
  const MEMSIM_STATE = join(folder, 'same');
  expect(run(['--quiet', 'boot'], { MEMSIM_STATE }, ROOT).status).toBe(0);
  expect(existsSync(join(folder, 'same', 'cache'))).toBe(false);
});
