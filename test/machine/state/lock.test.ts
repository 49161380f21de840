import { spawn } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { type LockOptions, takeLock } from '../../../src/machine/state/lock.ts';
import { startOfProcess } from '../../../src/machine/state/lock-owner.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const OWN = 3000;
const LIVING = 1000;
const DEAD = 2000;

const options = (more: Partial<LockOptions> = {}): LockOptions => ({
  pid: OWN,
  isAlive: (pid) => pid !== DEAD,
  startOf: (pid) => `${pid}00`,
  timeout: 60,
  ...more,
});

const lock = (path: string, more?: Partial<LockOptions>): (() => void) => takeLock(path, options(more));
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
const ownerIn = (path: string): string => readlinkSync(path).split('-').slice(0, 2).join('-');

describe('the lock of a state folder', () => {
  it('names its owner, and is removed when it is released', () => {
    const folder = scratchFolder();
    const path = join(folder, 'lock');
    const unlock = lock(path);
    expect(ownerIn(path)).toBe('3000-300000');
    unlock();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('waits for a running owner, then gives up with one line that names it', () => {
    const path = join(scratchFolder(), 'lock');
    const name = `${LIVING}-100000-abc0`;
    symlinkSync(name, path);
    const start = performance.now();
    expect(() => lock(path)).toThrow(
      expect.objectContaining({
        exitCode: 3,
        message: `state is locked by process ${LIVING}; if no memsim runs, remove ${path}`,
      }),
    );
    expect(performance.now() - start).toBeGreaterThanOrEqual(60);
    expect(readlinkSync(path)).toBe(name);
  });

  it.each([
    ['of a process that is gone', '2000-200000-abc0'],
    ['of a pid that another process has by now', '1000-99-abc0'],
    ['of the own pid, as containers give it again and again', '3000-300000-abc0'],
    ['of pid 0', '0-0-abc0'],
    ['of nobody', 'garbage'],
  ])('is taken over from one %s', (_what, name) => {
    const folder = scratchFolder();
    const path = join(folder, 'lock');
    symlinkSync(name, path);
    lock(path);
    expect(ownerIn(path)).toBe('3000-300000');
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it.each(['', '0\n', '1\n', '3000\n', 'NaN\n'])('is taken over from a plain file with %j', (text) => {
    const folder = scratchFolder();
    const path = join(folder, 'lock');
    writeFileSync(path, text);
    lock(path);
    expect(ownerIn(path)).toBe('3000-300000');
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('takes a running process for the owner where its start is unknown', () => {
    const path = join(scratchFolder(), 'lock');
    symlinkSync('1000-0-abc0', path);
    expect(() => lock(path, { timeout: 0 })).toThrow(/process 1000/);
    expect(() => lock(path, { timeout: 0, startOf: () => undefined })).toThrow(/process 1000/);
  });

  it('is not removed by a holder that lost it', () => {
    const path = join(scratchFolder(), 'lock');
    const unlock = lock(path);
    const later = lock(path, { pid: 5000, isAlive: () => false });
    unlock();
    expect(ownerIn(path)).toBe('5000-500000');
    later();
    expect(isThere(path)).toBe(false);
  });

  it('is not taken while another process replaces a stale one', () => {
    const folder = scratchFolder();
    const path = join(folder, 'lock');
    symlinkSync('2000-200000-abc0', path);
    symlinkSync('1000-100000-abc0', `${path}.2000-200000-abc0`);
    expect(() => lock(path, { timeout: 0 })).toThrow(/process 2000/);
    expect(readlinkSync(path)).toBe('2000-200000-abc0');
  });

  it('is not overwritten when a third process replaced the stale one first', () => {
    const path = join(scratchFolder(), 'lock');
    symlinkSync('2000-200000-abc0', path);
    const isAlive = (pid: number): boolean => {
      if (pid !== DEAD) return true;
      rmSync(path);
      symlinkSync('1000-100000-abc1', path);
      return false;
    };
    expect(() => lock(path, { isAlive })).toThrow(/process 1000/);
    expect(readlinkSync(path)).toBe('1000-100000-abc1');
  });

  it('is taken though processes ended while they replaced a stale one', () => {
    const folder = scratchFolder();
    const path = join(folder, 'lock');
    symlinkSync('2000-200000-abc0', path);
    symlinkSync('2000-200000-abc1', `${path}.2000-200000-abc0`);
    symlinkSync('2000-200000-abc2', `${path}.2000-200000-abc1`);
    writeFileSync(`${path}.left`, '');
    lock(path);
    expect(ownerIn(path)).toBe('3000-300000');
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('is refused by the system where a folder has its name', () => {
    const path = join(scratchFolder(), 'lock');
    mkdirSync(path);
    expect(() => lock(path)).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  });
});

it('the start of a process is that of ps; a process that ended has none', () => {
  const start = startOfProcess(process.pid);
  expect(readFileSync('/proc/self/stat', 'utf8')).toContain(` ${start} `);
  expect(startOfProcess(2 ** 22 + 1)).toBe(undefined);
});

const WRITER = `
import { readFileSync, writeFileSync } from 'node:fs';
import { takeLock } from 'LOCK';
const [folder, times, deadly] = process.argv.slice(2);
const isAlive = (pid) => { try { process.kill(pid, 0); return true; } catch { return false; } };
for (let i = 0; i < Number(times); i++) {
  const unlock = takeLock(folder + '/lock', { pid: process.pid, isAlive, timeout: 60_000 });
  const count = Number(readFileSync(folder + '/count', 'utf8'));
  writeFileSync(folder + '/count', String(count + 1));
  if (deadly === 'yes' && i === Number(times) - 1) process.kill(process.pid, 'SIGKILL');
  unlock();
}
`;

/** A program that adds one to a number in a file again and again, each time under the lock. */
async function buildWriter(folder: string): Promise<string> {
  const source = join(folder, 'writer.ts');
  const program = join(folder, 'writer.mjs');
  writeFileSync(
    source,
    WRITER.replace('LOCK', join(import.meta.dirname, '../../../src/machine/state/lock.ts')),
  );
  await build({ input: source, platform: 'node', output: { file: program }, logLevel: 'silent' });
  return program;
}

it('one of many processes holds the lock at a time, though every other one is killed with it', async () => {
  const folder = scratchFolder();
  const program = await buildWriter(folder);
  writeFileSync(join(folder, 'count'), '0');
  const processes = 8;
  const times = 25;
  const signals = Array.from({ length: processes }, (_, i) => {
    const child = spawn(process.execPath, [program, folder, `${times}`, i % 2 === 1 ? 'yes' : 'no']);
    return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  });
  expect((await Promise.all(signals)).filter((signal) => signal === 'SIGKILL')).toHaveLength(processes / 2);
  expect(readFileSync(join(folder, 'count'), 'utf8')).toBe(`${processes * times}`);
  const unlock = lock(join(folder, 'lock'));
  unlock();
  expect(readdirSync(folder).filter((name) => name.startsWith('lock'))).toEqual([]);
});
