import { expect, test } from 'vitest';
import { ALONE, runTool } from '../../../../src/machine/command.ts';
import { ndctl } from '../../../../src/tools/ndctl/main.ts';
import { bootCxl } from '../../../helpers/cxl.ts';

const FOLDERS = ['/keys', 'keys', '.', './.'];

/** Runs the command where only `/keys` and `keys` are folders, which hold no folder themselves. */
async function loadKeys(path: string) {
  const host = { ...ALONE.host, isFolder: (name: string) => FOLDERS.includes(name) };
  const { rc, stderr } = await runTool(bootCxl(1), ndctl, ['load-keys', '-p', path], { ...ALONE, host });
  return [rc, stderr];
}

test.each([
  [
    '/keys',
    244,
    'No TPM handle discovered.\nfailed to open file /keys/nvdimm-master.blob: No such file or directory\n',
  ],
  ['.', 244, 'No TPM handle discovered.\nfailed to open file ./nvdimm-master.blob: Bad file descriptor\n'],
  ['/none', 254, 'Change current work dir to /none failed: No such file or directory\n'],
  // ndctl opens the path again after it changed into it.
  ['keys', 254, 'Unable to open dir keys: No such file or directory\n'],
])('ndctl load-keys -p %s', async (path, rc, stderr) => {
  expect(await loadKeys(path)).toEqual([rc, stderr]);
});
