import { describe, expect, it } from 'vitest';
import { withDisks } from '../../../src/clients/block/disks.ts';
import type { Loops } from '../../../src/clients/block/loops.ts';
import { machineTree } from '../../../src/clients/fuse/machine-tree.ts';
import { MiB } from '../../../src/lib/units.ts';
import { kernelFiles } from '../../../src/wall/kernel-files.ts';
import { bootPmem, drive } from '../../helpers/pmem.ts';

const SIZE = 64 * MiB;
const UNBIND = '/sys/bus/nd/drivers/nd_pmem/unbind';
const BIND = '/sys/bus/nd/drivers/nd_pmem/bind';

/** A machine with one disk and loop devices that are noted instead of made. */
function machine(refuses = false) {
  const { k } = bootPmem('64M!6G');
  const { echo } = drive(k);
  const files = kernelFiles(k);
  const calls: string[] = [];
  let count = 0;
  const loops: Loops = {
    async attach(file, sectorSize) {
      calls.push(`attach ${file} ${sectorSize}`);
      return refuses ? { refused: 'no free device' } : { name: `loop${count++}` };
    },
    detach: (name) => void calls.push(`detach ${name}`),
    end: () => Promise.resolve(),
  };
  const tree = withDisks(
    machineTree(() => files),
    () => files,
    {
      folder: '/dev/.own/disk',
      hostDevices: '/dev/.own/host',
      root: () => '/proc/1/root',
      loops,
      refused: (name, reason) => calls.push(`${name}: ${reason}`),
    },
  );
  return { tree, calls, echo, files };
}

describe('a disk', () => {
  it('is a link to a device that is attached once, when the link is followed', async () => {
    const { tree, calls } = machine();
    expect([tree.stat('/dev/pmem0')?.kind, tree.stat('/dev/pmem9'), calls]).toEqual(['link', undefined, []]);
    const both = [tree.readlink('/dev/pmem0'), tree.readlink('/dev/pmem0')];
    expect(await Promise.all(both)).toEqual(['/dev/.own/host/loop0', '/dev/.own/host/loop0']);
    expect(calls).toEqual(['attach /proc/1/root/dev/.own/disk/pmem0 512']);
  });

  it('gets another device when it became another disk', async () => {
    const { tree, calls, echo } = machine();
    await tree.readlink('/dev/pmem0');
    echo('namespace0.0', UNBIND);
    expect([tree.stat('/dev/pmem0'), await tree.readlink('/dev/pmem0')]).toEqual([
      undefined,
      { error: 'ENOENT' },
    ]);
    echo('namespace0.0', BIND);
    expect(await tree.readlink('/dev/pmem0')).toBe('/dev/.own/host/loop1');
    expect(calls.filter((call) => call.startsWith('detach'))).toEqual(['detach loop0']);
  });

  it('is a file where no device can be attached', async () => {
    const { tree, calls } = machine(true);
    expect(await tree.readlink('/dev/pmem0')).toBe('/dev/.own/disk/pmem0');
    expect(calls.at(-1)).toBe('pmem0: no free device');
  });

  it('has its data in a file', async () => {
    const { tree, files } = machine();
    const path = '/dev/.own/disk/pmem0';
    expect(tree.stat(path)).toMatchObject({ kind: 'file', size: SIZE });
    const file = tree.open(path, { read: true, write: true, direct: false });
    if ('error' in file) throw new Error(file.error);
    await file.write(512, Buffer.alloc(512, 7));
    expect(files.readBytes('/dev/pmem0', 1023, 2)).toEqual(Uint8Array.of(7, 0));
    expect(await file.read(SIZE, 512)).toHaveLength(0);
    expect(await file.write(SIZE, Buffer.alloc(512))).toEqual({ error: 'ENOSPC' });
  });
});
