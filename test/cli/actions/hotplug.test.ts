import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

async function machine(...boot: string[]) {
  const memsim = memsimIn(scratchFolder());
  await memsim(['boot', ...boot]);
  return async (line: string) => memsim(line.split(' '));
}

describe('hotplug-dram', () => {
  it('prints the added blocks, and shows the sections', async () => {
    const memsim = await machine('--platform', 'kata');
    const { rc, stdout, stderr } = await memsim('hotplug-dram 0x108000000 1G');
    expect({ rc, stdout }).toEqual({
      rc: 0,
      stdout:
        'PNP0C80:01: 1 GiB at 0x108000000-0x147ffffff on node 0: 8 blocks memory33..memory40, offline\n',
    });
    expect(stderr).toContain('33..40, 8 alike; System RAM');
  });

  it('is refused in one line, with what the kernel said', async () => {
    const memsim = await machine('--platform', 'kata');
    const { rc, stdout, stderr } = await memsim('hotplug-dram 0x100200000 1G --json');
    expect({ rc, stdout }).toEqual({ rc: 1, stdout: '' });
    expect(stderr).toMatch(/^memsim: PNP0C80:01: no RAM was added: Invalid argument \(EINVAL\)\n/);
    expect(stderr).toContain('Block size [0x8000000] unaligned hotplug range');
    expect(stderr).toContain('acpi PNP0C80:01: Enumeration failure');
    expect((await memsim('-q hotplug-dram 4x 1')).rc).toBe(2);
  });

  it('needs RAM for the struct pages, and says how much there is', async () => {
    const folder = scratchFolder();
    const file = join(folder, 'small.json');
    writeFileSync(file, JSON.stringify({ e820: [{ start: '0x100000', end: '0xfffffff', type: 'usable' }] }));
    const memsim = await machine('--platform', file);
    const { rc, stderr } = await memsim('-q hotplug-dram 0x100000000 15G');
    expect(rc).toBe(1);
    // 255 MiB of RAM without 4 MiB of struct pages and the kernel image, 0x1000000-0x442ffff.
    expect(stderr).toBe(
      'memsim: PNP0C80:00: no RAM was added, its struct pages take 240 MiB and RAM has room for 198.81 MiB: Cannot allocate memory (ENOMEM)\n',
    );
    expect((await memsim('-q hotplug-dram 0x100000000 8G')).rc).toBe(0);
  });

  it('takes a node that the firmware has', async () => {
    const file = join(scratchFolder(), 'nodes.json');
    const e820 = [{ start: '0x100000', end: '0x7fffffff', type: 'usable' }];
    const numa = [
      { start: '0x0', end: '0x7fffffff', node: 0 },
      { start: '0x100000000', end: '0x1ffffffff', node: 1, hotplug: true },
    ];
    writeFileSync(file, JSON.stringify({ e820, numa }));
    const memsim = await machine('--platform', file);
    expect((await memsim('-q hotplug-dram 4G 128M --node 1')).stdout).toContain(
      'on node 1: 1 block memory32',
    );
    expect((await memsim('-q hotplug-dram 5G 128M --node 2')).stderr).toBe(
      'memsim: no node 2: the firmware has 0, 1\n',
    );
    expect((await memsim('explain hotplug-dram 5G 128M --node 2')).rc).toBe(1);
    expect((await memsim('-q hotplug-dram 5G 128M --node x')).rc).toBe(2);
    await memsim('-q hotplug-dram -n 1 0x108000001 128M');
    expect((await memsim('explain')).stdout).toContain('memsim hotplug-dram 0x110000000 128M --node 1');
  });

  it('gives its answer as data', async () => {
    const memsim = await machine('--platform', 'kata');
    expect(JSON.parse((await memsim('-q hotplug-dram 0x108000000 128M --json')).stdout)).toEqual({
      version: 1,
      ...{ device: 'PNP0C80:01', start: 0x108000000, end: 0x10fffffff, node: 0 },
      blocks: { first: 33, last: 33, state: 'offline' },
    });
  });
});

