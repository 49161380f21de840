import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

const BOOT = ['-q', 'boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=64M!0x140100000'];
const CREATE = ['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax'];

async function booted() {
  const memsim = memsimIn(scratchFolder());
  await memsim(BOOT);
  return memsim;
}

describe('explain', () => {
  it('explains the last command with both numbers, the rule and a fix that works', async () => {
    const memsim = await booted();
    await memsim(['-q', ...CREATE]);
    const { rc, stdout } = await memsim(['explain']);
    expect(rc).toBe(0);
    expect(stdout).toMatch(/^create-namespace -f -e namespace0\.0 -m devdax on 6\.1\.0-56-amd64: exit \d+\n/);
    expect(stdout).toContain('NO  start by 2 MiB         0x140100000 % 0x200000 = 0x100000 (1 MiB over)');
    expect(stdout).toContain('[start-misaligned]');
    const [, reboot] = /memsim reboot --cmdline '([^']+)'/.exec(stdout)!;
    await memsim(['-q', 'reboot', '--cmdline', reboot!]);
    expect((await memsim(['-q', ...CREATE])).rc).toBe(0);
  });

  it('keeps within 100 columns without a terminal, and has no colour', async () => {
    const memsim = await booted();
    const { stdout } = await memsim(['explain', 'namespace0.0']);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(stdout).not.toContain('\u001b');
  });

  it('changes nothing', async () => {
    const memsim = await booted();
    const before = await memsim(['export']);
    await memsim(['explain', '-s', '100M', '-a', '1G', '-m', 'devdax']);
    await memsim(['explain', 'region0']);
    expect((await memsim(['export'])).stdout).toBe(before.stdout);
  });

  it('is data with --json', async () => {
    const memsim = await booted();
    const { stdout } = await memsim(['explain', '-e', 'namespace0.0', '-f', '-m', 'devdax', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: { code: 'start-misaligned' },
      kernel: '6.1.0-56-amd64',
    });
  });

  it('explains a boot that failed', async () => {
    const memsim = await booted();
    await memsim(['-q', 'reboot', '--kernel', '5.2', '--cmdline', 'memmap=64M!6G']);
    expect((await memsim(['explain'])).stdout).toContain('[section-has-ram]');
  });

  it('runs hotplug-dram again on a copy', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'kata']);
    await memsim(['-q', 'hotplug-dram', '0x100200000', '1G']);
    const { stdout } = await memsim(['explain']);
    expect(stdout).toMatch(/^hotplug-dram 0x100200000 1G on .*: exit 1\n.*\n {2}\| Block size .* unaligned/);
    expect(stdout).toContain('[block-unaligned]');
    expect(stdout).toMatch(/^ {6}memsim hotplug-dram 0x108000000 1G$/m);
  });

  it('explains a DIMM of RAM that stays, by the log', async () => {
    const folder = scratchFolder();
    const file = join(folder, 'large.json');
    writeFileSync(
      file,
      JSON.stringify({ e820: [{ start: '0x100000', end: '0x14ffffffff', type: 'usable' }] }),
    );
    const memsim = memsimIn(folder);
    await memsim(['-q', 'boot', '--platform', file, '--kernel', '4.14']);
    await memsim(['-q', 'hotplug-dram', '88G', '1G']);
    await memsim(['-q', 'write', '/sys/devices/system/memory/memory44/state', 'online']);
    await memsim(['-q', 'unplug-dram', '88G']);
    const { stdout } = await memsim(['explain']);
    expect(stdout).toMatch(
      /^unplug-dram 88G on 4\.14\.0: exit 1\n {2}\| memory memory44: Offline failed\.\n/,
    );
    expect(stdout).toContain('[block-stays-online]');
  });

  it('runs hotplug-dram with other addresses on a copy, and requires both', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'kata']);
    const { rc, stdout } = await memsim(['explain', 'hotplug-dram', '0x100200000', '1G']);
    expect({ rc, first: stdout.split('\n')[0] }).toEqual({
      rc: 0,
      first: 'hotplug-dram 0x100200000 1G on 6.1.0-56-amd64: exit 1',
    });
    expect(stdout).toMatch(/^ {6}memsim hotplug-dram 0x108000000 1G$/m);
    expect((await memsim(['lsmem', '-b'])).stdout).not.toContain('0x0000000108000000');
    expect(await memsim(['explain', 'hotplug-dram'])).toMatchObject({
      rc: 2,
      stderr: "memsim: missing required argument 'address'; see 'memsim help explain hotplug-dram'\n",
    });
    expect(await memsim(['explain', 'hotplug-dram', '4G', 'much'])).toMatchObject({
      rc: 2,
      stderr: expect.stringContaining("size: 'much' is no size"),
    });
  });

  it('explains a command that cannot be tried on a copy by its lines of the log', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'nvme-cmb', '--kernel', '4.20']);
    await memsim(['-q', 'p2pdma', 'add', '0000:00:04.0', '4']);
    await memsim(['-q', 'p2pdma', 'add', '0000:00:05.0', '4']);
    const { stdout } = await memsim(['explain']);
    expect(stdout).toMatch(/^p2pdma add 0000:00:05.0 4 on .*: exit 1\n/);
    expect(stdout).not.toContain('No fix was found');
    await memsim(['-q', 'race', '/sys/a=b', '/sys/c=d']);
    expect((await memsim(['explain'])).stdout).toMatch(/^race \S+ \S+ on .*: exit 1\n$/);
  });

  it.each([
    [
      ['explain', 'namespace9.9'],
      1,
      "memsim: explain: there is no namespace9.9: this machine has namespace0.0; 'memsim status' lists regions and namespaces\n",
    ],
    [['explain', 'region0', '-s', '1G'], 2, expect.stringMatching(/not both; see 'memsim help explain'\n$/)],
    [['explain'], 1, expect.stringMatching(/^memsim: no command has changed this machine yet/)],
  ])('%j: exit %i', async (argv, rc, stderr) => {
    expect(await (await booted())(argv)).toMatchObject({ rc, stderr });
  });
});

