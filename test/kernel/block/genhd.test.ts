import { describe, expect, test } from 'vitest';
import { MiB } from '../../../src/lib/units.ts';
import { bind, bootPmem, configure, unbind } from '../../helpers/pmem.ts';

const PMEM = '/dev/pmem0';

describe('the device node of a disk', () => {
  test('reads short at the end and nothing beyond', () => {
    const m = bootPmem('64M!6G');
    expect(m.read(PMEM, 64 * MiB - 3, 10)).toHaveLength(3);
    expect(m.read(PMEM, 64 * MiB, 10)).toHaveLength(0);
  });

  test('writes up to the end, then returns ENOSPC', () => {
    const m = bootPmem('64M!6G');
    expect(m.write(PMEM, 64 * MiB - 3, Buffer.from('abcdef'))).toBe('ENOSPC');
    expect(m.read(PMEM, 64 * MiB - 3, 10)).toEqual(Buffer.from('abc'));
    expect(m.write(PMEM, 64 * MiB, Buffer.from('x'))).toBe('ENOSPC');
  });

  test('preserves the rest of a partially written block', () => {
    const m = bootPmem('64M!6G');
    m.write(PMEM, 0, Buffer.alloc(8192, 1));
    m.write(PMEM, 4000, Buffer.alloc(200, 2));
    const whole = m.read(PMEM, 0, 8192) as Buffer;
    expect([...new Set(whole.subarray(4000, 4200))]).toEqual([2]);
    expect([...new Set([...whole.subarray(0, 4000), ...whole.subarray(4200)])]).toEqual([1]);
  });

  test('disappears with the disk', () => {
    const m = bootPmem('64M!6G');
    unbind(m, 'namespace0.0');
    expect(m.read(PMEM, 0, 1)).toBe('ENOENT');
  });
});

describe('numbers of disks', () => {
  test('minors are reused, sequence numbers are not', () => {
    const m = bootPmem('64M!6G memmap=64M!7G');
    const ids = (disk: string) => [m.cat(`/sys/block/${disk}/dev`), m.cat(`/sys/block/${disk}/diskseq`)];
    expect([ids('pmem0'), ids('pmem1')]).toEqual([
      ['259:0', '1'],
      ['259:1', '2'],
    ]);
    unbind(m, 'namespace0.0');
    bind(m, 'namespace0.0');
    expect(ids('pmem0')).toEqual(['259:0', '3']);
  });

  test('sizes are in sectors of 512 bytes, regardless of the disk’s sector size', () => {
    const m = bootPmem('64M!6G');
    configure(m, 'btt0.0', { sectorSize: 4096 });
    expect(m.cat('/sys/block/pmem0s/queue/logical_block_size')).toBe('4096');
    expect(m.cat('/sys/block/pmem0s/size')).toBe(String(65961984 / 512));
  });
});

describe('attributes that differ between releases', () => {
  test.each([
    ['queue/scheduler', 'none', '!ENOENT'],
    ['queue/io_poll_delay', '0', '-1'],
    ['queue/atomic_write_max_bytes', '!ENOENT', '0'],
    ['partscan', '!ENOENT', '1'],
    ['integrity/read_verify', '0', '1'],
  ])('%s: %s in 6.1, %s in 6.12', (name, old, later) => {
    expect(bootPmem('64M!6G').cat(`/sys/block/pmem0/${name}`)).toBe(old);
    expect(bootPmem('64M!6G', { kernel: '6.12' }).cat(`/sys/block/pmem0/${name}`)).toBe(later);
  });
});
