import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

it.each([
  ['cast', 'SCRIPT'],
  ['lesson', 'cast', '2'],
  ['lesson', 'handout', '2'],
])('%s %s: writes to standard output or a file, and reports the file', async (...given) => {
  const folder = scratchFolder();
  const script = join(folder, 'script');
  writeFileSync(script, 'list\n');
  const words = given.map((word) => (word === 'SCRIPT' ? script : word));
  const memsim = memsimIn(scratchFolder());
  const file = join(folder, 'result');
  const text = (await memsim(words)).stdout;
  expect(text.length).toBeGreaterThan(200);
  const plain = await memsim([...words, '-o', file]);
  expect(plain).toMatchObject({ rc: 0, stdout: '', stderr: `memsim: wrote ${file}\n` });
  expect(readFileSync(file, 'utf8').length).toBe(text.length);
  expect((await memsim(['-q', ...words, '-o', file])).stderr).toBe('');
  const { stdout } = await memsim([...words, '-o', file, '--json']);
  expect(JSON.parse(stdout)).toEqual({ version: 1, file, bytes: Buffer.byteLength(text) });
  const both = await memsim([...words, '--json']);
  expect(both).toMatchObject({ rc: 2, stdout: '' });
  expect(both.stderr).toContain(': --json needs a file to write to; -o names one\n');
});
