import { describe, expect, it } from 'vitest';
import { bootCxl, cxlPlatform, cxlTool, GiB, iomem, ndctlTool } from '../../helpers/cxl.ts';

const CREATE = 'create-region -d decoder0.0 -m';

describe('cxl create-region', () => {
  it('interleaves over the memdevs in the order of the operands', async () => {
    const machine = bootCxl(2);
    const { rc, stdout, stderr } = await cxlTool(machine, `${CREATE} mem1 mem0`);
    expect(rc).toBe(0);
    expect(stderr).toBe('cxl region: cmd_create_region: created 1 region\n');
    expect(JSON.parse(stdout).mappings).toEqual([
      { position: 1, memdev: 'mem0', decoder: 'decoder2.0' },
      { position: 0, memdev: 'mem1', decoder: 'decoder3.0' },
    ]);
  });

  it.each([
    ['create-region', 1, 'parse_create_options: no root decoder specified'],
    [
      'create-region -d decoder0.0 mem0',
      1,
      'parse_create_options: must specify option for target object types (-m)',
    ],
    [`${CREATE} mem7`, 1, 'collect_memdevs: no active memdevs found: decoder: decoder0.0 filter: mem7'],
    [`${CREATE} mem0 -w 0`, 1, 'parse_create_options: Invalid interleave ways: 0'],
    [
      `${CREATE} mem0 mem1 -w 1`,
      1,
      'validate_ways: Interleave ways 1 is less than number of memdevs specified: 2',
    ],
    [`${CREATE} mem0 -s nonsense`, 1, 'parse_create_options: Invalid size: nonsense'],
    [
      `${CREATE} mem0 mem1 -s 3`,
      1,
      'parse_create_options: size (3) is not an integral multiple of interleave-ways (2)',
    ],
    [
      `${CREATE} mem0 -s 9G`,
      0,
      'create_region: decoder0.0: region size 0x240000000 exceeds max available space',
    ],
    [`${CREATE} mem0 -s 2G`, 0, 'create_region: decoder2.0: set_dpa_size failed: No space left on device'],
    [`${CREATE} mem0 -t ram`, 0, "create_region: region type 'ram' not supported yet"],
  ])('%s: status %i, %s', async (words, rc, text) => {
    const outcome = await cxlTool(bootCxl(2), words);
    expect(outcome.rc).toBe(rc);
    expect(outcome.stderr).toBe(`cxl region: ${text}\ncxl region: cmd_create_region: created 0 regions\n`);
  });

  it('removes a region that it could not complete', async () => {
    const machine = bootCxl(1);
    await cxlTool(machine, `${CREATE} mem0 -s 2G`);
    expect(iomem(machine)).toHaveLength(1);
    expect((await cxlTool(machine, 'list -Ri')).stdout).toBe('[\n]\n');
  });
});

describe('namespaces on a region', () => {
  it('keep their bytes while the region is away, on the devices in the order of the interleave', async () => {
    const machine = bootCxl(2);
    await cxlTool(machine, `${CREATE} mem0 mem1`);
    const made = await ndctlTool(machine, 'create-namespace -m fsdax -s 256M');
    expect(made.rc).toBe(0);
    await cxlTool(machine, 'disable-region region0');
    expect((await ndctlTool(machine, 'list -N')).stdout).toBe('');
    await cxlTool(machine, 'enable-region region0');
    expect(JSON.parse((await ndctlTool(machine, 'list -N')).stdout)).toEqual([JSON.parse(made.stdout)]);
  });
});

describe('a memdev', () => {
  it('that is disabled disables its region too', async () => {
    const machine = bootCxl(2);
    await cxlTool(machine, `${CREATE} mem0 mem1`);
    expect((await cxlTool(machine, 'disable-memdev mem0')).stderr).toContain(
      'mem0 is part of an active region',
    );
    expect((await cxlTool(machine, 'disable-memdev -f mem0')).rc).toBe(0);
    expect((await ndctlTool(machine, 'list -R')).stdout).toBe('');
    const idle = JSON.parse((await cxlTool(machine, 'list -Ri')).stdout);
    expect(idle).toMatchObject([{ region: 'region0', decode_state: 'reset', state: 'disabled' }]);
  });

  it('keeps its labels from the tool while libnvdimm has it', async () => {
    const { rc, stderr } = await cxlTool(bootCxl(1), 'zero-labels mem0');
    expect(rc).toBe(1);
    expect(stderr).toContain('action_zero: mem0: has active nvdimm bridge, abort label write');
  });

  it('shows its partitions, and divides itself anew at the next boot', async () => {
    const platform = cxlPlatform(1) as { cxl: { devices: object[] } };
    const device = { pci: '0000:0d:00.0', serial: 1, pmem: GiB, partitionAlign: 2 ** 28 };
    const { window } = platform.cxl as unknown as { window: { start: number; size: number } };
    const cxl = {
      windows: [{ ...window, targets: ['pci0000:0c'] }],
      hostBridges: [
        { acpi: 'ACPI0016:00', pci: 'pci0000:0c', uid: 12, ports: [{ id: 0, pci: '0000:0c:00.0', device }] },
      ],
    };
    const machine = bootCxl({ ...platform, cxl });
    const { stdout, stderr } = await cxlTool(machine, 'set-partition -t ram -s 256M mem0');
    expect(stderr).toBe('cxl memdev: cmd_set_partition: set_partition 1 mem\n');
    expect(JSON.parse(stdout)[0].partition_info).toMatchObject({
      active_persistent_size: GiB,
      next_volatile_size: 2 ** 28,
      next_persistent_size: GiB - 2 ** 28,
    });
    expect((await cxlTool(bootCxl(1), 'set-partition mem0')).stderr).toContain('mem0: no available capacity');
  });
});

describe('device addresses', () => {
  it('are reserved and freed decoder by decoder', async () => {
    const machine = bootCxl(1);
    const reserved = await cxlTool(machine, 'reserve-dpa -t pmem -s 256M mem0');
    expect(JSON.parse(reserved.stdout)[0].decoder).toMatchObject({
      decoder: 'decoder2.0',
      dpa_size: 2 ** 28,
    });
    const again = await cxlTool(machine, 'reserve-dpa -t pmem mem0');
    expect(again.stderr).toContain('mem0: no suitable decoder found');
    expect((await cxlTool(machine, 'free-dpa -t pmem mem0')).stderr).toBe(
      'cxl memdev: cmd_free_dpa: reservation release completed on 1 mem device\n',
    );
    expect((await cxlTool(machine, 'reserve-dpa mem0')).stderr).toContain('mem0: no available capacity');
  });
});

describe('a port', () => {
  it('disables its memdevs too, and cannot be enabled while its decoder has been reset', async () => {
    const machine = bootCxl(2);
    await cxlTool(machine, `${CREATE} mem0 mem1`);
    expect((await cxlTool(machine, 'disable-port port1')).rc).toBe(1);
    expect((await cxlTool(machine, 'disable-port -f port1')).rc).toBe(0);
    expect((await cxlTool(machine, 'list -M')).stdout).toBe('[\n]\n');
    expect((await cxlTool(machine, 'enable-port port1')).stderr).toContain('port1: failed to enable');
  });
});
