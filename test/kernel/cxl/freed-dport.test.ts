/** Ports that are disabled and enabled, as on real kernels 6.1 and 6.12 in QEMU. */
import { describe, expect, it } from 'vitest';
import { echo } from '../../../src/machine/echo.ts';
import type { Machine } from '../../../src/machine/machine.ts';
import { bootCxl, cxlTool, ndctlTool, show } from '../../helpers/cxl.ts';

const UNBIND = '/sys/bus/pci/drivers/cxl_pci/unbind';
const BIND = '/sys/bus/pci/drivers/cxl_pci/bind';
const PARSE = 'libcxl: add_cxl_decoder: decoder1.0: failed to parse target0\n';

/** A machine with two memdevs whose host bridge was disabled and enabled. */
async function again(kernel: string): Promise<Machine> {
  const machine = bootCxl(2, kernel);
  for (const words of ['disable-port -f port1', 'enable-port -m port1'])
    expect((await cxlTool(machine, words)).rc).toBe(0);
  return machine;
}

const create = async (machine: Machine, ...memdevs: string[]): Promise<void> => {
  const { rc, stderr } = await cxlTool(machine, `create-region -d decoder0.0 -m ${memdevs.join(' ')}`);
  expect([rc, stderr]).toEqual([0, 'cxl region: cmd_create_region: created 1 region\n']);
};

/** Mode of a namespace made as fsdax after its driver has read the info block again. */
async function modeAgain(machine: Machine): Promise<string> {
  for (const words of ['create-namespace -m fsdax -s 256M', 'disable-namespace all', 'enable-namespace all'])
    expect((await ndctlTool(machine, words)).rc).toBe(0);
  return JSON.parse((await ndctlTool(machine, 'list -N')).stdout)[0].mode;
}

describe('a region below a port that was enabled again', () => {
  it.each([
    ['6.1', '1802201963', PARSE, 'raw'],
    ['6.2', '1802201963', PARSE, 'raw'],
    ['6.3', '1', '', 'fsdax'],
    ['6.12', '1', '', 'fsdax'],
  ])('has a target in freed memory before 6.3 (%s)', async (kernel, number, stderr, mode) => {
    const machine = await again(kernel);
    await create(machine, 'mem1');
    expect(show(machine, 'decoder1.0/target_list')).toBe(number);
    expect((await cxlTool(machine, 'list -R')).stderr).toBe(stderr);
    expect(await modeAgain(machine)).toBe(mode);
  });

  it('is reported by the walk of create-region, before the kernel refuses the next one', async () => {
    const machine = await again('6.1');
    await create(machine, 'mem0');
    const { stderr } = await cxlTool(machine, 'create-region -d decoder0.0 -m mem1');
    expect(stderr).toBe(
      `${PARSE}cxl region: create_region: region1: failed to set target0 to mem1\ncxl region: cmd_create_region: created 0 regions\n`,
    );
  });

  it('has the devices in the order of the positions, each lost', async () => {
    const machine = await again('6.1');
    await create(machine, 'mem0', 'mem1');
    expect(show(machine, 'decoder1.0/target_list')).toBe('1802201963,1802201963');
    expect(await modeAgain(machine)).toBe('raw');
  });

  it('reaches a device that was probed again, which has a record of its own', async () => {
    const machine = await again('6.1');
    for (const path of [UNBIND, BIND]) echo(machine.files, path, '0000:0e:00.0');
    await create(machine, 'mem2');
    expect(show(machine, 'decoder1.0/target_list')).toBe('1');
    expect(await modeAgain(machine)).toBe('fsdax');
  });
});

describe('the number of a memdev', () => {
  it.each([
    ['6.1', 'mem2'],
    ['6.2', 'mem2'],
    ['6.3', 'mem1'],
  ])('is free again without a record of its endpoint in the host bridge (%s)', (kernel, name) => {
    const machine = bootCxl(2, kernel);
    for (const path of [UNBIND, BIND]) echo(machine.files, path, '0000:0e:00.0');
    expect(show(machine, `${name}/serial`)).toMatch(/^0x/);
  });
});
