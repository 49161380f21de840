import { renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { joined } from '../../../src/machine/state/lazy/source.ts';
import { readPlainFile } from '../../../src/machine/state/read-file.ts';
import { scratchFolder } from '../../helpers/folder.ts';

/** A file of this size, its bytes and what was opened. */
function opened(size: number) {
  const path = join(scratchFolder(), 'state');
  const bytes = Buffer.from(Array.from({ length: size }, (_, i) => (i * 2654435761) >>> 13));
  writeFileSync(path, bytes);
  return { path, bytes, file: readPlainFile(path)!.file };
}

describe.each([
  ['small', 1000],
  ['large', 1_000_000],
])('a %s file', (_kind, size) => {
  it('is there as a whole and in views', () => {
    const { bytes, file } = opened(size);
    expect(file).toMatchObject({ at: 0, length: size });
    expect(joined([file]).equals(bytes)).toBe(true);
    for (const [at, length] of [
      [0, size],
      [7, 100],
      [size - 1, 1],
      [5, 0],
    ] as const)
      expect(file.source.view(at, length).equals(bytes.subarray(at, at + length))).toBe(true);
  });

  it('keeps its bytes when it is replaced', () => {
    const { path, bytes, file } = opened(size);
    writeFileSync(`${path}.new`, 'new');
    renameSync(`${path}.new`, path);
    expect(joined([file]).equals(bytes)).toBe(true);
  });
});

it('a large file that became shorter is refused when a lost part is read', () => {
  const { path, bytes, file } = opened(1_000_000);
  truncateSync(path, 500_000);
  expect(file.source.view(10, 10).equals(bytes.subarray(10, 20))).toBe(true);
  for (const read of [() => joined([file]), () => file.source.view(499_999, 2)])
    expect(read).toThrow(
      expect.objectContaining({ exitCode: 3, message: expect.stringContaining('shorter') }),
    );
});