describe('explain of a namespace that finds no place', () => {
  async function labelled(...words: string[]) {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', ...words]);
    return memsim;
  }

  it('offers a smaller align of the region, for an option and for a write to size', async () => {
    const memsim = await labelled();
    const align = 'memsim write /sys/bus/nd/devices/region0/align 0x400000\n';
    const { stdout } = await memsim(['explain', '-s', '100M', '-r', 'region0', '-m', 'devdax']);
    expect(stdout).toContain(align);
    await memsim(['-q', 'write', '/sys/bus/nd/devices/region0/align', '0x400000']);
    expect((await memsim(['-q', 'create-namespace', '-s', '100M', '-r', 'region0'])).rc).toBe(0);
    const other = await labelled();
    await other([
      '-q',
      'write',
      '/sys/bus/nd/devices/namespace0.0/uuid',
      'f7e79d2b-47f6-4630-9ce3-01f0b8829f5c',
    ]);
    await other(['-q', 'write', '/sys/bus/nd/devices/namespace0.0/size', '104857600']);
    expect((await other(['explain'])).stdout).toContain(align);
  });

  it('says who holds the region, and which one has room', async () => {
    const memsim = await labelled();
    await memsim(['create-namespace', '--quiet', '-r', 'region0', '-s', '3G']);
    const { stdout } = await memsim(['explain', '-s', '2G', '-r', 'region0']);
    expect(stdout).toContain('Held by\n  namespace0.0  3 GiB of region0 at 0x37c000000\n');
    expect(stdout).toContain('memsim create-namespace --size 2G --region region1\n');
    const data = JSON.parse((await memsim(['explain', '-s', '2G', '-r', '0', '--json'])).stdout);
    expect(data.holders).toEqual([
      { region: 'region0', namespace: 'namespace0.0', start: 0x37c000000, size: 3 * 2 ** 30 },
    ]);
  });

  it.each([
    [['explain', '-s', '1G', '-r', 'region7'], 'there is no region7: this machine has region0, region1'],
    [['explain', '-s', '1G', '-r', '7'], 'there is no region7: this machine has region0, region1'],
    [['explain', '-e', 'namespace3.0', '-f'], 'there is no namespace3.0: this machine has namespace0.0,'],
  ])('%j names what does not exist', async (argv, text) => {
    const { stdout } = await (await labelled())(argv);
    expect(stdout).toContain(text);
    expect(stdout).toContain('[no-such-object]');
    expect(stdout).not.toMatch(/Arithmetic|No fix/);
  });

  it('reports that there is no region, and the missing region that the last command named', async () => {
    const memsim = await labelled('--platform', 'qemu-14g');
    await memsim(['-q', 'create-namespace']);
    expect((await memsim(['explain'])).stdout).toContain('[no-region]');
    await memsim(['-q', 'disable-region', 'region9']);
    expect((await memsim(['explain'])).stdout).toContain('there is no region9: this machine has no region');
  });
});

