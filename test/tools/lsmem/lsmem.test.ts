import { describe, expect, it } from 'vitest';
import { memory_subsys_online } from '../../../src/kernel/base/memory/online.ts';
import { add_memory_driver_managed } from '../../../src/kernel/mm/memory_hotplug/add.ts';
import { GiB, MiB } from '../../../src/lib/units.ts';
import { ALONE } from '../../../src/machine/command.ts';
import { humanSize } from '../../../src/tools/lsmem/columns.ts';
import { lsmem } from '../../../src/tools/lsmem/main.ts';
import { numactl } from '../../../src/tools/numactl/main.ts';
import { kernelFiles } from '../../../src/wall/kernel-files.ts';
import { NO_FILES } from '../../../src/wall/no-files.ts';
import { bootMachine } from '../../helpers/boot.ts';

/** 3 GiB on node 0, 2 GiB on node 1. */
function smallMachine() {
  const k = bootMachine({
    platform: {
      e820: [
        { start: MiB, end: 3 * GiB - 1, type: 'usable' },
        { start: 4 * GiB, end: 6 * GiB - 1, type: 'usable' },
      ],
      numa: [
        { start: 0, end: 4 * GiB - 1, node: 0 },
        { start: 4 * GiB, end: 6 * GiB - 1, node: 1 },
        { start: 6 * GiB, end: 8 * GiB - 1, node: 1, hotplug: true },
      ],
      cpus: [
        { cpu: 0, node: 0 },
        { cpu: 1, node: 1 },
      ],
    },
  });
  return { k, env: { ...ALONE, files: kernelFiles(k), newUuid: () => '' } };
}

/** As smallMachine(), and 512 MiB hot-added to node 1, of which one block is online. */
function machine() {
  const { k, env } = smallMachine();
  k.state.mm.autoOnline = 'offline';
  add_memory_driver_managed(k, 1, 6 * GiB, 512 * MiB, { name: 'System RAM (kmem)' });
  memory_subsys_online(k, 50, 'online_movable');
  return env;
}

const run = async (...argv: string[]) => lsmem(argv, machine());
const lines = async (...argv: string[]) => (await run(...argv)).stdout.toString().split('\n');

