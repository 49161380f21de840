/** Writers of a state in shards that are killed: the state is that of before or of after, whole. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerLine, parseHeader } from '../../../src/machine/state/header.ts';
import { decodeTaken } from '../../../src/machine/state/lazy/layout.ts';
import { rangeOf } from '../../../src/machine/state/lazy/source.ts';
import { decodeState } from '../../../src/machine/state/state-file.ts';
import { openStore } from '../../../src/machine/state/store.ts';
import { SEED } from '../../helpers/seed.ts';

const MEMSIM = join(import.meta.dirname, '..', '..', '..', 'bin', 'memsim');

/** Namespaces that put several tables into shards. */
const COUNT = 200;

const PLATFORM = {
  e820: [{ start: '0x0', end: '0x1ffffffff', type: 'usable' }],
  nvdimms: [{ handle: 1, physId: 1, serial: 1, size: 2 ** 35, labelSize: 2 ** 20, address: '0x4000000000' }],
};

/**
 * Preloaded into a writer: kills it at a call that changes files, counted from 0 by KILL_AT; with KILL_BYTES
 * once it has written so many bytes of a file.
 */
const HOOK = `
const fs = require('node:fs');
const { KILL_AT, KILL_BYTES } = process.env;
const die = () => process.kill(process.pid, 'SIGKILL');
let calls = 0;
const names = ['closeSync', 'fsyncSync', 'futimesSync', 'linkSync', 'mkdirSync', 'openSync', 'readdirSync',
  'renameSync', 'rmSync', 'symlinkSync', 'unlinkSync', 'writeFileSync'];
let left = Number(KILL_BYTES);
for (const name of names) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (calls++ === Number(KILL_AT)) die();
    if (name !== 'writeFileSync' || KILL_BYTES === undefined) return real(...args);
    if (args[1].length < left) {
      left -= args[1].length;
      return real(...args);
    }
    fs.writeSync(args[0], args[1], 0, left);
    return die();
  };
}
`;

const scratch = mkdtempSync(join(tmpdir(), 'memsim-test-'));
const folder = join(scratch, 'state');
const file = join(folder, 'state');
const hook = join(scratch, 'hook.cjs');

function memsim(args: string[], kill: Record<string, string> = {}, input = '') {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const preload = Object.keys(kill).length > 0 ? ['--require', hook] : [];
  return spawnSync(process.execPath, [...preload, MEMSIM, '-q', ...args], {
    env: { ...env, ...kill, MEMSIM_STATE: folder },
    input,
    encoding: 'utf8',
  });
}

/** Number of tables that are in more than one shard. */
function tablesInShards(): number {
  const bytes = readFileSync(file);
  const line = headerLine(bytes);
  const { notes } = parseHeader(line, (why) => new Error(why) as never)!;
  const machine = bytes.subarray(line.length + 1 + notes.length);
  const { parts } = decodeTaken(rangeOf(machine), () => new Error('damaged'));
  return parts.filter(({ text }) => 'shards' in text && text.shards.length > 1).length;
}

/** The state with every record and every sum checked. */
async function whole() {
  const bytes = readFileSync(file);
  const { operation, machine } = await decodeState({
    file: rangeOf(bytes),
    seal: { ino: 0, time: 0 },
    path: file,
  });
  return { bytes, number: operation.number, names: Object.keys(machine!.kernel.nd.namespaces) };
}

/**
 * Runs a command and kills it; false when it ended before.
 *
 * @param more namespaces that there are after it
 */
async function strike(args: string[], more: number, kill: Record<string, string>): Promise<boolean> {
  const before = await whole();
  const { signal, status } = memsim(args, kill);
  const after = await whole();
  // The next writer would take the lock over from the killed one, with calls of its own to be killed at.
  openStore(folder, { pid: process.pid, isAlive: () => false, timeout: 0 }).lock()();
  if (after.number === before.number) expect(after.bytes.equals(before.bytes)).toBe(true);
  else {
    expect(after.number).toBe(before.number + 1);
    expect(after.names.length).toBe(before.names.length + more);
  }
  expect(signal ?? status).toBe(signal === null ? 0 : 'SIGKILL');
  return signal !== null;
}

describe('a writer of shards that is killed', () => {
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  beforeAll(() => {
    writeFileSync(hook, HOOK);
    const platform = join(scratch, 'platform.json');
    writeFileSync(platform, JSON.stringify(PLATFORM));
    const lines = [
      `boot --platform ${platform} --kernel 6.1`,
      'disable-region region0',
      'init-labels nmem0',
      'enable-region region0',
      ...Array(COUNT).fill('create-namespace -s 16M -m fsdax'),
    ];
    expect(memsim(['run', '--strict', '-'], {}, lines.join('\n')).status).toBe(0);
    expect(tablesInShards()).toBeGreaterThan(3);
  });

  it('at each call that changes files leaves the old state or the new one', async () => {
    let at = 0;
    const create = ['create-namespace', '-s', '16M', '-m', 'fsdax'];
    while (at < 100 && (await strike(create, 1, { KILL_AT: `${at}` }))) at++;
    expect(at).toBeGreaterThan(10);
    expect(at).toBeLessThan(100);
  });

  it(`within the shards (seed ${SEED}) leaves the state of before`, async () => {
    const { bytes, number } = await whole();
    for (let i = 1; i <= 8; i++) {
      const place = Math.floor((((SEED + i) * 0.618) % 1) * bytes.length);
      await strike(['destroy-namespace', '-f', `namespace0.${i}`], -1, { KILL_BYTES: `${place}` });
    }
    expect((await whole()).number).toBe(number);
  });

  it('leaves nothing behind once the next command was saved', async () => {
    expect(memsim(['destroy-namespace', '-f', 'namespace0.3']).status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['state', 'undo']);
  });
});
