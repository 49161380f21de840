import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeExport, encodeExport } from '../../src/machine/state/export-file.ts';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';

const MEMSIM = join(import.meta.dirname, '..', '..', 'bin', 'memsim');
const ESC = '\u001b]0;title\u0007\u001b[2J\u009b5m';
/** Controls that a terminal would obey; newline and tab lay text out. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

async function machine(cmdline = 'memmap=1G!8G', kernel = '6.1') {
  const folder = scratchFolder();
  const memsim = memsimIn(folder);
  await memsim(['-q', 'boot', '--platform', 'qemu-14g', '--kernel', kernel, '--cmdline', cmdline]);
  return { folder, memsim };
}

/** The export of a machine whose log was forged. */
async function forged(argv: string[], rc = 1): Promise<Uint8Array> {
  const { memsim } = await machine();
  const { bytes } = await memsim(['export']);
  const saved = decodeExport(bytes, 'x');
  saved.commandLog.entries.push({ argv, rc });
  return encodeExport(saved);
}

describe('the log of an imported machine', () => {
  it.each([
    ['read-labels', (path: string) => ['read-labels', 'nmem0', '-o', path]],
    ['ndctl', (path: string) => ['ndctl', 'read-labels', 'nmem0', '-o', path]],
    ['export', (path: string) => ['export', path]],
    ['a picture', (path: string) => ['map', '--svg', path]],
    ['a recording', (path: string) => ['cast', '-', '-o', path]],
    ['a tree', (path: string) => ['sysfs', 'export', path]],
  ])('writes no file of the host: %s', async (_what, command) => {
    const { memsim, folder } = await machine();
    const path = join(folder, 'written');
    await memsim(['import', '-'], { stdin: await forged(command(path)) });
    for (const args of [['explain'], ['trace', 'last'], ['trace', 'last', '--json']])
      expect((await memsim(args)).rc).toBeLessThan(3);
    expect(existsSync(path)).toBe(false);
  });

  it('reads no file of the host', async () => {
    const { memsim, folder } = await machine();
    const path = join(folder, 'secret.json');
    writeFileSync(path, 'not JSON but secret');
    for (const argv of [
      ['reboot', '--platform', path],
      ['poke', 'pmem0', '0', '--file', path],
    ]) {
      await memsim(['import', '-'], { stdin: await forged(argv) });
      for (const args of [['explain'], ['trace', 'last']]) {
        const { stdout, stderr } = await memsim(args);
        expect(stdout + stderr).not.toContain('secret but');
        expect(stdout + stderr).not.toContain('not JSON');
      }
    }
  });

  it('is quoted in a script, exit codes too', async () => {
    const { memsim, folder } = await machine();
    const mark = join(folder, 'touched');
    const bytes = await forged([`x\ntouch ${mark}`, `'; touch ${mark} #`, '$(touch x)', '`touch x`'], 3);
    await memsim(['import', '-'], { stdin: bytes });
    const { stdout } = await memsim(['export', '--script']);
    spawnSync('sh', ['-c', `memsim() { :; }\n${stdout}`]);
    expect(stdout).toContain('# exit 3');
    expect(existsSync(mark)).toBe(false);
    const saved = decodeExport(bytes, 'x');
    saved.commandLog.entries[0]!.rc = '1\ntouch x\n#' as never;
    expect(() => decodeExport(encodeExport(saved), 'x')).toThrow(
      'x: not as memsim writes it (commandLog.entries.0.rc',
    );
  });
});

it('a script on a scratch machine has no files of the host', async () => {
  const { memsim, folder } = await machine();
  const path = join(folder, 'written');
  const script = join(folder, 'script');
  writeFileSync(
    script,
    `boot --platform qemu-14g\nread-labels nmem0 -o ${path}\nexport ${path}\nmap --svg ${path}\n`,
  );
  await memsim(['sweep', script]);
  await memsim(['compare', '--kernel', '5.3', '--kernel', '6.1', script]);
  await memsim(['cast', script]);
  expect(existsSync(path)).toBe(false);
});