describe('lint', () => {
  const lint = (...argv: string[]) => memsimIn(scratchFolder())(['lint', '--platform', 'qemu-14g', ...argv]);

  it('ends with 0 where nothing is wrong', async () => {
    const { rc, stdout } = await lint('memmap=4G!8G');
    expect({ rc, first: stdout.split('\n')[0] }).toEqual({
      rc: 0,
      first: 'memmap=4G!8G on 6.1.0-56-amd64: nothing wrong',
    });
  });

  it('ends with 1 where something is wrong, and prints a command line without faults', async () => {
    const { rc, stdout } = await lint('memmap=64M!0x140100000');
    expect(rc).toBe(1);
    expect(stdout).toContain('[misaligned-start]');
    expect(stdout).toMatch(/Without faults:\n {2}'memmap=64M!0x140200000'\n$/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('is data with --json', async () => {
    const { stdout } = await lint('--json', '--kernel', '5.2', 'memmap=64M!6G');
    expect(JSON.parse(stdout)).toMatchObject({
      kernel: '5.2.0',
      findings: [{ code: 'section-shared' }, { code: 'quote-bang' }],
      instead: 'memmap=128M!6G',
    });
  });

  it('takes platform and kernel from the machine where there is one, and any command line', async () => {
    const memsim = await booted();
    expect((await memsim(['lint', 'memmap=1G!14G'])).stdout).toContain('nothing wrong');
    expect(await memsim(['lint', 'quiet'])).toMatchObject({ rc: 0 });
    expect(await memsim(['lint', 'mem=4G memmap=4G@0'])).toMatchObject({ rc: 1 });
  });
});

describe('a boot', () => {
  it('prints the errors of its command line and the words without effect, one a line', async () => {
    const memsim = memsimIn(scratchFolder());
    const cmdline = 'memmap=4G!64G crashkernel=256M memhp-default-state=online';
    const args = ['boot', '--platform', 'qemu-14g', '--cmdline', cmdline];
    expect(((await memsim(args)).stderr.match(/^memsim: .*$/gm) ?? []).slice(1)).toEqual([
      'memsim: 4G!64G: 0x1000000000-0x10ffffffff is beyond the end of RAM (0x3c0000000): there is no memory',
      'memsim: crashkernel: has no effect in memsim; on a real machine it reserves RAM for a crash kernel',
    ]);
    expect((await memsim(['cat', '/sys/devices/system/memory/auto_online_blocks'])).stdout).toBe('online\n');
    expect((await memsim(['-q', ...args])).stderr).toBe('');
  });
});

describe('a machine that crashed', () => {
  it('is explained, with a release that does not crash', async () => {
    const memsim = memsimIn(scratchFolder());
    const cmdline = 'memmap=64M!6G,64M!0x184000000';
    await memsim(['-q', 'boot', '--platform', 'qemu-14g', '--kernel', '4.14', '--cmdline', cmdline]);
    const { rc } = await memsim(['-q', 'create-namespace', '-f', '-e', 'namespace0.0', '-m', 'fsdax']);
    expect(rc).not.toBe(0);
    const { stdout } = await memsim(['explain']);
    expect(stdout).toContain('the kernel has crashed  [crash]');
    expect(stdout).toContain('memsim reboot --kernel 4.18');
    expect((await memsim(['trace', 'last'])).stdout).toContain('general protection fault');
  });

  it('is explained when its kernel never booted', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'qemu-14g']);
    await memsim(['-q', 'reboot', '--cmdline', 'memmap=exactmap']);
    expect((await memsim(['explain'])).stdout).toContain('Invalid user supplied memory map');
  });
});
