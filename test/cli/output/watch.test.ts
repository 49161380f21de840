import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { headerLine, parseHeader } from '../../../src/machine/state/header.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

async function machine(...words: string[]) {
  const memsim = memsimIn(scratchFolder());
  await memsim(['boot', ...words]);
  return memsim;
}

const lines = (text: string): string[] => text.split('\n').slice(0, -1);

it('says first which object changed, with its sizes and sections', async () => {
  const memsim = await machine();
  await memsim(['create-namespace', '-m', 'devdax', '-r', 'region0', '--quiet']);
  const { stderr } = await memsim(['create-namespace', '-m', 'devdax']);
  expect(lines(stderr)[0]).toBe('namespace1.0: 4 GiB of region1, 3.94 GiB usable, 33 sections');
  await memsim(['destroy-namespace', '--quiet', '-f', 'namespace1.0']);
  const again = await memsim(['create-namespace', '-m', 'devdax']);
  expect(lines(again.stderr)[0]).toBe(lines(stderr)[0]);
});

it.each([
  [
    ['create-namespace', '-m', 'raw', '-s', '1G', '-r', 'region0'],
    'namespace0.0: 1 GiB of region0, all usable, no struct pages',
  ],
  [['disable-namespace', 'namespace1.0'], 'namespace1.0: disabled, 4 GiB of region1'],
  [['destroy-namespace', '-f', 'namespace1.0'], 'namespace1.0: destroyed, 4 GiB of region1 free'],
  [['disable-region', 'region1'], 'region1: disabled'],
  [['write', '/sys/bus/nd/devices/region1/align', '0x200000'], 'region1: align 2 MiB instead of 16 MiB'],
])('answers %j', async (words, answer) => {
  const memsim = await machine();
  await memsim(['create-namespace', '-m', 'devdax', '-r', 'region1', '--quiet']);
  const { stderr } = await memsim(words);
  expect(lines(stderr).find((line) => /^(namespace|region)/.test(line))).toBe(answer);
});

it('answers for memory blocks, and for each of many objects up to four', async () => {
  const memsim = await machine('--platform', 'qemu-14g');
  expect(lines((await memsim(['hotplug-dram', '0x400000000', '512M'])).stderr)).toContain(
    'memory128..131: added, offline, 4 blocks',
  );
  const { stderr } = await memsim(['write', '/sys/devices/system/memory/memory130/state', 'online_movable']);
  expect(lines(stderr)[0]).toBe('memory130: online, zone Movable');
  await memsim(['boot']);
  for (let i = 0; i < 5; i++)
    await memsim(['create-namespace', '--quiet', '-m', 'raw', '-s', '512M', '-r', 'region0']);
  const destroyed = (await memsim(['destroy-namespace', '-f', 'all'])).stderr;
  expect(lines(destroyed).filter((line) => /^(namespace|and)/.test(line))).toEqual([
    'namespace0.0: destroyed, 512 MiB of region0 free',
    expect.stringMatching(/^namespace/),
    expect.stringMatching(/^namespace/),
    'and 2 more objects',
  ]);
});

it('adds at most 20 lines, and folds the sections to the height of a terminal', async () => {
  const memsim = await machine();
  const create = ['create-namespace', '-m', 'devdax', '-r', 'region1'];
  const whole = lines((await memsim(create)).stderr);
  expect(whole.length).toBeLessThanOrEqual(20);
  await memsim(['destroy-namespace', '--quiet', '-f', 'all']);
  const { stdout, stderr } = await memsim(create, { terminal: true, rows: 40, env: { NO_COLOR: '1' } });
  expect(lines(stdout).length + lines(stderr).length).toBeLessThanOrEqual(38);
  expect(stderr).toMatch(/^ +\d more rows?, sections? [\d.]+$/m);
  expect(stderr).toMatch(/^\+ 143 /m);
});

it.each([1, 2, 12, 23])('draws one row of the sections at least, and no more in %i lines', async (rows) => {
  const memsim = await machine();
  const create = ['create-namespace', '-m', 'devdax', '-r', 'region1'];
  const { stderr } = await memsim(create, { terminal: true, rows, env: { NO_COLOR: '1' } });
  const drawn = lines(stderr).slice(1);
  expect(drawn.map((line) => line.slice(0, 5))).toEqual([
    '     ', // title
    '- 143',
    '+ 143',
    '     ', // note
    '     ', // rows that are left out
    '  i i',
    '  p p',
  ]);
  expect(drawn[4]).toMatch(/^ +3 more rows, sections 144\.\.175$/);
});

