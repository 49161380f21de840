import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

/** Completion on a machine with two regions and a namespace. */
async function machine() {
  const folder = scratchFolder();
  const memsim = memsimIn(folder);
  await memsim(['boot']);
  await memsim(['create-namespace', '-r', 'region0', '-m', 'devdax', '-s', '1G']);
  const complete = async (...words: string[]) => {
    const { stdout, rc } = await memsim(['complete', '--', ...words]);
    expect(rc).toBe(0);
    return stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t') as [value: string, about: string]);
  };
  const values = async (...words: string[]) => (await complete(...words)).map(([value]) => value);
  return { folder, memsim, complete, values };
}

describe('memsim complete', () => {
  it('lists commands with their descriptions', async () => {
    const { complete, values } = await machine();
    expect(await complete('create-n')).toEqual([['create-namespace', 'create or reconfigure a namespace']]);
    expect(await values('kernel', '')).toEqual(expect.arrayContaining(['list', 'show', 'diff']));
    expect(await values('')).not.toContain('complete');
    expect(await values('help', 'disable-r')).toEqual(['disable-region']);
    expect(await values('daxctl', 'recon')).toEqual(['reconfigure-device']);
    expect(await values('no-such-command', '')).toEqual([]);
  });

  it('lists the options of the tools and of memsim', async () => {
    const { values } = await machine();
    expect(await values('create-namespace', '--re')).toEqual(['--region', '--reconfig']);
    expect(await values('list', '--vie')).toEqual(['--view']);
    expect(await values('ndctl', 'list', '--vie')).toEqual([]);
    expect(await values('list', '--vers')).toEqual([]);
    expect(await values('--vers')).toEqual(['--version']);
    expect(await values('boot', '--k')).toEqual(['--kernel']);
  });

  it('lists an option once, where the table of ndctl has it twice', async () => {
    const { values } = await machine();
    for (const prefix of ['--bus', '--verb']) {
      expect(await values('setup-passphrase', prefix)).toHaveLength(1);
      expect(await values('ndctl', 'update-passphrase', prefix)).toHaveLength(1);
    }
    expect(await values('setup-passphrase', '--label-v')).toEqual(['--label-version']);
  });

  it.each([
    [
      ['create-namespace', '-r', ''],
      ['region0', 'region1'],
    ],
    [
      ['create-namespace', '--region=r'],
      ['--region=region0', '--region=region1'],
    ],
    [['create-namespace', '-fe', 'namespace0.0'], ['namespace0.0']],
    [['create-namespace', '--mode', 'd'], ['devdax']],
    [['disable-namespace', 'namespace0.0'], ['namespace0.0']],
    [['disable-namespace', '-r', 'region0', 'namespace0.0'], ['namespace0.0']],
    [['--quiet', 'disable-region', 'region1'], ['region1']],
    [
      ['read-labels', ''],
      ['nmem0', 'nmem1', 'all'],
    ],
    [['daxctl', 'list', '-d', ''], ['dax0.0']],
    [['daxctl', 'reconfigure-device', '-m', 's'], ['system-ram']],
    [['map', 'namespace0.0'], ['namespace0.0']],
    [['boot', '--platform', 'one-dimm-'], ['one-dimm-moved']],
    [['boot', '--kernel', '6.12'], ['6.12']],
    [['reboot', '--without', 'subsection-hot'], ['subsection-hotplug']],
    [['kernel', 'diff', '6.1', '6.12'], ['6.12']],
    [['kernel', 'change', 'subsection-hot'], ['subsection-hotplug']],
    [
      ['boot', '--config', 'ZONE_DE'],
      ['ZONE_DEVICE=y', 'ZONE_DEVICE=n'],
    ],
    [['scenario', 'run', 'put-'], ['put-page-gpf']],
    [['sweep', 'tsc'], ['tsconfig.json']],
    [['lesson', 'start', 'the-dimm'], ['the-dimm-that-moved']],
    [['cat', '/sys/bus/nd/devices/region0/namespace_s'], ['/sys/bus/nd/devices/region0/namespace_seed']],
    [['ls', '/sys/bus/nd'], ['/sys/bus/nd/']],
    [['cat', '/proc/io'], ['/proc/iomem']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
  ])('%j could end with %j', async (words, expected) => {
    expect(await (await machine()).values(...(words as string[]))).toEqual(expected);
  });

  it('lists the verbs, options and devices of cxl', async () => {
    const { memsim, complete, values } = await machine();
    await memsim(['boot', '--platform', 'cxl-two']);
    await memsim(['cxl', 'create-region', '-d', 'decoder0.0', '-m', 'mem0', '-s', '1G']);
    expect(await complete('cxl', 'create-')).toEqual([
      ['create-region', 'create a region of memdevs in a window'],
    ]);
    expect(await complete('cxl', 'disable-memdev', 'mem')).toEqual([
      ['mem0', '4G pmem'],
      ['mem1', '4G pmem'],
    ]);
    expect(await complete('cxl', 'disable-region', 'r')).toEqual([['region0', '1G']]);
    expect(await values('cxl', 'disable-port', '')).toEqual(['port1', 'all']);
    expect(await values('cxl', 'disable-bus', '')).toEqual(['root0', 'all']);
    expect(await values('cxl', 'create-region', '-d', 'decoder0')).toEqual(['decoder0.0']);
    expect(await values('cxl', 'list', '--endpoint=')).toEqual([
      '--endpoint=endpoint2',
      '--endpoint=endpoint3',
    ]);
    expect(await values('cxl', 'create-region', '--vie')).toEqual(['--view']);
    expect(await values('explain', 'mem')).toEqual(['mem0', 'mem1']);
  });

  it('describes the devices that it lists', async () => {
    const { complete } = await machine();
    expect(await complete('disable-region', 'region')).toEqual([
      ['region0', '4G, 3G free'],
      ['region1', '4G, 4G free'],
    ]);
    expect((await complete('disable-namespace', 'namespace0'))[0]![1]).toBe('1G, held by dax0.0');
  });

  it('lists the snapshots, and files of the caller', async () => {
    const { memsim, values, folder } = await machine();
    await memsim(['snapshot', 'before']);
    expect(await values('restore', '')).toEqual(['before']);
    writeFileSync(join(folder, 'script.txt'), '');
    expect(await values('run', `${folder}/scr`)).toEqual([`${folder}/script.txt`]);
  });

  it('reads the state folder that the line names, in both forms', async () => {
    const { memsim, values, folder } = await machine();
    const other = scratchFolder();
    await memsim([
      '--state',
      other,
      'boot',
      '--platform',
      'qemu-14g',
      '--cmdline',
      'memmap=1G!6G,1G!8G,1G!10G',
    ]);
    expect(await values('disable-region', 'region2')).toEqual([]);
    expect(await values(`--state=${other}`, 'disable-region', 'region2')).toEqual(['region2']);
    expect(await values('--state', other, 'disable-region', 'region2')).toEqual(['region2']);
    expect(await values('disable-region', '--state', `${folder}/none`)).toEqual([]);
  });

  it('has no names where there is no machine, and boots none', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    expect((await memsim(['complete', '--', 'disable-region', ''])).stdout).toBe('all\tevery one there is\n');
    expect(readdirSync(folder)).toEqual([]);
  });
});

