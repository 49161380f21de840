import { expect, it } from 'vitest';
import { bootCxl, cxlTool, DEVICES, iomem, store } from '../../helpers/cxl.ts';

it('cxl disable-bus leaves what the lab showed, and binding the root brings all back', async () => {
  const machine = bootCxl(2);
  const list = (folder: string) => [...(machine.files.list(folder) as string[])].sort();
  const before = { cxl: list(DEVICES), nd: list('/sys/bus/nd/devices') };
  expect((await cxlTool(machine, 'disable-bus root0')).stderr).toContain('root0 hosts 2 memdevs');
  expect(await cxlTool(machine, 'disable-bus -f root0')).toMatchObject({
    rc: 0,
    stderr: 'cxl bus: cmd_disable_bus: disabled 1 bus\n',
  });
  expect(list(DEVICES)).toEqual(['mem0', 'mem1', 'pmem0', 'pmem1']);
  expect(list('/sys/bus/nd/devices')).toEqual([]);
  expect(iomem(machine)).toEqual([]);
  expect(store(machine, '../../platform/drivers/cxl_acpi/bind', 'ACPI0017:00')).toBe('ok');
  expect(list(DEVICES)).toEqual(before.cxl);
  expect(list('/sys/bus/nd/devices')).toEqual(before.nd);
});
