import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

async function machine() {
  const memsim = memsimIn(scratchFolder());
  await memsim(['boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=1G!8G']);
  return memsim;
}

const REGION = '/sys/bus/nd/devices/region0';

describe('files of the machine', () => {
  it('cat prints them, and names those that it cannot read', async () => {
    const memsim = await machine();
    expect(await memsim(['cat', `${REGION}/size`, '/no', `${REGION}/devtype`])).toMatchObject({
      rc: 1,
      stdout: '1073741824\nnd_pmem\n',
      stderr: 'memsim: cat: /no: No such file or directory (ENOENT)\n',
    });
  });

  it('ls lists names, and modes and links when it is long', async () => {
    const memsim = await machine();
    expect((await memsim(['ls', '/'])).stdout).toBe('dev\nlib\nproc\nsys\n');
    expect((await memsim(['ls', '-l', '/sys/bus/nd/devices'])).stdout).toMatch(
      /^lrwxrwxrwx region0 -> \/sys\/devices\/.*\/region0$/m,
    );
    expect((await memsim(['ls', '-l', REGION])).stdout).toMatch(/^-r--r--r-- size$/m);
    expect((await memsim(['ls', '/no'])).rc).toBe(1);
  });

  it('find lists what is below, by name and kind', async () => {
    const memsim = await machine();
    const { stdout } = await memsim([
      'find',
      '/sys/devices/platform',
      '--name',
      'namespace_s?e*',
      '--type',
      'f',
    ]);
    expect(stdout).toBe('/sys/devices/platform/e820_pmem/ndbus0/region0/namespace_seed\n');
    expect((await memsim(['find', '/no'])).rc).toBe(1);
  });

  it('write stores a value as echo does, and shows what it changed', async () => {
    const memsim = await machine();
    const before = (await memsim(['cat', `${REGION}/align`])).stdout;
    const { rc, stderr } = await memsim(['write', `${REGION}/align`, '0x8000000']);
    expect(rc).toBe(0);
    expect(stderr).toContain('align');
    expect((await memsim(['cat', `${REGION}/align`])).stdout).not.toBe(before);
    expect(await memsim(['write', `${REGION}/align`, '12345'])).toMatchObject({
      rc: 1,
      stderr: `memsim: write: ${REGION}/align: Invalid argument (EINVAL)\n`,
    });
  });
});

describe('bytes of a device', () => {
  it('are what was poked, through a reboot too', async () => {
    const memsim = await machine();
    expect(await memsim(['poke', 'pmem0', '4K', 'de ad be', 'ef'])).toMatchObject({ rc: 0 });
    await memsim(['reboot', '--kernel', '6.12']);
    expect((await memsim(['peek', '/dev/pmem0', '0x1000', '4', '--raw'])).bytes).toEqual(
      Buffer.from([0xde, 0xad, 0xbe, 0xef]),
    );
    expect((await memsim(['peek', 'pmem0', '4096', '48'])).stdout).toBe(
      '00001000  de ad be ef 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n' +
        '00001010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n' +
        '*\n00001030\n',
    );
  });

  it('come from a text, from standard input, or are zeroes', async () => {
    const memsim = await machine();
    await memsim(['poke', 'pmem0', '0', '--text', 'hello']);
    await memsim(['poke', 'pmem0', '2', '--file', '-'], { stdin: 'LL' });
    await memsim(['poke', 'pmem0', '4', '--zero', '3M']);
    expect((await memsim(['peek', 'pmem0', '0', '6', '--raw'])).stdout).toBe('heLL\0\0');
  });

  it.each([
    [['peek', 'pmem9', '0'], 1, /pmem9: No such file or directory/],
    [['peek', 'pmem0', 'x'], 2, /offset: 'x' is no size/],
    [['poke', 'pmem0', '0', 'abc'], 2, /not pairs of hex digits/],
    [['peek', '/proc/cmdline', '0'], 1, /\/proc\/cmdline: /],
  ])('refuse %j', async (args, rc, message) => {
    const answer = await (await machine())(args as string[]);
    expect(answer.rc).toBe(rc);
    expect(answer.stderr).toMatch(message as RegExp);
  });
});

