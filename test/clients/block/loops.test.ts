/** Block I/O of the system's programs on the machine's disks. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { lacksLoops } from '../../../src/clients/block/loops.ts';
import { lacksNamespaces, processIn, skipsWithout } from '../../helpers/exec.ts';
import { scratchFolder } from '../../helpers/folder.ts';
import { PATIENCE } from '../../helpers/patience.ts';

const MEMSIM = join(import.meta.dirname, '..', '..', '..', 'bin', 'memsim');
const skips = skipsWithout(lacksNamespaces() ?? lacksLoops(), 'block devices');
const lacksExt4 = existsSync('/usr/sbin/mkfs.ext4') ? undefined : 'there is no mkfs.ext4';

function booted(platform = 'qemu-14g', cmdline = 'memmap=4G!8G') {
  const folder = scratchFolder();
  const memsim = processIn(folder);
  memsim.run(['-q', 'boot', '--platform', platform, '--cmdline', cmdline]);
  return { ...memsim, folder };
}

/** The loop device of a disk and what it is attached to; other programs use loop devices at the same time. */
const SHOW_LOOP = 'losetup -n -l -O NAME,BACK-MAJ:MIN,BACK-INO "$(readlink /dev/pmem0)"';

/** Tests whether a device is attached as SHOW_LOOP said. */
function isAttached(shown: string): boolean {
  const [node = '', ...file] = shown.trim().split(/\s+/);
  const name = node.replace(/.*\//, '');
  expect(name).toMatch(/^loop\d+$/);
  const argv = ['-n', '-l', '-O', 'BACK-MAJ:MIN,BACK-INO', `/dev/${name}`];
  const { stdout } = spawnSync('losetup', argv, { encoding: 'utf8' });
  return stdout.trim().split(/\s+/).join(' ') === file.join(' ');
}

describe.skipIf(skips)('a disk of the machine', () => {
  it('is a block device, whose data is that of the machine', () => {
    const { script, run } = booted();
    const { stdout } = script(`
      test -b /dev/pmem0 && echo block
      printf 'some text' | dd of=/dev/pmem0 bs=1 seek=4099 conv=notrunc status=none
      memsim peek --raw pmem0 4099 9
      dd if=/dev/pmem0 bs=1 skip=4104 count=4 status=none
      echo; ${SHOW_LOOP}`);
    const [block, text, loop = ''] = stdout.split('\n');
    expect([block, text]).toEqual(['block', 'some texttext']);
    expect(run(['peek', '--raw', 'pmem0', '4099', '9']).stdout).toBe('some text');
    expect(isAttached(loop)).toBe(false);
  });

  it.skipIf(skipsWithout(lacksExt4, 'a file system on a disk'))(
    'carries a file system from one exec to the next',
    () => {
      const { script, folder } = booted();
      const mount = `mkdir -p ${folder}/mnt && mount /dev/pmem0 ${folder}/mnt`;
      expect(script(`mkfs.ext4 -q /dev/pmem0 && ${mount} && echo kept > ${folder}/mnt/file`).rc).toBe(0);
      expect(script(`${mount} && cat ${folder}/mnt/file`).stdout).toBe('kept\n');
      expect(existsSync(join(folder, 'mnt', 'file'))).toBe(false);
    },
  );

  it.skipIf(lacksExt4 !== undefined)(
    'is mounted without dax, which it can have, and a btt not at all',
    () => {
      const { script, folder } = booted();
      const mount = `mount -o noatime,dax=always /dev/pmem0 ${folder}/mnt && findmnt -n -o OPTIONS ${folder}/mnt`;
      const fsdax = script(`mkdir ${folder}/mnt; mkfs.ext4 -q /dev/pmem0; ${mount}`);
      expect(fsdax.stderr).toBe('memsim: mount: pmem0 is mounted without dax\n');
      expect(fsdax.stdout).toMatch(/noatime/);
      expect(fsdax.stdout).not.toMatch(/dax/);
      const btt = script(`
      ndctl create-namespace -fe namespace0.0 -m sector > /dev/null
      mkfs.ext4 -q /dev/pmem0s
      mount -o dax /dev/pmem0s ${folder}/mnt`);
      expect([btt.rc, btt.stderr]).toEqual([32, expect.stringMatching(/wrong fs type, bad option/)]);
    },
  );

  it('fails to read a bad block, which a write clears', () => {
    const { script } = booted('nfit-test', '');
    const { stdout, stderr } = script(`
      for verb in disable-region 'init-labels -f' enable-region; do ndctl $verb -b nfit_test.0 all; done 2> /dev/null
      ndctl create-namespace -b nfit_test.0 -m fsdax > /dev/null
      ndctl inject-error -B 42 -n 2 namespace1.0 > /dev/null
      dd if=/dev/pmem1 of=/dev/null bs=512 skip=43 count=1 iflag=direct status=none
      dd if=/dev/zero of=/dev/pmem1 bs=512 seek=43 count=1 oflag=direct status=none
      cat /sys/block/pmem1/badblocks
      dd if=/dev/pmem1 of=/dev/null bs=512 skip=43 count=1 iflag=direct status=none && echo readable`);
    expect(stderr).toBe("dd: error reading '/dev/pmem1': Input/output error\n");
    expect(stdout).toBe('42 1\nreadable\n');
  });

  it('has the sector size of a btt, and is another device when it is another disk', () => {
    const { script } = booted();
    const shape = (disk: string): string =>
      `blockdev --getss --getsz /dev/${disk}; cat /sys/block/${disk}/queue/logical_block_size /sys/block/${disk}/size`;
    const { stdout } = script(`
      od -An -tx1 -N2 /dev/pmem0
      ndctl create-namespace -fe namespace0.0 -m sector -l 4096 > /dev/null
      ls /dev | grep pmem; ${shape('pmem0s')}
      ndctl create-namespace -fe namespace0.0 -m fsdax > /dev/null
      ls /dev | grep pmem; ${shape('pmem0')}`);
    const [bytes, first, ...rest] = stdout.trim().split('\n');
    const [sector, second] = [rest.slice(0, 4), rest.slice(4)];
    expect([bytes, first, second[0]]).toEqual([' 00 00', 'pmem0s', 'pmem0'].map((text) => text.trim()));
    expect(sector.slice(0, 2)).toEqual(sector.slice(2));
    expect(second.slice(1, 3)).toEqual(second.slice(3));
    expect([sector[0], second[1]]).toEqual(['4096', '512']);
  });

  it('leaves no device after a kill', async () => {
    const { env, folder } = booted();
    const ready = join(folder, 'ready');
    const child = spawn(
      MEMSIM,
      [
        'exec',
        '--',
        'sh',
        '-c',
        `exec 3<> /dev/pmem0; echo x >&3; ${SHOW_LOOP} > ${ready}.new; mv ${ready}.new ${ready}; sleep 600`,
      ],
      {
        env,
        stdio: 'ignore',
      },
    );
    const shown = (): string => (existsSync(ready) ? readFileSync(ready, 'utf8') : '');
    await vi.waitFor(() => expect(shown()).not.toBe(''), PATIENCE);
    expect(isAttached(shown())).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(isAttached(shown())).toBe(false), PATIENCE);
  });
});
