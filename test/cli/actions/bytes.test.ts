import { expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

it('reads and writes the label area of a DIMM while no region uses it', async () => {
  const memsim = memsimIn(scratchFolder());
  const head = async () => (await memsim(['peek', 'nmem0', '0', '16'])).stdout.split('\n')[0];
  expect(await head()).toMatch(/\|NAMESPACE_INDEX\.\|$/);

  const busy = await memsim(['poke', 'nmem0', '0', '00']);
  expect(busy).toMatchObject({ rc: 1, stderr: expect.stringContaining('EBUSY') });
  expect(await head()).toMatch(/NAMESPACE_INDEX/);

  await memsim(['-q', 'disable-region', 'all']);
  await memsim(['-q', 'poke', 'nmem0', '0', '--zero', '9000']);
  expect(await head()).toMatch(/\|\.{16}\|$/);
  expect((await memsim(['poke', 'nmem0', '128K', '00'])).stderr).toContain('ENOSPC');
  expect((await memsim(['peek', 'nmem0', '131056', '64'])).stdout).toMatch(/^0001fff0 .*\n00020000\n$/);
});