it('draws a second row as soon as the terminal has room for it', async () => {
  const rowsIn = async (rows: number) => {
    const memsim = await machine();
    const create = ['create-namespace', '-m', 'devdax', '-r', 'region1'];
    const { stdout, stderr } = await memsim(create, { terminal: true, rows, env: { NO_COLOR: '1' } });
    return { drawn: lines(stderr).filter((line) => /^[-+] /.test(line)).length, own: lines(stdout).length };
  };
  // Own lines of the terminal, the answer, the title, two rows of three lines, the fold, three marks.
  const needed = (await rowsIn(1)).own + 2 + 1 + 1 + 6 + 1 + 3;
  expect((await rowsIn(needed - 1)).drawn).toBe(2);
  expect((await rowsIn(needed)).drawn).toBe(4);
});

it('shows views by --view, then MEMSIM_VIEW, then the sections; none in scripts', async () => {
  const memsim = await machine();
  const change = async (words: string[], env = {}) => {
    await memsim(['destroy-namespace', '--quiet', '-f', 'all']);
    return (await memsim(['create-namespace', '-m', 'devdax', ...words], { env })).stderr;
  };
  expect(await change([])).not.toContain('holder');
  expect(await change(['--view', 'sysfs'])).toMatch(/holder[\s\S]*dax/);
  expect(await change([], { MEMSIM_VIEW: 'sysfs' })).toMatch(/holder/);
  expect(await change(['--view', 'none'], { MEMSIM_VIEW: 'sysfs' })).not.toMatch(/holder|^namespace/m);
  expect(await change([], { MEMSIM_VIEW: 'x' })).toMatch(/^memsim: MEMSIM_VIEW: unknown view 'x': sections,/);
  await memsim(['destroy-namespace', '--quiet', '-f', 'all']);
  const script = { stdin: 'create-namespace -m devdax\n', env: { MEMSIM_VIEW: 'sections' } };
  expect((await memsim(['run', '-'], script)).stderr).not.toContain('sections of');
});

it('names explain at the end of a failure on a terminal', async () => {
  const memsim = await machine();
  const fail = ['create-namespace', '-m', 'devdax', '-s', '100M', '-r', 'region0'];
  const hint = "memsim: 'memsim explain' shows why it failed";
  expect(lines((await memsim(fail, { terminal: true })).stderr).at(-1)).toBe(hint);
  expect((await memsim(fail)).stderr).not.toContain(hint);
  expect((await memsim([...fail, '--quiet'], { terminal: true })).stderr).not.toContain(hint);
  expect((await memsim(['ndctl', ...fail], { terminal: true })).stderr).not.toContain(hint);
  expect((await memsim(['create-namespace', '--no-such'], { terminal: true })).stderr).not.toContain(hint);
  expect((await memsim(['create-namespace', '-m', 'raw'], { terminal: true })).stderr).not.toContain(hint);
});

/** The machine in the state file of a folder, without the command log. */
function machineIn(folder: string): Buffer {
  const bytes = readFileSync(join(folder, 'state'));
  const line = headerLine(bytes);
  const { notes } = parseHeader(line, (why) => new Error(why) as never)!;
  return bytes.subarray(line.length + 1 + notes.length);
}

it('leaves the state that the commands without views leave', async () => {
  const script =
    'create-namespace -m devdax\ndaxctl reconfigure-device -m system-ram dax0.0\nreboot --kernel 6.6\n';
  const steps: [string[], string?][] = [
    [['boot', '--cmdline', 'memmap=1G!4G']],
    [['create-namespace', '-m', 'fsdax', '-s', '1G', '-r', 'region1']],
    [['create-namespace', '-m', 'fsdax', '-s', '1G', '-r', 'region7']],
    [['run', '-'], script],
    [['write', '/sys/bus/nd/devices/region1/align', '0x200000']],
    [
      [
        'exec',
        '--',
        'sh',
        '-c',
        'exec > /dev/null 2>&1; memsim create-namespace -s 1G; memsim disable-region region1; memsim reboot',
      ],
    ],
    [['daxctl', 'offline-memory', 'dax1.0']],
  ];
  const folders = [scratchFolder(), scratchFolder()] as const;
  for (const [words, stdin = ''] of steps) {
    const viewed = await memsimIn(folders[0])(['--view', 'sections,sysfs', ...words], { stdin });
    const quiet = await memsimIn(folders[1])(['-q', ...words], { stdin });
    expect(viewed.rc, words.join(' ')).toBe(quiet.rc);
    expect(machineIn(folders[0]).equals(machineIn(folders[1])), words.join(' ')).toBe(true);
  }
});