describe('pictures', () => {
  const NAMES = ['sections', 'map', 'zones', 'iomem', 'e820', 'blocks', 'pagemaps', 'vmemmap', 'dmesg'];

  it.each(NAMES)('%s is text, or data with --json', async (name) => {
    const memsim = await machine();
    const text = await memsim([name]);
    expect(text).toMatchObject({ rc: 0, stderr: '' });
    expect(text.stdout.length).toBeGreaterThan(80);
    expect(JSON.parse((await memsim([name, '--json'])).stdout)).toBeTypeOf('object');
  });

  it('are coloured on request', async () => {
    const memsim = await machine();
    const colored = async (...args: string[]) =>
      (await memsim([...args, 'zones'])).stdout.includes('\u001b[');
    expect(await colored()).toBe(false);
    expect(await colored('--color', 'always')).toBe(true);
    expect((await memsim(['zones'], { terminal: true, env: { TERM: 'xterm' } })).stdout).toContain('\u001b[');
    expect((await memsim(['zones'], { terminal: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(
      '\u001b[',
    );
  });

  it('can be narrowed to an object, and drawn as SVG', async () => {
    const memsim = await machine();
    const rows = async (...objects: string[]) =>
      JSON.parse((await memsim(['sections', ...objects, '--json'])).stdout).rows.length as number;
    expect(await rows('region0')).toBeLessThan(await rows());
    expect(await memsim(['sections', 'region9'])).toMatchObject({
      rc: 1,
      stderr: expect.stringMatching(/^memsim: nothing is called 'region9'.*\n$/),
    });
    for (const name of ['sections', 'map'])
      expect((await memsim([name, '--svg', '-'])).stdout).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
  });
});

describe('pictures in files', () => {
  it('are SVG, or a page, under a title', async () => {
    const memsim = await machine();
    const folder = scratchFolder();
    const [svg, html] = [join(folder, 'map.svg'), join(folder, 'map.html')];
    expect(await memsim(['map', '--svg', svg, '--html', html, '--title', 'mine & yours'])).toMatchObject({
      rc: 0,
      stdout: '',
      stderr: `memsim: wrote ${svg}\nmemsim: wrote ${html}\n`,
    });
    expect(readFileSync(svg, 'utf8')).toContain('>mine &amp; yours</text>');
    expect(readFileSync(html, 'utf8')).toMatch(/^<!DOCTYPE html>[\s\S]*<svg /);
    expect(await memsim(['map', '--svg', join(folder, 'no', 'map.svg')])).toMatchObject({
      rc: 1,
      stderr: expect.stringMatching(/^memsim: .*cannot be written \(ENOENT\)\n$/),
    });
  });

  it('can be of a range: as a size, or as /proc/iomem prints it', async () => {
    const memsim = await machine();
    const bands = async (...objects: string[]) =>
      JSON.parse((await memsim(['map', ...objects, '--json'])).stdout).bands as {
        start: number;
        end: number;
      }[];
    const eighth = await bands('8G-9G');
    expect(eighth[0]!.start).toBe(8 * 2 ** 30);
    expect(eighth.at(-1)!.end).toBe(9 * 2 ** 30 - 1);
    expect(await bands('0x200000000-0x240000000')).toEqual(eighth);
    expect(await bands('200000000-23fffffff')).toEqual(eighth);
    expect(await bands('namespace0.0')).toEqual(eighth);
    expect((await memsim(['map', '9G-8G'])).rc).toBe(2);
  });

  it('of sections can show what is different since a snapshot', async () => {
    const memsim = await machine();
    await memsim(['snapshot', 'before']);
    expect((await memsim(['sections', '--since', 'before'])).stdout).not.toContain('before');
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    expect((await memsim(['sections', '--since', 'before', '--svg', '-'])).stdout).toContain(
      '>before</text>',
    );
    expect((await memsim(['sections', '--since', 'never'])).stderr).toMatch(/no snapshot is called 'never'/);
  });

  it('of the log are its WARNs', async () => {
    const memsim = await machine();
    expect(await memsim(['dmesg', '--svg', '-'])).toMatchObject({
      rc: 1,
      stderr: 'memsim: there is nothing to draw; without --svg and --html the text shows why\n',
    });
    await memsim(['boot', '--platform', 'mixed-24g', '--kernel', '4.9', '--cmdline', 'memmap=0xfc000000!8G']);
    expect((await memsim(['dmesg', '--svg', '-'])).stdout).toContain('attempted on mixed region');
  });
});

describe('kernels and platforms', () => {
  it('are listed, shown and compared without a machine', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    expect(JSON.parse((await memsim(['kernel', 'list', '--json'])).stdout).rows).toContainEqual(
      expect.objectContaining({ name: '6.1', uname: '6.1.0-56-amd64' }),
    );
    expect((await memsim(['kernel', 'show', '6.12'])).stdout).toMatch(/^probe-with-driver /m);
    const { added, removed } = JSON.parse((await memsim(['kernel', 'diff', '6.1', '6.12', '--json'])).stdout);
    expect(added.map(({ id }: { id: string }) => id)).toContain('probe-with-driver');
    expect(removed.map(({ id }: { id: string }) => id)).toEqual(['cxl-enumeration-reported']);
    expect((await memsim(['kernel', 'show', '9.9'])).rc).toBe(2);
    const { stdout } = await memsim(['platforms']);
    expect(stdout).toMatch(/^default +\w/m);
    expect(stdout).toMatch(/^cxl-inside-a-block {2}A server/m);
    expect(JSON.parse((await memsim(['status', '--json'])).stdout).booted).toBe(false);
  });

  it.each([
    ['5.4', 'type 4026531839'],
    ['5.5', 'soft reserved'],
  ])('%s: print e820 types in the words of the kernel: %s', async (kernel, word) => {
    const memsim = memsimIn(scratchFolder());
    await memsim([
      'boot',
      '--platform',
      'qemu-14g',
      '--kernel',
      kernel,
      '--cmdline',
      'memmap=1G%8G-1+0xefffffff',
    ]);
    const { stdout } = await memsim(['e820']);
    expect(stdout).toMatch(new RegExp(`^\\* +200000000-23fffffff +${word} +1 GiB$`, 'm'));
    expect((await memsim(['dmesg'])).stdout).toContain(
      `[mem 0x0000000200000000-0x000000023fffffff] ${word}\n`,
    );
  });

  it('show the kernel that runs, with what was added and taken out', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['boot', '--platform', 'qemu-14g', '--kernel', '6.12', '--without', 'probe-with-driver']);
    const { uname, changes } = JSON.parse((await memsim(['kernel', 'show', '--json'])).stdout);
    expect(uname).toBe('6.12.117+deb12-amd64');
    const ids = changes.map(({ id }: { id: string }) => id);
    expect(ids).toContain('misaligned-end-has-0x');
    expect(ids).not.toContain('probe-with-driver');
  });
});