describe('unplug-dram', () => {
  it('removes a DIMM by its device or its address', async () => {
    const memsim = await machine('--platform', 'kata');
    await memsim('-q hotplug-dram 0x108000000 1G');
    await memsim('-q hotplug-dram 0x148000000 128M');
    const { rc, stdout, stderr } = await memsim('unplug-dram PNP0C80:01');
    expect({ rc, stdout }).toEqual({
      rc: 0,
      stdout: 'PNP0C80:01 is unplugged: 1 GiB at 0x108000000-0x147ffffff, 8 blocks memory33..memory40\n',
    });
    expect(stderr).toContain('memory33..40: removed, 8 blocks');
    expect(stderr).toContain('section gone');
    expect(JSON.parse((await memsim('-q unplug-dram 5248M --json')).stdout)).toEqual({
      version: 1,
      ...{ device: 'PNP0C80:02', start: 0x148000000, end: 0x14fffffff },
      blocks: { first: 41, last: 41 },
    });
    expect((await memsim('blocks')).stdout).not.toContain('hotplug');
  });

  it('knows what was plugged', async () => {
    const memsim = await machine('--platform', 'kata');
    expect((await memsim('-q unplug-dram 4G')).stderr).toBe(
      "memsim: no DIMM of RAM '4G': none was plugged\n",
    );
    await memsim('-q hotplug-dram 0x100200000 1G');
    await memsim('-q hotplug-dram 4G 1G');
    expect((await memsim('-q unplug-dram PNP0C80:09')).stderr).toBe(
      "memsim: no DIMM of RAM 'PNP0C80:09': there is PNP0C80:01 at 0x100200000, PNP0C80:02 at 0x100000000\n",
    );
    expect((await memsim('-q unplug-dram PNP0C80:01')).stdout).toBe(
      'PNP0C80:01 is unplugged: it had no RAM\n',
    );
    const { rc, stderr } = await memsim('-q unplug-dram 4G');
    expect(rc).toBe(1);
    expect(stderr).toContain('PNP0C80:02: its addresses were in use when it was plugged');
  });

  it('keeps a DIMM that does not go offline', async () => {
    const file = join(scratchFolder(), 'large.json');
    writeFileSync(
      file,
      JSON.stringify({ e820: [{ start: '0x100000', end: '0x14ffffffff', type: 'usable' }] }),
    );
    const memsim = await machine('--platform', file, '--kernel', '4.14');
    await memsim('-q hotplug-dram 88G 1G');
    await memsim('-q write /sys/devices/system/memory/memory44/state online');
    const { rc, stderr } = await memsim('unplug-dram 88G');
    expect(rc).toBe(1);
    expect(stderr).toMatch(/^memsim: PNP0C80:00: the RAM stays, .*: Device or resource busy \(EBUSY\)\n/);
    expect(stderr).toContain('memory memory44: Offline failed.');
    expect((await memsim('blocks')).stdout).toMatch(/memory44 .*online .*hotplug/);
  });
});

