import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isTerminal } from '../../src/start/is-terminal.ts';
import { writeAll } from '../../src/start/write-all.ts';

const ROOT = join(import.meta.dirname, '..', '..');

it('writes text and bytes whole, and returns the code of an error', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memsim-write-'));
  const file = join(folder, 'file');
  const fd = openSync(file, 'w');
  expect(writeAll(fd, 'é')).toBeUndefined();
  expect(writeAll(fd, new Uint8Array([10, 65]))).toBeUndefined();
  closeSync(fd);
  expect(readFileSync(file, 'utf8')).toBe('é\nA');
  const readOnly = openSync(file, 'r');
  expect(writeAll(readOnly, 'x')).toBe('EBADF');
  closeSync(readOnly);
  rmSync(folder, { recursive: true });
});

it('calls isatty for character devices alone', () => {
  const asked: number[] = [];
  const ask = (fd: number): boolean => asked.push(fd) > 0;
  const open = ['/dev/null', '/dev/zero', import.meta.filename].map((path) => openSync(path, 'r'));
  expect(open.map((fd) => isTerminal(fd, ask))).toEqual([false, true, false]);
  expect(asked).toEqual([open[1]]);
  for (const fd of open) closeSync(fd);
  expect(isTerminal(-1, ask)).toBe(false);
});

it('waits for a slow reader of a pipe that does not block', () => {
  // python sets O_NONBLOCK on the pipe, which its reader shares.
  const script = `
import os, subprocess, sys, time
r, w = os.pipe()
os.set_blocking(w, False)
child = subprocess.Popen(sys.argv[1:], stdout=w)
os.close(w)
time.sleep(0.3)
data = b''
while piece := os.read(r, 65536): data += piece
print(child.wait(), len(data))
`;
  const folder = mkdtempSync(join(tmpdir(), 'memsim-write-'));
  const memsim = [join(ROOT, 'bin', 'memsim'), '--quiet', '--state', folder, 'run', '-'];
  const input = 'list -RN\n'.repeat(400);
  const { stdout } = spawnSync('python3', ['-c', script, process.execPath, ...memsim], {
    input,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  const [rc, length] = stdout.split(' ').map(Number);
  expect(rc).toBe(0);
  expect(length).toBeGreaterThan(65536);
});