describe('lsmem', () => {
  it('merges blocks with equal columns', async () => {
    expect(await run()).toEqual({
      rc: 0,
      stderr: '',
      stdout: `RANGE                                  SIZE   STATE REMOVABLE BLOCK
0x0000000000000000-0x00000000bfffffff    3G  online       yes  0-23
0x0000000100000000-0x000000017fffffff    2G  online       yes 32-47
0x0000000180000000-0x000000018fffffff  256M offline           48-49
0x0000000190000000-0x0000000197ffffff  128M  online       yes    50
0x0000000198000000-0x000000019fffffff  128M offline              51

Memory block size:       128M
Total online memory:     5.1G
Total offline memory:    384M
`,
    });
  });

  it('parts them by the columns asked for, or by those of --split', async () => {
    expect(await lines('-o', 'BLOCK,NODE,ZONES', '--summary=never')).toEqual([
      'BLOCK NODE          ZONES',
      '    0    0           None',
      ' 1-23    0          DMA32',
      '32-47    1         Normal',
      '48-49    1 Normal/Movable',
      '   50    1        Movable',
      '   51    1 Normal/Movable',
      '',
    ]);
    expect(await lines('-S', 'none', '-n', '-oBLOCK', '--summary=never')).toEqual([' 0-23', '32-51', '']);
    expect((await lines('-an')).slice(0, 2)).toEqual([
      '0x0000000000000000-0x0000000007ffffff  128M  online       yes     0',
      '0x0000000008000000-0x000000000fffffff  128M  online       yes     1',
    ]);
  });

  it('has a column of sizes that is as wide as its heading while no size is wider', async () => {
    expect(await lines('-S', 'state', '-o', 'SIZE,RANGE', '--summary=never')).toEqual([
      ' SIZE RANGE',
      '   3G 0x0000000000000000-0x00000000bfffffff',
      '   2G 0x0000000100000000-0x000000017fffffff',
      ' 256M 0x0000000180000000-0x000000018fffffff',
      ' 128M 0x0000000190000000-0x0000000197ffffff',
      ' 128M 0x0000000198000000-0x000000019fffffff',
      '',
    ]);
    const { stdout } = await lsmem(['-o', 'RANGE,SIZE', '--summary=never'], smallMachine().env);
    expect(stdout.toString().split('\n')).toEqual([
      'RANGE                                 SIZE',
      '0x0000000000000000-0x00000000bfffffff   3G',
      '0x0000000100000000-0x000000017fffffff   2G',
      '',
    ]);
  });

  it('prints JSON, pairs and raw text without a summary', async () => {
    const { memory } = JSON.parse((await run('-bJ', '-o', '+node')).stdout.toString());
    expect(memory[2]).toEqual({
      range: '0x0000000180000000-0x000000018fffffff',
      size: 268435456,
      state: 'offline',
      removable: false,
      block: '48-49',
      node: 1,
    });
    expect(await lines('-P', '-o', 'SIZE,REMOVABLE')).toEqual([
      'SIZE="3G" REMOVABLE="yes"',
      'SIZE="2G" REMOVABLE="yes"',
      'SIZE="256M" REMOVABLE=""',
      'SIZE="128M" REMOVABLE="yes"',
      'SIZE="128M" REMOVABLE=""',
      '',
    ]);
    expect(await lines('-r', '-o', 'SIZE,NODE')).toEqual(['SIZE NODE', '3G 0', '2.5G 1', '']);
  });

  it('accepts abbreviated long names, and uses the last of two lists', async () => {
    expect(await lines('--noh', '--summary=never', '-o', 'SIZE', '--output=NODE,NODE', '-Snone')).toEqual([
      '   0    0',
      '   1    1',
      '',
    ]);
    expect((await lines('--output-all', '-o', '+SIZE', '-r'))[0]).toBe(
      'RANGE SIZE STATE REMOVABLE BLOCK NODE ZONES SIZE',
    );
    expect((await lines('-r', '--summary=always')).at(-2)).toBe('Total offline memory:    384M');
    expect((await run('-V', '--foo')).stdout).toBe('lsmem from util-linux 2.38.1\n');
  });

  it('sums alone with --summary', async () => {
    expect(await lines('--summary', '-b')).toEqual([
      'Memory block size:            134217728',
      'Total online memory:         5502926848',
      'Total offline memory:         402653184',
      '',
    ]);
  });

  it.each([
    [['-x'], "lsmem: invalid option -- 'x'\nTry 'lsmem --help' for more information.\n"],
    [['--foo'], "lsmem: unrecognized option '--foo'\nTry 'lsmem --help' for more information.\n"],
    [['x'], "lsmem: bad usage\nTry 'lsmem --help' for more information.\n"],
    [['-o', 'FOO'], 'lsmem: unknown column: FOO\n'],
    [['--summary=foo'], 'lsmem: unsupported --summary argument\n'],
    [['-J', '-P'], 'lsmem: mutually exclusive arguments: --json --pairs --raw\n'],
    [['-a', '-Snode'], 'lsmem: mutually exclusive arguments: --split --all\n'],
    [['-P', '--summary'], 'lsmem: options --{raw,json,pairs} and --summary=only are mutually exclusive\n'],
    [['-o', 'SIZE,foo,NODE,'], 'lsmem: unknown column: foo,NODE,\n'],
    [['-o', 'SIZE,,NODE'], ''],
    [['-S', ''], ''],
    [['-S', Array(8).fill('SIZE').join()], ''],
    [['-o', `+${Array(10).fill('SIZE').join()}`], ''],
    [
      ['--out=3'],
      "lsmem: option '--out=3' is ambiguous; possibilities: '--output' '--output-all'\nTry 'lsmem --help' for more information.\n",
    ],
    [
      ['x', '--bytes=1'],
      "lsmem: option '--bytes' doesn't allow an argument\nTry 'lsmem --help' for more information.\n",
    ],
  ])('refuses %j', async (argv, stderr) => {
    expect(await run(...argv)).toEqual({ rc: 1, stdout: '', stderr });
  });

  it('needs memory blocks', async () => {
    const answer = await lsmem([], { ...ALONE, files: NO_FILES, newUuid: () => '' });
    expect(answer).toEqual({
      rc: 1,
      stdout: '',
      stderr: 'lsmem: This system does not support memory blocks\n',
    });
  });

  it('rounds sizes to one digit', () => {
    const sizes = [0, 1023, 1536, 9797894144, 2 ** 30 - 1, 2 ** 50];
    expect(sizes.map(humanSize)).toEqual(['0B', '1023B', '1.5K', '9.1G', '1024M', '1P']);
  });
});

describe('numactl -H', () => {
  it('shows nodes, their processors, memory and distances', async () => {
    const { stdout } = await numactl(['-H'], machine());
    expect(stdout).toBe(`available: 2 nodes (0-1)
node 0 cpus: 0
node 0 size: 3071 MB
node 0 free: 3071 MB
node 1 cpus: 1
node 1 size: 2176 MB
node 1 free: 2176 MB
node distances:
node   0   1 
  0:  10  20 
  1:  20  10 
`);
  });

  it('starts no programs', async () => {
    expect(await numactl(['-m', '1', 'ls'], machine())).toMatchObject({ rc: 1, stdout: '' });
  });
});