describe('p2pdma', () => {
  it('maps a BAR and shows it, until it is removed', async () => {
    const memsim = await machine('--platform', 'nvme-cmb');
    expect((await memsim('-q p2pdma add 00:04.0 4')).stdout).toBe(
      '0000:00:04.0 BAR 4: 64 MiB at 0x800000000-0x803ffffff is peer-to-peer memory\n',
    );
    expect((await memsim('pagemaps')).stdout).toMatch(/0000:00:04\.0 +pci-p2pdma +800000000-803ffffff/);
    expect((await memsim('sections')).stdout).toContain('0000:00:04.0');
    expect((await memsim('iomem')).stdout).toMatch(/800000000-803ffffff +0000:00:04\.0/);
    expect((await memsim('-q p2pdma remove 0000:00:04.0')).stdout).toBe('0000:00:04.0: 1 mapping gone\n');
    expect((await memsim('pagemaps')).stdout).toBe('no device memory is mapped\n');
  });

  test.each([
    ['p2pdma add 00:09.0 1', "no PCI device '00:09.0': there is 0000:00:04.0, 0000:00:05.0"],
    [
      'p2pdma add 00:04.0 1',
      'p2pdma add: 0000:00:04.0 BAR 1: no such part of a BAR; the device has BAR 0 of 16 KiB, BAR 4 of 64 MiB',
    ],
    ['p2pdma add 00:05.0 2', 'p2pdma add: 0000:00:05.0 BAR 2: Invalid argument (EINVAL)'],
  ])('%s is refused', async (line, message) => {
    const memsim = await machine('--platform', 'nvme-cmb');
    expect(await memsim(`-q ${line}`)).toMatchObject({ rc: 1, stdout: '', stderr: `memsim: ${message}\n` });
  });

  it('is refused on kernels without it', async () => {
    const memsim = await machine('--platform', 'nvme-cmb', '--kernel', '4.19');
    expect((await memsim('-q p2pdma add 00:04.0 4')).stderr).toBe(
      'memsim: p2pdma add: 0000:00:04.0 BAR 4: kernel 4.19.0 has no peer-to-peer memory (new in 4.20)\n',
    );
  });
});

describe('hmm', () => {
  it('adds memory at unused addresses, and removes it', async () => {
    const memsim = await machine('--platform', 'nvme-cmb', '--kernel', '6.0');
    expect((await memsim('-q hmm add 256M')).stdout).toBe(
      '256 MiB at 0xfff0000000-0xffffffffff holds device-private memory; max_pfn is 0x10000000\n',
    );
    expect((await memsim('-q hmm remove')).stdout).toBe('1 piece of device-private memory gone\n');
    expect((await memsim('-q hmm add 900T')).stderr).toBe(
      'memsim: hmm add: Numerical result out of range (ERANGE)\n',
    );
  });

  it('prints the steps that differ by type', async () => {
    const memsim = await machine('--platform', 'nvme-cmb', '--kernel', '4.13');
    expect((await memsim('hmm types')).stdout).toMatch(
      /^mapping device memory on kernel 4\.13\.0, which has no pci-p2pdma and no private\n/,
    );
    const { rules } = JSON.parse((await memsim('hmm types --json')).stdout);
    expect(rules.map(({ step }: { step: string }) => step)).toContain('direct mapping');
  });
});

describe('vmemmap', () => {
  it('says what -M mem and -M dev cost for 1.5 TiB', async () => {
    const memsim = await machine('--platform', 'six-way');
    const cost = async () => JSON.parse((await memsim('vmemmap --json')).stdout);
    const boot = await cost();
    await memsim('-q create-namespace -f -e namespace0.0 -m fsdax -M dev');
    const onDevice = await cost();
    expect(onDevice.inRam).toBe(boot.inRam);
    expect(onDevice.inDevices).toBe(24768 * 2 ** 20 - 576 * 2 ** 20);
    expect(onDevice.shares.at(-1)).toMatchObject({
      kind: 'device',
      namespace: 'namespace0.0',
      home: 'altmap',
    });
    expect(onDevice.devices[0].altmap).toMatchObject({ reserve: 2, align: 510, alloc: 6193152 });
    await memsim('-q create-namespace -f -e namespace1.0 -m fsdax -M mem');
    const inRam = await cost();
    expect(inRam.inRam - boot.inRam).toBe(onDevice.inDevices);
    expect(boot.room - inRam.room).toBe(onDevice.inDevices);
  });
});

test.each(['hotplug-dram', 'unplug-dram', 'p2pdma', 'p2pdma add', 'hmm', 'hmm add', 'pfn'])(
  '%s has help with an example',
  async (command) => {
    const memsim = memsimIn(scratchFolder());
    const { rc, stdout } = await memsim([...command.split(' '), '--help']);
    expect(rc).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\\n(.*\\n)*? +memsim ${command.split(' ')[0]} `));
  },
);
