import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PAGE = readFileSync(join(ROOT, 'dist', 'web.html'), 'utf8');

describe('memsim web', () => {
  it('writes memsim.html, over an older page and over nothing else', () => {
    const cwd = scratchFolder();
    const file = join(cwd, 'memsim.html');
    const web = () => spawnSync(join(ROOT, 'bin', 'memsim'), ['web'], { cwd, encoding: 'utf8' });
    expect(web()).toMatchObject({ status: 0, stderr: 'memsim: wrote memsim.html: open it in a browser\n' });
    expect(readFileSync(file, 'utf8')).toBe(PAGE);
    expect(web().status).toBe(0);
    writeFileSync(file, 'my notes');
    expect(web()).toMatchObject({ status: 1, stderr: expect.stringContaining('name another file with -o') });
    expect(readFileSync(file, 'utf8')).toBe('my notes');
  });

  it('writes to the file that is named, or to standard output', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    const file = join(folder, 'index.html');
    const { rc, stdout } = await memsim(['web', '-o', file, '--json']);
    expect(rc).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file, bytes: Buffer.byteLength(PAGE) });
    expect((await memsim(['web', '-o', '-'])).stdout).toBe(PAGE);
    expect((await memsim(['web', '-o', '/no/such/folder/x'])).stderr).toContain('cannot be written (ENOENT)');
  });
});
