/** I/O with O_DIRECT: single sectors reach the driver, past the page cache. */
import { expect, test } from 'vitest';
import { GiB, MiB } from '../../../src/lib/units.ts';
import { kernelFiles } from '../../../src/wall/kernel-files.ts';
import { bootPmem } from '../../helpers/pmem.ts';

const NODE = '/dev/pmem0';
const SIZE = 64 * MiB;
/** A bad sector in the middle of a page. */
const BAD = 43 * 512;

function damaged() {
  const m = bootPmem('64M!6G');
  const bus = m.k.state.nd.buses.ndbus0!;
  bus.badrange = [{ start: 6 * GiB + BAD, length: 512 }];
  m.echo('namespace0.0', '/sys/bus/nd/drivers/nd_pmem/unbind');
  m.echo('namespace0.0', '/sys/bus/nd/drivers/nd_pmem/bind');
  return kernelFiles(m.k);
}

const sector = (byte: number) => new Uint8Array(512).fill(byte);

test('a write of one bad sector clears it; through the cache its page cannot be read', () => {
  const files = damaged();
  expect(files.read('/sys/block/pmem0/badblocks')).toBe('43 1\n');
  expect(files.writeBytes(NODE, BAD, sector(1))).toEqual({ error: 'EIO' });
  expect(files.writeBytes(NODE, BAD, sector(2), true)).toBeUndefined();
  expect(files.read('/sys/block/pmem0/badblocks')).toBe('');
  expect(files.readBytes(NODE, BAD, 512, true)).toEqual(sector(2));
});

test('sectors beside a bad one can be read', () => {
  const files = damaged();
  expect(files.readBytes(NODE, BAD - 512, 512, true)).toEqual(sector(0));
  expect(files.readBytes(NODE, BAD - 512, 1024, true)).toEqual({ error: 'EIO' });
  expect(files.readBytes(NODE, BAD, 512)).toEqual({ error: 'EIO' });
});

test.each([
  ['misaligned', 100, 512, { error: 'EINVAL' }],
  ['no whole sector', 512, 100, { error: 'EINVAL' }],
  ['beyond the end', SIZE, 512, { error: 'ENOSPC' }],
  ['the last sector', SIZE - 512, 512, undefined],
])('%s', (_what, offset, length, result) => {
  const files = damaged();
  expect(files.writeBytes(NODE, offset, new Uint8Array(length), true)).toEqual(result);
});

test('a read ends at the end of the disk', () => {
  const files = damaged();
  expect(files.readBytes(NODE, SIZE - 512, 4096, true)).toHaveLength(512);
  expect(files.readBytes(NODE, SIZE, 512, true)).toHaveLength(0);
});
