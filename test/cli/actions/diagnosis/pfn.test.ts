import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

async function machine(...boot: string[]) {
  const memsim = memsimIn(scratchFolder());
  await memsim(['boot', ...boot]);
  return async (line: string) => memsim(line.split(' '));
}

describe('pfn', () => {
  it('explains addresses, as text and as data', async () => {
    const memsim = await machine('--platform', 'nvme-cmb');
    expect((await memsim('pfn 1M')).stdout).toMatch(/\n {2}zone +DMA\n/);
    const { rows: models } = JSON.parse((await memsim('pfn 1M 32G --json')).stdout);
    expect(models).toMatchObject([
      { pfn: 256, zone: 'DMA', block: { name: 'memory0' }, resources: ['System RAM'] },
      { pfn: 0x800000, zone: null, resources: ['PCI Bus 0000:00', '0000:00:04.0', 'nvme'] },
    ]);
    expect(await memsim('pfn 2T')).toMatchObject({
      rc: 1,
      stderr: 'memsim: address: 0x20000000000 is beyond the 0x10000000000 that the machine can address\n',
    });
  });

  it('prints a line for each fact without a terminal, however long', async () => {
    const memsim = await machine('--platform', 'default');
    await memsim('-q create-namespace -r region0 -s 1G');
    expect((await memsim('pfn 0x37c000000')).stdout).toMatch(
      /^ {2}online page {3}no: its section is tainted by a device, and a page map contains the frame$/m,
    );
  });
});
