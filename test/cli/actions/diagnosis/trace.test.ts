import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

const BOOT = ['-q', 'boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=256M!8G'];
const CREATE = ['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax'];

async function booted() {
  const memsim = memsimIn(scratchFolder());
  await memsim(BOOT);
  return memsim;
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('--trace', () => {
  it('draws the calls below the write that began them, with what they returned', async () => {
    const memsim = await booted();
    const { rc, stdout, stderr } = await memsim(['-q', ...CREATE, '--trace']);
    expect(rc).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ dev: 'namespace0.0', mode: 'devdax' });
    const drawn = lines(stderr).map((line) => line.trim());
    const order = [
      'echo -n dax0.0 > /sys/bus/nd/drivers/dax_pmem/bind',
      'bind_store(dax_pmem, dax0.0) {',
      'memremap_pages(dax0.0 0x200000000-0x20fffffff) {',
      'check_pfn_span(0x200000, 0x10000);  /* = 0 */',
      '}  /* memremap_pages = 0 */',
      '}  /* bind_store = 0 */',
    ].map((line) => drawn.lastIndexOf(line));
    expect(order.every((at) => at >= 0)).toBe(true);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
  });

  it('closes every brace at the column where it was opened, within 100 columns', async () => {
    const memsim = await booted();
    const { stderr } = await memsim(['-q', ...CREATE, '--trace']);
    const open: number[] = [];
    for (const line of lines(stderr)) {
      expect(line.length).toBeLessThanOrEqual(100);
      const indent = line.search(/\S/);
      if (line.endsWith(') {')) open.push(indent);
      if (line.trimStart().startsWith('}')) expect(open.pop()).toBe(indent);
    }
    expect(open).toEqual([]);
  });

  it('names the errno, and the log line where it was logged', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim([...BOOT.slice(0, -1), 'memmap=64M!0x140100000']);
    const { stderr } = await memsim(['-q', ...CREATE, '--trace']);
    expect(stderr).toMatch(/misaligned to\s+0x200000 \*\/\n\s+\} {2}\/\* nd_pfn_init = -EINVAL \*\//);
    expect(stderr).toContain('dax_pmem/bind  # EINVAL');
  });

  it('follows the output of the tool and precedes the views', async () => {
    const memsim = await booted();
    const { stderr } = await memsim(['--view', 'sysfs', ...CREATE, '--trace']);
    const [trace, log, view] = ['bind_store(', 'dax_pmem dax0.0', '/sys/bus/nd/devices/dax0.0\n'];
    expect(stderr.indexOf(trace)).toBeGreaterThanOrEqual(0);
    expect(stderr.indexOf(view)).toBeGreaterThan(stderr.lastIndexOf('bind_store ='));
    expect(stderr).not.toContain(log);
  });

  it('takes any command, and does not change its effect', async () => {
    const traced = await booted();
    const plain = await booted();
    for (const argv of [CREATE, ['write', '/sys/bus/nd/devices/region0/align', '0x1000'], ['list', '-N']]) {
      const [a, b] = [await traced(['-q', '--trace', ...argv]), await plain(['-q', ...argv])];
      expect({ rc: a.rc, stdout: a.stdout }).toEqual({ rc: b.rc, stdout: b.stdout });
    }
    expect((await traced(['cat', '/proc/iomem'])).stdout).toBe((await plain(['cat', '/proc/iomem'])).stdout);
  });

  it('follows a kernel that boots', async () => {
    const memsim = memsimIn(scratchFolder());
    const { stderr } = await memsim(['-q', '--trace', ...BOOT.slice(1)]);
    expect(stderr).toMatch(/^\/\* BIOS-provided physical RAM map: \*\/$/m);
    expect(stderr).toMatch(/^ +nd_pmem_probe\(namespace0\.0\) \{$/m);
    expect((await memsim(['list', '-R'])).stdout).toContain('region0');
    await memsim(['-q', 'reboot', '--kernel', '5.2', '--cmdline', 'memmap=64M!6G']);
    expect((await memsim(['trace', 'last'])).stdout).toMatch(/attempted on mixed region/);
  });

  it('is refused for an unknown form', async () => {
    const { rc, stderr } = await memsimIn(scratchFolder())(['list', '--trace=everything']);
    expect({ rc, stderr }).toEqual({
      rc: 2,
      stderr: "memsim: --trace: 'everything' is none of calls, sysfs\n",
    });
  });
});

describe('--trace=sysfs', () => {
  it('is lines for a shell, which do the same when they are typed', async () => {
    const memsim = await booted();
    const { stderr } = await memsim(['-q', ...CREATE, '--trace=sysfs']);
    const writes = lines(stderr).flatMap((line) => {
      const found = /^echo (?:-n )?(\S+) > (\S+)(?: {2}# \w+)?$/.exec(line);
      return found === null ? [] : [{ value: found[1]!.replaceAll("'", ''), path: found[2]! }];
    });
    const byHand = await booted();
    for (const { value, path } of writes) await byHand(['-q', 'write', path, value]);
    const size = ['cat', '/sys/bus/dax/devices/dax0.0/size'];
    expect((await byHand(size)).stdout).toBe((await memsim(size)).stdout);
    expect(writes.length).toBeGreaterThan(5);
  });

  it('shows what was read', async () => {
    const memsim = await booted();
    const { stderr } = await memsim(['list', '-R', '--trace=sysfs']);
    expect(lines(stderr)).toContain('cat /sys/bus/nd/devices/region0/size  # 268435456');
    expect(stderr).not.toContain('bind_store');
  });
});

describe('a trace of boot', () => {
  it('starts without a machine', async () => {
    const { rc, stderr } = await memsimIn(scratchFolder())(['--trace', 'boot']);
    expect(rc).toBe(0);
    expect(stderr).not.toContain('nothing was booted yet');
  });
});

describe('trace last', () => {
  it('draws what --trace drew', async () => {
    const memsim = await booted();
    const { stderr } = await memsim(['-q', ...CREATE, '--trace']);
    const { stdout } = await memsim(['trace', 'last']);
    expect(stdout).toBe(`# memsim ${CREATE.join(' ')}\n${stderr}`);
    expect((await memsim(['trace', 'last'])).stdout).toBe(stdout);
  });

  it('finds the last line of a script', async () => {
    const memsim = await booted();
    const write = 'write /sys/bus/nd/devices/region0/align 3';
    await memsim(['-q', 'run', '-'], { stdin: `${CREATE.join(' ')}\n${write}\nlist\n` });
    const { stdout } = await memsim(['trace', 'last', '--sysfs']);
    expect(stdout).toBe(
      `# memsim ${write}  # exit 1\necho 3 > /sys/bus/nd/devices/region0/align  # EINVAL\n`,
    );
  });

  it('is data with --json', async () => {
    const memsim = await booted();
    await memsim(['-q', ...CREATE]);
    const { argv, rc, items } = JSON.parse((await memsim(['trace', 'last', '--json'])).stdout);
    expect({ argv, rc }).toEqual({ argv: CREATE, rc: 0 });
    expect(items.length).toBeGreaterThan(10);
  });

  it('needs a command', async () => {
    const { rc, stderr } = await (await booted())(['trace', 'last']);
    expect(rc).toBe(1);
    expect(stderr).toBe('memsim: no command has changed this machine yet; run one first\n');
  });
});
