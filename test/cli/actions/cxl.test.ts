import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

async function machine(platform = 'cxl-two') {
  const memsim = memsimIn(scratchFolder());
  await memsim(['boot', '--quiet', '--platform', platform]);
  return memsim;
}

const lines = (text: string): string[] => text.split('\n').slice(0, -1);
const CREATE = ['create-region', '-d', 'decoder0.0', '-m', 'mem0', '-s', '1G'];
const CREATED = 'cxl region: cmd_create_region: created 1 region';

describe('memsim cxl', () => {
  it('prints the output of cxl, then what happened, then the sections that changed', async () => {
    const { rc, stdout, stderr } = await (await machine())(['cxl', ...CREATE]);
    expect(rc).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ region: 'region0', size: 2 ** 30 });
    expect(lines(stderr).slice(0, 2)).toEqual([
      CREATED,
      'region0: pmem, 1 GiB of decoder0.0, on mem0, enabled',
    ]);
    expect(stderr).toMatch(/^\+ 64 200000000( p{8}){8}$/m);
  });

  it("takes memsim's own options among those of the tool", async () => {
    const memsim = await machine();
    const shown = await memsim(['cxl', ...CREATE, '--view', 'sysfs']);
    expect(shown.stderr).toContain('/sys/bus/cxl/devices/region0');
    expect(shown.stderr).not.toContain('pppp');
    const quiet = await memsim(['cxl', 'disable-region', '--quiet', 'region0']);
    expect(lines(quiet.stderr)).toEqual(['cxl region: cmd_disable_region: disabled 1 region']);
    const traced = await memsim(['cxl', 'enable-region', 'region0', '--trace', '--view', 'none']);
    expect(traced.stderr).toContain('cxl_region_probe');
    expect((await memsim(['history'])).stdout).toMatch(/cxl enable-region region0$/m);
  });

  it.each([
    [['disable-region', 'region0'], ['region0: pmem, 1 GiB of decoder0.0, on mem0, disabled']],
    [['destroy-region', '-f', 'region0'], ['region0: destroyed, 1 GiB of decoder0.0 free']],
    [['reserve-dpa', 'mem1', '-t', 'pmem', '-s', '512M'], ['decoder3.0: 512 MiB pmem of mem1']],
    [['disable-memdev', '-f', 'mem1'], ['mem1: disabled, 4 GiB pmem']],
    [
      ['disable-memdev', '-f', 'mem0'],
      ['mem0: disabled, 4 GiB pmem', 'region0: pmem, 1 GiB of decoder0.0, not all memdevs yet'],
    ],
    [
      ['disable-port', '-f', 'port1'],
      expect.arrayContaining(['port1: disabled', 'mem0: disabled, 4 GiB pmem']),
    ],
    [['list'], []],
    [['free-dpa', 'mem0'], []],
  ])('says of %j that %j', async (words, answers) => {
    const memsim = await machine();
    await memsim(['cxl', ...CREATE, '--quiet']);
    const { stderr } = await memsim(['cxl', ...words, '--view', 'iomem']);
    expect(lines(stderr).filter((line) => /^(region|mem|port|decoder)\d/.test(line))).toEqual(answers);
  });

  it('says what the next boot finds after a partition, and that labels changed', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    const device = { pci: '0000:0d:00.0', serial: 1, pmem: '4G', partitionAlign: '256M' };
    const ports = [{ id: 0, pci: '0000:0c:00.0', device }];
    const platform = {
      e820: [{ start: '0x100000', end: '0x7fffffff', type: 'usable' }],
      cxl: { hostBridges: [{ acpi: 'ACPI0016:00', pci: 'pci0000:0c', uid: 12, ports }] },
    };
    const file = join(folder, 'platform.json');
    writeFileSync(file, JSON.stringify(platform));
    await memsim(['boot', '--quiet', '--platform', file]);
    const { stderr } = await memsim(['cxl', 'set-partition', 'mem0', '-t', 'ram', '-s', '1G']);
    expect(lines(stderr).at(-1)).toBe('mem0: 1 GiB RAM, 3 GiB pmem from the next boot on');
    writeFileSync(file, 'labels');
    expect(lines((await memsim(['cxl', 'write-labels', 'mem0', '-i', file])).stderr).at(-1)).toBe(
      'mem0: label area changed',
    );
    expect((await memsim(['cxl', 'list'])).stderr).toBe('');
  });

  it('does not report namespaces as destroyed that disappeared with their region', async () => {
    const memsim = await machine();
    await memsim(['cxl', ...CREATE, '--quiet']);
    await memsim(['create-namespace', '--quiet', '-m', 'fsdax']);
    const { stderr } = await memsim(['cxl', 'disable-region', 'region0']);
    expect(stderr).toContain('region0: ');
    expect(stderr).not.toContain('destroyed');
  });

  it('prints nothing of its own under the name cxl, and takes no options of memsim', async () => {
    const memsim = await machine();
    const created = await memsim(CREATE, { calledAs: 'cxl', env: { MEMSIM_VIEW: 'all' } });
    expect(created).toMatchObject({ rc: 0, stderr: `${CREATED}\n` });
    const refused = await memsim(['list', '--view', 'none'], { calledAs: 'cxl' });
    expect(refused.rc).toBe(129);
    expect(refused.stderr).toContain('unknown option `view');
    expect((await memsim(['list', '--trace'], { calledAs: 'cxl' })).rc).toBe(129);
  });

  it('has usage and options in its help', async () => {
    const memsim = await machine();
    for (const words of [
      ['help', 'cxl', 'create-region'],
      ['cxl', 'create-region', '--help'],
    ]) {
      const { stdout, stderr } = await memsim(words);
      expect(stdout + stderr).toContain('cxl create-region <target0>');
      expect(stdout + stderr).toContain('options of memsim:');
    }
    expect((await memsim(['help', 'cxl'])).stdout).toMatch(/^ {2}create-region +create a region of memdevs/m);
    const { stdout } = await memsim(['help', 'cxl', 'free-dpa', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'cxl free-dpa',
      about: expect.stringContaining('free'),
    });
  });
});

