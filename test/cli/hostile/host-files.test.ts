import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeExport, encodeExport } from '../../../src/machine/state/export-file.ts';
import { machine } from '../../helpers/booted.ts';

/** The export of a machine whose log was forged. */
async function forged(argv: string[], rc = 1): Promise<Uint8Array> {
  const { memsim } = await machine();
  const { bytes } = await memsim(['export']);
  const saved = decodeExport(bytes, 'x');
  saved.commandLog.entries.push({ argv, rc });
  return encodeExport(saved);
}

describe('the log of an imported machine', () => {
  it.each([
    ['read-labels', (path: string) => ['read-labels', 'nmem0', '-o', path]],
    ['ndctl', (path: string) => ['ndctl', 'read-labels', 'nmem0', '-o', path]],
    ['export', (path: string) => ['export', path]],
    ['a picture', (path: string) => ['map', '--svg', path]],
    ['a recording', (path: string) => ['cast', '-', '-o', path]],
    ['a tree', (path: string) => ['sysfs', 'export', path]],
  ])('writes no file of the host: %s', async (_what, command) => {
    const { memsim, folder } = await machine();
    const path = join(folder, 'written');
    await memsim(['import', '-'], { stdin: await forged(command(path)) });
    for (const args of [['explain'], ['trace', 'last'], ['trace', 'last', '--json']])
      expect((await memsim(args)).rc).toBeLessThan(3);
    expect(existsSync(path)).toBe(false);
  });

  it('reads no file of the host', async () => {
    const { memsim, folder } = await machine();
    const path = join(folder, 'secret.json');
    writeFileSync(path, 'not JSON but secret');
    for (const argv of [
      ['reboot', '--platform', path],
      ['poke', 'pmem0', '0', '--file', path],
    ]) {
      await memsim(['import', '-'], { stdin: await forged(argv) });
      for (const args of [['explain'], ['trace', 'last']]) {
        const { stdout, stderr } = await memsim(args);
        expect(stdout + stderr).not.toContain('secret but');
        expect(stdout + stderr).not.toContain('not JSON');
      }
    }
  });

  it('is quoted in a script, exit codes too', async () => {
    const { memsim, folder } = await machine();
    const mark = join(folder, 'touched');
    const bytes = await forged([`x\ntouch ${mark}`, `'; touch ${mark} #`, '$(touch x)', '`touch x`'], 3);
    await memsim(['import', '-'], { stdin: bytes });
    const { stdout } = await memsim(['export', '--script']);
    spawnSync('sh', ['-c', `memsim() { :; }\n${stdout}`]);
    expect(stdout).toContain('# exit 3');
    expect(existsSync(mark)).toBe(false);
    const saved = decodeExport(bytes, 'x');
    saved.commandLog.entries[0]!.rc = '1\ntouch x\n#' as never;
    expect(() => decodeExport(encodeExport(saved), 'x')).toThrow(
      'x: not as memsim writes it (commandLog.entries.0.rc',
    );
  });
});

it('a script on a scratch machine has no files of the host', async () => {
  const { memsim, folder } = await machine();
  const path = join(folder, 'written');
  const script = join(folder, 'script');
  writeFileSync(
    script,
    `boot --platform qemu-14g\nread-labels nmem0 -o ${path}\nexport ${path}\nmap --svg ${path}\n`,
  );
  await memsim(['sweep', script]);
  await memsim(['compare', '--kernel', '5.3', '--kernel', '6.1', script]);
  await memsim(['cast', script]);
  expect(existsSync(path)).toBe(false);
});
