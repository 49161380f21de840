import { expect, test } from 'vitest';
import { MiB } from '../../../src/lib/units.ts';
import type { Files } from '../../../src/wall/files.ts';
import { bootDimms, createRaw, destroy, disable, ND, put } from '../nvdimm/machine.ts';

/** Reads every file of a directory tree without following links; returns their number. */
function readAll(files: Files, path: string): number {
  let count = 0;
  for (const name of files.list(path) as string[]) {
    const kind = files.stat(path, name)?.kind;
    if (kind === 'dir') count += readAll(files, `${path}/${name}`);
    if (kind !== 'file') continue;
    files.read(path, name);
    count += 1;
  }
  return count;
}

test('reading all files does not change the machine', () => {
  const machine = bootDimms({ ways: 2 });
  const look = (): void => {
    const before = structuredClone(machine.kernel.state);
    expect(readAll(machine.files, '/sys')).toBeGreaterThan(300);
    expect(readAll(machine.files, '/proc')).toBeGreaterThan(2);
    expect(structuredClone(machine.kernel.state)).toStrictEqual(before);
  };
  look();
  put(machine, `${ND}/region0/align`, 8192);
  look();
  createRaw(machine, 1, 64 * MiB);
  destroy(machine, createRaw(machine, 2, 32 * MiB));
  look();
  disable(machine);
  look();
});
