import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

describe('memsim race', () => {
  it('lets the second writer in after the first where the kernel keeps it out', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=1G!8G memmap=1G!12G']);
    await memsim(['disable-namespace', 'all']);
    const bind = '/sys/bus/nd/drivers/nd_pmem/bind';
    const { rc } = await memsim(['race', `${bind}=namespace0.0`, `${bind}=namespace1.0`]);
    expect(rc).toBe(0);
    expect(JSON.parse((await memsim(['list', '-N'])).stdout)).toHaveLength(2);
  });

  it('refuses what is not a file and a value', async () => {
    expect(await memsimIn(scratchFolder())(['race', '--readers', 'x', '/sys/a=b', '/sys/c=d'])).toMatchObject(
      {
        rc: 2,
      },
    );
    const { rc, stderr } = await memsimIn(scratchFolder())(['race', 'namespace0.0', '/sys/a=b']);
    expect({ rc, stderr }).toEqual({
      rc: 2,
      stderr: "memsim: race: 'namespace0.0' is not PATH=VALUE with a path of /sys\n",
    });
  });
});
