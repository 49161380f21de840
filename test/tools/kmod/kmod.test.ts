import { beforeEach, describe, expect, it } from 'vitest';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { ALONE, runTool } from '../../../src/machine/command.ts';
import { bootMachine, type Machine } from '../../../src/machine/machine.ts';
import { loadTool } from '../../../src/machine/tools.ts';
import { lsmod } from '../../../src/tools/kmod/lsmod.ts';
import { modinfo } from '../../../src/tools/kmod/modinfo.ts';
import { modprobe } from '../../../src/tools/kmod/modprobe.ts';
import { rmmod } from '../../../src/tools/kmod/rmmod.ts';
import { failed } from '../../../src/wall/files.ts';

/** Expected texts are those of kmod 30 on Debian's 6.1.0-56-amd64 with memmap=6G!8G. */
const TOOLS = { lsmod, modinfo, modprobe, rmmod };
const KO = '/lib/modules/6.1.0-56-amd64/kernel/drivers';

const FOURTEEN_GIB = [
  { start: '0x1000', end: '0x9fbff', type: 'usable' },
  { start: '0x100000', end: '0xbffdffff', type: 'usable' },
  { start: '0x100000000', end: '0x3bfffffff', type: 'usable' },
];

const machineOf = (memmap: string, kernel = '6.1'): Machine =>
  bootMachine(readPlatform({ e820: FOURTEEN_GIB }), { kernel, cmdline: `memmap=${memmap}`, seed: 1 });

let m: Machine;

beforeEach(() => {
  m = machineOf('6G!8G');
});

/** The output of a command line, then its exit code unless it is 0. */
async function sh(line: string): Promise<string> {
  const [name = '', ...argv] = line.split(' ');
  const tool = Object.hasOwn(TOOLS, name)
    ? TOOLS[name as keyof typeof TOOLS]
    : await loadTool(name as 'ndctl' | 'daxctl');
  const { rc, stdout, stderr } = await runTool(m, tool, argv, ALONE);
  return `${stdout}${stderr}${rc === 0 ? '' : `rc ${rc}`}`;
}

function ls(path: string): string[] {
  const names = m.files.list(path);
  return failed(names) ? [names.error] : [...names].sort();
}

const cat = (path: string): string => {
  const text = m.files.read(path);
  return failed(text) ? text.error : text;
};

const DEVICES = '/sys/bus/nd/devices';

describe('lsmod', () => {
  it('lists the loaded modules, the newest first, with their users', async () => {
    expect(await sh('lsmod')).toBe(
      `Module                  Size  Used by
nd_e820                16384  1
device_dax             20480  0
dax_pmem               16384  0
nd_pmem                24576  0
nd_btt                 32768  1 nd_pmem
libnvdimm             204800  4 dax_pmem,nd_btt,nd_pmem,nd_e820
`,
    );
  });

  it('takes no argument', async () => {
    expect(await sh('lsmod x')).toBe('Usage: lsmod\nrc 1');
  });

  it('omits the size of a build without a recording', async () => {
    m = machineOf('6G!8G', '6.6');
    expect(await sh('lsmod')).toContain('\nnd_btt                    ..  1 nd_pmem\n');
  });

  it('fails on a kernel without modules', async () => {
    m = machineOf('6G!8G', '4.19.13');
    expect(await sh('lsmod')).toBe(
      'libkmod: ERROR ../libkmod/libkmod-module.c:1725 kmod_module_new_from_loaded: could not open /proc/modules: ' +
        'No such file or directory\nError: could not get list of modules: No such file or directory\nrc 1',
    );
    expect(await sh('modprobe nd_pmem')).toContain(
      'FATAL: Module nd_pmem not found in directory /lib/modules/',
    );
  });
});

