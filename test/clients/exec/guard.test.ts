import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startGuard } from '../../../src/clients/exec/guard.ts';
import { scratchFolder } from '../../helpers/folder.ts';
import { PATIENCE } from '../../helpers/patience.ts';

it('cleans up though it is ended before its shell runs', async () => {
  const file = join(scratchFolder(), 'a file');
  for (let i = 0; i < 5; i++) {
    writeFileSync(file, '');
    await startGuard('rm "$1"', [file]).end();
    expect(existsSync(file)).toBe(false);
  }
});

it('cleans up while its caller blocks the event loop', () => {
  const file = join(scratchFolder(), 'file');
  writeFileSync(file, '');
  void startGuard('rm "$1"', [file]).end();
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; existsSync(file) && waited < PATIENCE; waited += 10) Atomics.wait(pause, 0, 0, 10);
  expect(existsSync(file)).toBe(false);
});