describe('control characters', () => {
  it('of a command line are escaped wherever it is shown', async () => {
    const { memsim } = await machine(`memmap=1G!8G ${ESC}`);
    for (const args of [
      ['status'],
      ['dmesg'],
      ['lint', `memmap=1G!8G${ESC}`],
      ['export', '--script'],
      ['cat', '/proc/cmdline'],
      ['history'],
    ]) {
      const { stdout, stderr } = await memsim(args);
      expect(stdout + stderr).not.toMatch(CONTROLS);
    }
    expect((await memsim(['status'])).stdout).toContain('memmap=1G!8G \\x1b]0;title\\x07\\x1b[2J\\u009b5m');
  });

  it('of an argument are escaped in what refuses it', async () => {
    const { memsim } = await machine();
    for (const args of [
      [ESC],
      ['boot', '--platform', ESC],
      ['boot', '--kernel', ESC],
      ['kernel', 'show', ESC],
      ['list', '-n', ESC],
      ['cat', `/sys/${ESC}`],
      ['explain', ESC],
      ['restore', ESC],
      ['lesson', 'start', ESC],
      ['peek', ESC, '0', '1'],
    ]) {
      const { stdout, stderr } = await memsim(args);
      expect(stdout + stderr).not.toMatch(CONTROLS);
    }
  });

  it("pass neither as colours where colour is on, but memsim's own do", async () => {
    const { memsim } = await machine(`memmap=1G!8G ${ESC}\u001b[8m`);
    const { stdout } = await memsim(['--color', 'always', 'status']);
    expect(stdout.replace(/\u001b\[(?!8m)[\d;]*m/g, '')).not.toMatch(CONTROLS);
    expect((await memsim(['--color', 'always', 'sections'])).stdout).toContain('\u001b[3');
  });

  it('are left out of pictures, which stay well-formed', async () => {
    const { memsim, folder } = await machine();
    const file = join(folder, 'x.svg');
    await memsim(['map', '--html', file, '--title', `<b>&"${ESC}\ud800`]);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('<title>&lt;b&gt;&amp;&quot;]0;title[2J5m\ufffd</title>');
    expect(text).not.toMatch(CONTROLS);
  });

  it('are valid in JSON', async () => {
    const { memsim } = await machine(`memmap=1G!8G ${ESC}`);
    const { stdout } = await memsim(['status', '--json']);
    expect(stdout).not.toMatch(CONTROLS);
    expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(ESC).slice(1, -1));
  });
});

describe('bounds', () => {
  it('addresses beyond 2^53 and ranges without a size are as the kernel has them', async () => {
    const { memsim } = await machine('memmap=1E@0');
    expect((await memsim(['e820'])).stdout).toContain('-fffffffffffffff');
    expect((await memsim(['status'])).stdout).toContain('4 PiB RAM');
    expect((await memsim(['lint', 'memmap=0!0'])).stdout).toContain('[no-size]');
    const { rc, stderr } = await memsim([
      'boot',
      '--kernel',
      '4.4',
      '--cmdline',
      'memmap=0%0-0+0 memmap=15E!8E',
    ]);
    expect({ rc, stderr }).toEqual({
      rc: 1,
      stderr: expect.stringContaining(
        'did not boot: Kernel panic - not syncing: Invalid user supplied memory map',
      ),
    });
    expect((await memsim(['import', '-'], { stdin: (await memsim(['export'])).bytes })).rc).toBe(0);
  });

  it('names of every object are names like any other', async () => {
    const { memsim } = await machine();
    for (const name of ['__proto__', 'constructor', 'toString'])
      for (const args of [
        ['list', name, 'x'],
        ['list', '-n', name],
        ['explain', name],
        ['kernel', 'show', name],
        ['boot', '--config', `${name}=y`],
        ['reboot', '--with', name],
        ['cat', `/sys/bus/nd/devices/${name}/size`],
        ['ls', `/sys/class/block/${name}`],
        ['cat', `/dev/${name}`],
        ['write', '/sys/bus/nd/drivers/nd_pmem/bind', name],
        ['daxctl', 'list', '-d', name],
        ['disable-namespace', name],
        ['sections', name],
        ['peek', name, '0', '1'],
      ]) {
        const { stderr, rc } = await memsim(args);
        expect(stderr).not.toContain('internal error');
        expect(rc).not.toBe(70);
      }
  });

  it('a pattern of many stars is matched without going back at each', async () => {
    const { memsim } = await machine();
    expect((await memsim(['find', '/sys', '--name', `${'*a'.repeat(40)}*b`])).stdout).toBe('');
    expect((await memsim(['find', '/sys/bus/nd', '--name', 'n?_p*em'])).stdout).toBe(
      '/sys/bus/nd/drivers/nd_pmem\n',
    );
  });

  it('a device is read in pieces and up to a limit', async () => {
    const { memsim } = await machine();
    await memsim(['poke', 'pmem0', '0x1ffff8', '--text', 'across the border']);
    const { stdout } = await memsim(['peek', 'pmem0', '0', '3M']);
    expect(stdout.split('\n')).toHaveLength(8);
    expect(stdout).toContain('|........across t|');
    expect(await memsim(['peek', 'pmem0', '0', '1T'])).toMatchObject({ rc: 2, stdout: '' });
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk fails a dump', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'default', '--cmdline', 'memmap=1G!8G']);
    expect((await memsim(['read-labels', 'nmem0', '-o', '/dev/full'])).rc).toBe(1);
    expect((await memsim(['read-infoblock', 'namespace0.0', '-o', '/dev/full'])).rc).not.toBe(0);
  });

  it('a crash is explained, and the picture of 4.4 agrees with its page maps', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    await memsim([
      '-q',
      'boot',
      '--platform',
      'ted-32g',
      '--kernel',
      '4.4',
      '--cmdline',
      'memmap=64M!0x140100000',
    ]);
    expect((await memsim(['pagemaps'])).stdout).toContain('namespace0.0');
    expect((await memsim(['sections'])).stdout).not.toContain('no driver');
    expect((await memsim(['write', '/sys/bus/nd/drivers/nd_pmem/unbind', 'namespace0.0'])).rc).toBe(139);
    const { rc, stdout } = await memsim(['explain']);
    expect(rc).toBe(0);
    expect(stdout).toContain('kernel BUG at mm/memory_hotplug.c');
  });
});

