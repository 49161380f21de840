import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLock } from '../../../src/machine/state/lock.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const LIVING = 1000;
const DEAD = 2000;
const lock = (path: string, patience = 60): (() => void) =>
  takeLock(path, { pid: 3000, isAlive: (pid) => pid !== DEAD, patience });

describe('the lock of a state folder', () => {
  it('names its holder and goes when it is given back', () => {
    const path = join(scratchFolder(), 'lock');
    const unlock = lock(path);
    expect(readFileSync(path, 'utf8')).toBe('3000\n');
    unlock();
    expect(existsSync(path)).toBe(false);
  });

  it('waits for a living holder, then gives up with one line that names it', () => {
    const path = join(scratchFolder(), 'lock');
    writeFileSync(path, `${LIVING}\n`);
    const start = performance.now();
    expect(() => lock(path)).toThrow(
      expect.objectContaining({
        exitCode: 3,
        message: `state is locked by process ${LIVING}; if no memsim runs, remove ${path}`,
      }),
    );
    expect(performance.now() - start).toBeGreaterThanOrEqual(60);
    expect(readFileSync(path, 'utf8')).toBe(`${LIVING}\n`);
  });

  it('is taken over from a holder that is gone', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'lock'), `${DEAD}\n`);
    lock(join(folder, 'lock'));
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe('3000\n');
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('is not taken from a holder that has not written its name yet', () => {
    const path = join(scratchFolder(), 'lock');
    writeFileSync(path, '');
    expect(() => lock(path)).toThrow(/locked by another memsim/);
  });
});
