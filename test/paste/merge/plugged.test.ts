import { expect, it } from 'vitest';
import { importPaste } from '../../../src/paste/import-paste.ts';

const DAX = `# daxctl list
{
  "chardev":"dax0.0",
  "size":17179869184,
  "target_node":1,
  "align":2097152,
  "mode":"system-ram"
}
`;
const row = (start: number, end: number): string =>
  `0x${(start * 2 ** 30).toString(16).padStart(16, '0')}-0x${(end * 2 ** 30 - 1).toString(16).padStart(16, '0')}  16G online yes 0-1\n`;

const softReserved = async (lsmem: string): Promise<number[]> => {
  const bytes = new TextEncoder().encode(`${DAX}# lsmem\n${lsmem}`);
  const { report } = await importPaste([{ name: 'paste', bytes }], { name: 'paste', kernel: '6.12' });
  return report.built.softReserved.map(({ start }) => start / 2 ** 30);
};

it('a range of lsmem with the size of a hot-plugged device is Soft Reserved', async () => {
  expect(await softReserved(row(0, 2) + row(4, 8) + row(16, 32))).toEqual([16]);
});

it('none is if two ranges have the size', async () => {
  expect(await softReserved(row(0, 2) + row(4, 8) + row(16, 32) + row(64, 80))).toEqual([]);
});