describe('processes', () => {
  const env = (folder: string) => ({ PATH: process.env.PATH, MEMSIM_STATE: folder });

  it('an endless file is refused, and waiting for one ends by a signal', async () => {
    const folder = scratchFolder();
    const { stderr } = spawnSync(MEMSIM, ['import', '/dev/zero'], { env: env(folder), encoding: 'utf8' });
    expect(stderr).toBe('memsim: /dev/zero: larger than 256 MiB\n');
    for (const args of [
      ['import', '-'],
      ['run', '-'],
    ]) {
      const child = spawn(MEMSIM, args, { env: env(folder) });
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill('SIGTERM');
      expect(await new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))).toBe(
        'SIGTERM',
      );
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends a script with %d, and machine and log agree', async (signal, code) => {
    const folder = scratchFolder();
    const child = spawn(MEMSIM, ['run', '--json', '-'], { env: env(folder) });
    const boot = "boot --platform qemu-14g --cmdline 'memmap=1G!8G'\n";
    child.stdin.end(
      boot +
        'write /sys/bus/nd/drivers/nd_pmem/unbind namespace0.0\nwrite /sys/bus/nd/drivers/nd_pmem/bind namespace0.0\n'.repeat(
          10_000,
        ),
    );
    child.stdout.once('data', () => child.kill(signal));
    child.stdout.resume();
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(code);
    expect(readdirSync(folder)).toEqual(['state', 'undo']);
    const memsim = memsimIn(folder);
    const { stdout } = await memsim(['export', '--script']);
    const other = memsimIn(scratchFolder());
    await other(['-q', 'run', '-'], {
      stdin: stdout
        .split('\n')
        .filter((line) => line.startsWith('memsim '))
        .join('\n'),
    });
    const state = async (run: typeof memsim): Promise<unknown> => {
      const { kernel } = decodeExport((await run(['export'])).bytes, 'x');
      return kernel;
    };
    expect(await state(other)).toEqual(await state(memsim));
  });

  it('import over a damaged state is refused unless it is forced', async () => {
    const { folder, memsim } = await machine();
    const { bytes } = await memsim(['export']);
    writeFileSync(join(folder, 'state'), 'memsim-state 7 x');
    expect(await memsim(['import', '-'], { stdin: bytes })).toMatchObject({ rc: 3 });
    expect(await memsim(['import', '--force', '-'], { stdin: bytes })).toMatchObject({ rc: 0 });
    expect((await memsim(['export'])).bytes.equals(bytes)).toBe(true);
  });
});

