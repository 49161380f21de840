/** Arenas in debugfs, with the values of a real 6.1 on the same machine (memmap=1G!8G, sectors of 512 bytes). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPlatform } from '../../../../src/firmware/schema.ts';
import { ALONE, runTool } from '../../../../src/machine/command.ts';
import { bootMachine } from '../../../../src/machine/machine.ts';
import { ndctl } from '../../../../src/tools/ndctl/main.ts';

const PLATFORM = new URL('../../../../fixtures/platforms/qemu-14g.json', import.meta.url);
const FOLDER = '/sys/kernel/debug/btt';

const REAL = {
  log_index_1: '1',
  log_index_0: '0',
  flags: '0x00000000',
  info2off: '0x000000003fffe000',
  logoff: '0x000000003fffa000',
  mapoff: '0x000000003f80a000',
  dataoff: '0x0000000000001000',
  infooff: '0x0000000000000000',
  nextoff: '0x0000000000000000',
  version_minor: '1',
  version_major: '1',
  nfree: '256',
  external_lbasize: '512',
  external_nlba: '0x001fbf3f',
  internal_lbasize: '512',
  internal_nlba: '0x001fc03f',
  external_lba_start: '0x0000000000000000',
  size: '0x000000003ffff000',
};

function booted(kernel: string) {
  const platform = readPlatform(JSON.parse(readFileSync(PLATFORM, 'utf8')));
  const machine = bootMachine(platform, { kernel, cmdline: 'memmap=1G!8G', seed: 1 });
  const run = async (line: string) =>
    expect(await runTool(machine, ndctl, line.split(' '), ALONE)).toMatchObject({ rc: 0 });
  return { files: machine.files, run };
}

test('an active device has the geometry of its arenas there', async () => {
  const { files, run } = booted('6.1');
  expect(files.list(FOLDER)).toEqual([]);
  await run('create-namespace -fe namespace0.0 -m sector -l 512');
  expect(files.list(FOLDER)).toEqual(['btt0.0']);
  expect(files.list(`${FOLDER}/btt0.0`)).toEqual(['arena0']);
  const arena = `${FOLDER}/btt0.0/arena0`;
  expect((files.list(arena) as string[]).sort()).toEqual(Object.keys(REAL).sort());
  const shown = Object.keys(REAL).map((name) => [name, String(files.read(`${arena}/${name}`)).trimEnd()]);
  expect(Object.fromEntries(shown)).toEqual(REAL);
  expect(files.stat(arena, 'size')?.mode).toBe(0o444);
  await run('disable-namespace all');
  expect(files.list(FOLDER)).toEqual([]);
  for (const module of ['nd_pmem', 'nd_btt']) expect(files.unloadModule(module)).toBe(undefined);
  expect(files.list(FOLDER)).toEqual({ error: 'ENOENT' });
});

test('kernels before 4.15 do not tell which slots of the log are in use', async () => {
  const { files, run } = booted('4.14');
  await run('create-namespace -fe namespace0.0 -m sector -l 512');
  const names = files.list(`${FOLDER}/btt0.0/arena0`) as string[];
  expect(names).toContain('size');
  expect(names).not.toContain('log_index_0');
});