describe('modprobe', () => {
  it('unloads a driver with the module that only it used, and loads both again', async () => {
    expect(await sh('modprobe -rv nd_pmem')).toBe('rmmod nd_pmem\nrmmod nd_btt\n');
    expect(ls('/sys/bus/nd/drivers')).toEqual(['dax_pmem', 'nd_bus', 'nd_region', 'nvdimm']);
    expect(ls('/sys/class/block')).toEqual([]);
    expect(await sh('modprobe -v nd_pmem')).toBe(
      `insmod ${KO}/nvdimm/nd_btt.ko \ninsmod ${KO}/nvdimm/nd_pmem.ko \n`,
    );
    expect(ls('/sys/class/block')).toEqual(['pmem0']);
    expect((await sh('lsmod')).split('\n').slice(1, 3)).toEqual([
      'nd_pmem                24576  0',
      'nd_btt                 32768  1 nd_pmem',
    ]);
  });

  it.each([
    ['sector', ['btt0.0', 'btt0.1', 'dax0.0', 'pfn0.0']],
    ['fsdax', ['btt0.0', 'dax0.0', 'pfn0.0', 'pfn0.1']],
    ['devdax', ['btt0.0', 'dax0.0', 'dax0.1', 'pfn0.0']],
  ])('a %s namespace keeps its holder without the driver', async (mode, holders) => {
    await sh(`ndctl create-namespace -f -e namespace0.0 -m ${mode}`);
    const listed = await sh('ndctl list -N');
    const devices = [...holders, 'namespace0.0', 'ndbus0', 'region0'].sort();
    expect(ls(DEVICES)).toEqual(devices);
    const module = mode === 'devdax' ? 'dax_pmem' : 'nd_pmem';
    expect(await sh(`rmmod ${module}`)).toBe('');
    expect(ls(DEVICES)).toEqual(devices);
    expect(await sh('ndctl list -N')).toBe('');
    expect(await sh('ndctl list -Ni')).toContain('"state":"disabled"');
    expect(await sh(`modprobe ${module}`)).toBe('');
    expect(ls(DEVICES)).toEqual(devices);
    expect(await sh('ndctl list -N')).toBe(listed);
  });

  it('forgets the ids of kmem with its module', async () => {
    await sh('ndctl create-namespace -f -e namespace0.0 -m devdax');
    await sh('daxctl reconfigure-device -m system-ram -N dax0.0');
    expect(cat('/proc/iomem')).toContain('kmem');
    expect(await sh('rmmod kmem')).toBe('');
    expect(cat('/proc/iomem')).not.toContain('kmem');
    await sh('modprobe kmem');
    expect(cat('/sys/bus/dax/devices/dax0.0/uevent')).toBe(
      'MAJOR=252\nMINOR=0\nDEVNAME=dax0.0\nMODALIAS=dax:t0\n',
    );
  });

  it('binds a dax device again without ids', async () => {
    await sh('ndctl create-namespace -f -e namespace0.0 -m devdax');
    await sh('rmmod device_dax');
    expect(await sh('daxctl list')).toContain('"state":"disabled"');
    await sh('modprobe device_dax');
    expect(await sh('daxctl list')).not.toContain('disabled');
  });

  it('removes the bus with nd_e820 once no region holds it', async () => {
    expect(await sh('modprobe -r nd_e820')).toBe('modprobe: FATAL: Module nd_e820 is in use.\nrc 1');
    await sh('ndctl disable-region all');
    expect(await sh('rmmod nd_e820')).toBe('');
    expect(ls(DEVICES)).toEqual([]);
    expect(await sh('modprobe nd_e820')).toBe('');
    expect(ls(DEVICES)).toEqual(['btt0.0', 'dax0.0', 'namespace0.0', 'ndbus0', 'pfn0.0', 'region0']);
    expect((await sh('lsmod')).split('\n')[1]).toBe('nd_e820                16384  1');
  });

  it('unloads libnvdimm last, with its bus', async () => {
    await sh('ndctl disable-region all');
    expect(await sh('rmmod nd_e820 nd_pmem nd_btt dax_pmem libnvdimm')).toBe('');
    expect(ls('/sys/bus')).not.toContain('nd');
    expect(await sh('rmmod dax')).toBe('rmmod: ERROR: Module dax is builtin.\nrc 1');
    expect(await sh('modprobe -v nd_e820')).toBe(
      `insmod ${KO}/nvdimm/libnvdimm.ko \ninsmod ${KO}/nvdimm/nd_e820.ko \n`,
    );
    expect(await sh('modprobe nd_pmem')).toBe('');
    expect(ls('/sys/class/block')).toEqual(['pmem0']);
  });

  it.each([
    [
      'modprobe nosuch',
      'modprobe: FATAL: Module nosuch not found in directory /lib/modules/6.1.0-56-amd64\nrc 1',
    ],
    ['modprobe -q nosuch', 'rc 1'],
    ['modprobe', 'modprobe: ERROR: missing parameters. See -h.\nrc 1'],
    ['modprobe -r', 'modprobe: ERROR: missing parameters. See -h.\nrc 1'],
    ['modprobe -r nosuch', 'modprobe: FATAL: Module nosuch not found.\nrc 1'],
    ['modprobe -r kmem', ''],
    ['modprobe -r --first-time kmem', 'modprobe: FATAL: Module kmem is not in kernel.\nrc 1'],
    [
      'modprobe --first-time nd_pmem',
      "modprobe: ERROR: could not insert 'nd_pmem': Module already in kernel\nrc 1",
    ],
    ['modprobe -r libnvdimm', 'modprobe: FATAL: Module libnvdimm is in use.\nrc 1'],
    ['modprobe -rv --remove-holders libnvdimm', 'modprobe: FATAL: Module nd_e820 is in use.\nrc 1'],
    ['modprobe dax', ''],
    [
      'modprobe -a nd_pmem nosuch',
      'modprobe: WARNING: Module nosuch not found in directory /lib/modules/6.1.0-56-amd64\nrc 1',
    ],
    ['modprobe -nv kmem', `insmod ${KO}/dax/kmem.ko \n`],
    [
      'modprobe -D nd-pmem',
      ['libnvdimm', 'nd_btt', 'nd_pmem'].map((name) => `insmod ${KO}/nvdimm/${name}.ko \n`).join(''),
    ],
    ['modprobe -R dax:t0', 'device_dax\nkmem\n'],
    ['modprobe -R nd:t4', 'nd_pmem\n'],
    ['modprobe -x', "modprobe: invalid option -- 'x'\nrc 1"],
    ['modprobe --foo', "modprobe: unrecognized option '--foo'\nrc 1"],
    ['modprobe -C', "modprobe: option requires an argument -- 'C'\nrc 1"],
    ['rmmod', 'rmmod: ERROR: missing module name.\nrc 1'],
    ['rmmod kmem', 'rmmod: ERROR: Module kmem is not currently loaded\nrc 1'],
    ['rmmod libnvdimm', 'rmmod: ERROR: Module libnvdimm is in use by: dax_pmem nd_btt nd_pmem nd_e820\nrc 1'],
    ['rmmod nd_e820', 'rmmod: ERROR: Module nd_e820 is in use\nrc 1'],
    ['rmmod -x x', "rmmod: invalid option -- 'x'\nrc 1"],
    ['modinfo', 'modinfo: ERROR: missing module or filename.\nrc 1'],
    ['modinfo nosuch', 'modinfo: ERROR: Module nosuch not found.\nrc 1'],
    ['modinfo -m nd:t4', 'modinfo: ERROR: Module name nd:t4 not found.\nrc 1'],
    [
      'modinfo --f nd_pmem',
      "modinfo: option '--f' is ambiguous; possibilities: '--filename' '--field'\nrc 1",
    ],
    ['modinfo -F filename -0 nd_pmem', `${KO}/nvdimm/nd_pmem.ko\0`],
    ['modinfo -n nd_pmem', `${KO}/nvdimm/nd_pmem.ko\n`],
    ['modinfo -0 -F alias nd_pmem', 'nd:t5*\0nd:t4*\0pmem\0'],
    ['modinfo -p dax_hmem', 'region_idle:bool\n'],
    ['modinfo -F description nd_pmem', ''],
    [
      'modinfo dax',
      'name:           dax\nfilename:       (builtin)\nlicense:        GPL v2\nfile:           drivers/dax/dax\n' +
        'author:         Intel Corporation\n',
    ],
    [
      'modinfo nd:t7',
      `filename:       ${KO}/dax/dax_pmem.ko\nalias:          nd:t7*\nauthor:         Intel Corporation\n` +
        'license:        GPL v2\ndepends:        libnvdimm\nintree:         Y\nname:           dax_pmem\n',
    ],
  ])('%s', async (line, expected) => {
    expect(await sh(line)).toBe(expected);
  });

  it('prints the description of a module on 6.12', async () => {
    m = machineOf('6G!8G', '6.12');
    expect(await sh('modinfo -d nd_pmem')).toBe('NVDIMM Persistent Memory Driver\n');
    expect(await sh('modinfo -F alias cxl_acpi')).toBe('acpi*:ACPI0017:*\nplatform:cxl_acpi\n');
  });
});
