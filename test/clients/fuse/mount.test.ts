import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { lacksNamespaces, MEMSIM, processIn, skipsWithout } from '../../helpers/exec.ts';
import { scratchFolder } from '../../helpers/folder.ts';
import { PATIENCE } from '../../helpers/patience.ts';

const skips = skipsWithout(lacksNamespaces(), 'memsim mount');

const isMounted = (folder: string): boolean => readFileSync('/proc/mounts', 'utf8').includes(` ${folder} `);

async function mounted() {
  const memsim = processIn(scratchFolder());
  memsim.run(['-q', 'boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=4G!8G']);
  const folder = scratchFolder();
  const child = spawn(MEMSIM, ['mount', folder], { env: memsim.env, stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
  let told = '';
  child.stderr.on('data', (data) => {
    told += data;
  });
  await vi.waitFor(
    () => expect(told).toBe(`memsim: mounted on ${folder} until Ctrl-C or 'umount ${folder}'\n`),
    PATIENCE,
  );
  return { memsim, folder, child, ended };
}

describe.skipIf(skips)('memsim mount', () => {
  it('shows the machine, and takes writes', async () => {
    const { memsim, folder, child, ended } = await mounted();
    const size = spawnSync('cat', [`${folder}/sys/bus/nd/devices/namespace0.0/size`], { encoding: 'utf8' });
    expect(size.stdout).toBe('4294967296\n');
    writeFileSync(`${folder}/sys/bus/nd/drivers/nd_pmem/unbind`, 'namespace0.0\n');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(isMounted(folder)).toBe(false);
    expect(memsim.run(['list', '-Ni']).stdout).toContain('"state":"disabled"');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGKILL', 'SIGKILL'],
  ] as const)('leaves no mount after %s', async (signal, code) => {
    const { folder, child, ended } = await mounted();
    expect(isMounted(folder)).toBe(true);
    child.kill(signal);
    expect(await ended).toBe(code);
    await vi.waitFor(() => expect(isMounted(folder)).toBe(false), PATIENCE);
  });

  it('ends when it is unmounted', async () => {
    const { folder, ended } = await mounted();
    spawnSync('umount', [folder]);
    expect(await ended).toBe(0);
  });

  it('takes a folder that exists', () => {
    const { run } = processIn(scratchFolder());
    expect(run(['mount', '/none']).stderr).toContain('memsim: mount: /none: there is no such folder');
  });
});
