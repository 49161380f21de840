import { expect, it } from 'vitest';
import { importPaste } from '../../../src/paste/import-paste.ts';

const importText = async (...lines: string[]) =>
  importPaste([{ name: '-', bytes: new TextEncoder().encode(lines.join('\n')) }], { name: '-' });

const E820 = (start: string, end: string): string =>
  `[    0.000000] BIOS-e820: [mem 0x${start}-0x${end}] usable`;
const RAM = [E820('0000000000100000', '000000007fffffff'), E820('0000000100000000', '000000013fffffff')];
const WINDOW = (number: number, resource: number): string =>
  `{"decoder":"decoder0.${number}","resource":${resource},"size":268435456,"pmem_capable":true,"nr_targets":1}`;

it('a CXL window below 4 GiB is left out', async () => {
  const { machine } = await importText(
    ...RAM,
    '# cxl list -D',
    `[${WINDOW(0, 0xa0000000)},${WINDOW(1, 0x200000000)}]`,
  );
  expect(machine.firmware.platform.cxl?.windows.map(({ start }) => start)).toEqual([0x200000000]);
});