const BIN = join(import.meta.dirname, '..', '..', '..', 'bin');

function hasShell(shell: string): boolean {
  return spawnSync(shell, ['--version']).status === 0;
}

describe('memsim completion', () => {
  it('refuses a shell that it does not know', async () => {
    expect(await memsimIn(scratchFolder())(['completion', 'csh'])).toMatchObject({ rc: 2, stdout: '' });
  });

  it.for(['bash', 'zsh', 'fish'])('prints a script that %s can read', async (shell, { skip }) => {
    const { stdout } = await memsimIn(scratchFolder())(['completion', shell]);
    expect(stdout).toContain('complete -- ');
    skip(!hasShell(shell), `there is no ${shell} here`);
    expect(spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it.each([
    ['memsim create-n', ['create-namespace']],
    ['memsim create-namespace --region=', ['region0', 'region1']],
    ['memsim create-namespace -r region', ['region0', 'region1']],
    ['memsim ls /sys/bus/nd', ['/sys/bus/nd/']],
  ])('makes bash complete %j', async (line, expected) => {
    const { memsim, folder } = await machine();
    const { stdout: script } = await memsim(['completion', 'bash']);
    // bash cuts words at the characters of COMP_WORDBREAKS, each a word of its own.
    const ask = `${script}
COMP_LINE=$1 COMP_POINT=\${#1}
_memsim 2>/dev/null
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('bash', ['-c', ask, 'bash', line as string], {
      env: { PATH: `${BIN}${delimiter}${process.env.PATH}`, MEMSIM_STATE: folder },
      encoding: 'utf8',
    });
    expect(stdout.split('\n').slice(0, -1)).toEqual(expected);
  });
});
