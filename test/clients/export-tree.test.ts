import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';
import { PATIENCE } from '../helpers/patience.ts';

async function exported() {
  const memsim = memsimIn(scratchFolder());
  await memsim(['-q', 'create-namespace', '--align', '2M']);
  await memsim(['-q', 'create-namespace', '-m', 'devdax']);
  const tree = join(scratchFolder(), 'tree');
  const result = await memsim(['sysfs', 'export', tree]);
  return { memsim, tree, result };
}

describe('an exported tree', () => {
  it('has the text, mode and place of each attribute', async () => {
    const { memsim, tree, result } = await exported();
    expect(result.rc).toBe(0);
    for (const path of [
      '/sys/bus/nd/devices/namespace1.0/size',
      '/sys/bus/nd/devices/region0/align',
      '/proc/iomem',
      '/sys/devices/system/memory/block_size_bytes',
    ])
      expect(readFileSync(join(tree, path), 'utf8')).toBe((await memsim(['cat', path])).stdout);
    expect(lstatSync(join(tree, '/sys/bus/nd/devices/region0/align')).mode % 0o1000).toBe(0o644);
    expect(lstatSync(join(tree, '/sys/bus/nd/drivers/nd_pmem/bind')).mode % 0o1000).toBe(0o200);
  });

  it('has links that stay within it', async () => {
    const { tree } = await exported();
    const link = join(tree, '/sys/bus/nd/devices/region0');
    expect(readlinkSync(link)).toMatch(/^\.\.\/\.\.\/\.\.\//);
    expect(realpathSync(link).startsWith(realpathSync(tree))).toBe(true);
    expect(realpathSync(join(tree, '/sys/dev/block/259:0')).endsWith('/block/pmem1')).toBe(true);
  });

  it('has an empty file for a device node, and leaves out what cannot be read', async () => {
    const { tree, result } = await exported();
    expect(lstatSync(join(tree, '/dev/pmem1')).size).toBe(0);
    expect(existsSync(join(tree, '/sys/bus/nd/devices/pfn0.0/resource'))).toBe(false);
    expect(result.stderr).toMatch(/\d+ attributes cannot be read/);
  });

  it('goes into a new or an empty folder alone', async () => {
    const { memsim, tree } = await exported();
    expect(await memsim(['sysfs', 'export', tree])).toMatchObject({
      rc: 2,
      stderr: `memsim: sysfs export: ${tree} is not empty; name a new folder\n`,
    });
    expect((await memsim(['sysfs', 'export', '/proc/none/tree'])).stderr).toContain('ENOENT');
  });
});

/** The real tool under a mount namespace, where the machine has both. */
const BWRAP = ['/usr/bin/bwrap', '/usr/bin/ndctl'].every(existsSync);

describe.runIf(BWRAP)('the real ndctl on an exported tree', () => {
  const words = (text: string): string[] => text.split(/[^\w.-]+/).sort();

  it('lists the machine as memsim does', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'create-namespace', '--align', '2M']);
    const tree = join(scratchFolder(), 'tree');
    await memsim(['-q', 'sysfs', 'export', tree]);
    const argv = ['ndctl', 'list', '-RNi'];
    const real = execFileSync(
      'bwrap',
      ['--dev-bind', '/', '/', '--bind', join(tree, 'sys'), '/sys', ...argv],
      {
        encoding: 'utf8',
        timeout: PATIENCE,
      },
    );
    // Directories of the host's file system have an order of their own.
    expect(words(real)).toEqual(words((await memsim(argv)).stdout));
  });
});