describe('views of a CXL machine', () => {
  it('status lists windows, regions, ports and memdevs', async () => {
    const memsim = await machine('cxl-switch');
    await memsim(['cxl', 'create-region', '-d', 'decoder0.0', '-m', 'mem0', 'mem1', '-s', '2G', '--quiet']);
    const { stdout } = await memsim(['status']);
    expect(lines(stdout)).toEqual(
      expect.arrayContaining([
        'platform      cxl-switch: bare metal, 4 CXL devices, no SRAT',
        '|- decoder0.0  window of 16 GiB at 0x200000000, for pmem and RAM, 14 GiB free',
        '|  `- region0  pmem 2 GiB at 0x200000000, 2 ways of 256 B, on mem0, mem1, used by region0 of',
        '|        libnvdimm',
        '`- port1  host bridge pci0000:0c',
        '   `- port2  switch 0000:0d:00.0',
        '      |- mem0  0000:0f:00.0, 4 GiB pmem, 1 GiB used',
        '      `- mem3  0000:12:00.0, 4 GiB pmem, nothing used',
      ]),
    );
  });

  it('status lists memdevs below no port separately', async () => {
    const memsim = await machine();
    await memsim(['cxl', 'disable-memdev', '-f', 'mem1', '--quiet']);
    expect((await memsim(['status'])).stdout).toMatch(
      /^mem1 {2}0000:0e:00.0, 4 GiB pmem, nothing used, disabled$/m,
    );
    const { cxl } = JSON.parse((await memsim(['status', '--json'])).stdout);
    expect(cxl.apart).toMatchObject([{ name: 'mem1', enabled: false, pmem: 4 * 2 ** 30, pmemUsed: 0 }]);
  });

  it('map shows what of a window and of the memdevs is free', async () => {
    const memsim = await machine();
    await memsim(['cxl', ...CREATE, '--quiet']);
    const { bands, devices } = JSON.parse((await memsim(['map', '--json'])).stdout);
    const GiB = 2 ** 30;
    expect(bands).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ start: 8 * GiB, size: GiB, mark: 'pmem-idle', label: 'region0' }),
        expect.objectContaining({
          start: 9 * GiB,
          size: 7 * GiB,
          mark: 'cxl-free',
          label: 'CXL Window 0: free',
        }),
      ]),
    );
    expect(devices).toEqual([
      {
        memdev: 'mem0',
        bands: [
          { start: 0, size: GiB, mode: 'pmem', mark: 'cxl-used', label: 'decoder2.0, region0' },
          { start: GiB, size: 3 * GiB, mode: 'pmem', mark: 'cxl-free', label: 'free' },
        ],
      },
      {
        memdev: 'mem1',
        bands: [{ start: 0, size: 4 * GiB, mode: 'pmem', mark: 'cxl-free', label: 'free' }],
      },
    ]);
  });

  it('map and sections take a window by its decoder', async () => {
    const memsim = await machine();
    const { bands } = JSON.parse((await memsim(['map', 'decoder0.0', '--json'])).stdout);
    expect(bands).toMatchObject([{ start: 0x200000000, size: 2 ** 33, label: 'CXL Window 0: free' }]);
    const { stdout } = await memsim(['map']);
    expect(stdout).toMatch(/^mem1, device addresses\n *0 w+ +4 GiB {2}pmem, free$/m);
  });
});