describe('the machine before', () => {
  it.each([
    ['boot', ['boot']],
    ['reset', ['reset']],
    ['lesson', ['lesson', 'start', '1']],
  ])('is kept by %s, in one line, and comes back', async (verb, args) => {
    const { memsim } = await machine();
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    const before = (await memsim(['list'])).stdout;
    const { stderr } = await memsim(args);
    expect(stderr).toContain(
      `memsim: the machine before is kept: 'memsim undo' or 'memsim restore before-${verb}-1'`,
    );
    if (verb === 'lesson')
      expect((await memsim(['lesson', 'stop'])).stderr).toContain('the machine is that of before');
    else await memsim(['restore', `before-${verb}-1`]);
    expect((await memsim(['list'])).stdout).toBe(before);
  });

  it('is put aside once by a script that boots several times', async () => {
    const { memsim } = await machine();
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    const script = Array.from(
      { length: 3 },
      () => 'boot\nwrite /sys/bus/nd/devices/region0/align 0x200000\n',
    );
    await memsim(['run', '-'], { stdin: script.join('') });
    expect((await memsim(['snapshot'])).stdout).toBe('before-boot-1\n');
    await memsim(['restore', 'before-boot-1']);
    expect((await memsim(['list', '-N'])).stdout).toContain('"mode":"devdax"');
  });

  it('goes with the undo of the first command, and comes with its redo', async () => {
    const memsim = memsimIn(scratchFolder());
    const { stdout } = await memsim(['create-namespace']);
    expect(await memsim(['undo'])).toMatchObject({
      rc: 0,
      stderr: 'memsim: undone: create-namespace; nothing is booted\n',
    });
    expect((await memsim(['status'])).stdout).toMatch(/^nothing is booted\n/);
    expect((await memsim(['undo'])).stderr).toBe(
      "memsim: undo: there is nothing to undo; 'memsim history' lists the commands\n",
    );
    await memsim(['redo']);
    expect(JSON.parse((await memsim(['list', '-N'])).stdout)).toMatchObject([
      { dev: JSON.parse(stdout).dev },
    ]);
  });

  it.each([
    ['boot', ['boot', '--platform', 'qemu-14g'], 'region1'],
    ['reset', ['reset'], 'region1'],
    ['lesson start', ['lesson', 'start', '1'], 'region1'],
    ['import', ['import', '-'], 'region0'],
  ])('is back after the undo of %s, though nothing was done on it', async (_verb, args, first) => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'default']);
    const { bytes } = await memsim(['export']);
    await memsim(['-q', 'boot', '--platform', first === 'region1' ? 'default' : 'one-dimm']);
    const before = (await memsim(['list', '-R'])).stdout;
    expect(before).toContain(first);
    await memsim(args, { stdin: bytes });
    await memsim(['undo']);
    expect((await memsim(['list', '-R'])).stdout).toBe(before);
    await memsim(['redo']);
    expect((await memsim(['list', '-R'])).stdout).not.toBe(args[0] === 'reset' ? '' : before);
  });

  it('comes back when a lesson ends, though nothing was done on it', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'one-dimm']);
    await memsim(['lesson', 'start', '1']);
    expect((await memsim(['lesson', 'stop'])).stderr).toContain('the machine is that of before');
    expect((await memsim(['status'])).stdout).toContain('one-dimm');
  });

  it('comes back by undo, goes by redo, and the commands are listed', async () => {
    const { memsim } = await machine();
    const empty = (await memsim(['list'])).stdout;
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    const full = (await memsim(['list'])).stdout;
    expect((await memsim(['undo'])).stderr).toBe(
      'memsim: undone: create-namespace -fe namespace0.0 -m devdax (1 more to undo)\n',
    );
    expect((await memsim(['list'])).stdout).toBe(empty);
    expect((await memsim(['history'])).stdout).toMatch(
      /^ +0 {2}\(nothing is booted\)\n> +1 {2}boot .*\n- +2 {2}create-namespace -fe/,
    );
    expect((await memsim(['redo'])).stderr).toBe(
      'memsim: done again: create-namespace -fe namespace0.0 -m devdax\n',
    );
    expect((await memsim(['list'])).stdout).toBe(full);
    expect(await memsim(['redo'])).toMatchObject({
      rc: 1,
      stderr: "memsim: redo: there is nothing to redo; 'memsim history' lists the commands\n",
    });
    expect((await memsim(['run', '-'], { stdin: 'undo\n' })).stderr).toContain('a script is one step');
  });
});
