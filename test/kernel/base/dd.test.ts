import { expect, test } from 'vitest';
import { find_driver } from '../../../src/kernel/base/dd.ts';
import type { DeviceCore } from '../../../src/kernel/base/device.ts';
import { devres_add, devres_release_all } from '../../../src/kernel/base/devres.ts';
import type { DriverTable } from '../../../src/kernel/driver-table.ts';
import { ERRNO } from '../../../src/lib/errno.ts';
import { bootDimms, get, logMark, logSince, ND, put } from '../nvdimm/machine.ts';

const drivers = '/sys/bus/nd/drivers';

/** Makes the probe of nd_region return `rc` for one bind. */
function bindWith(machine: ReturnType<typeof bootDimms>, rc: number): string {
  const driver = find_driver(machine.kernel, 'nd', 'nd_region')!;
  const { probe } = driver;
  put(machine, `${drivers}/nd_region/unbind`, 'region0');
  driver.probe = () => rc;
  try {
    return put(machine, `${drivers}/nd_region/bind`, 'region0');
  } finally {
    driver.probe = probe;
  }
}

test('writing bind returns the errno of the probe', () => {
  const machine = bootDimms();
  expect(bindWith(machine, -ERRNO.ENOMEM)).toBe('ENOMEM');
  expect(bindWith(machine, -ERRNO.ENXIO)).toBe('ENXIO');
  expect(get(machine, `${ND}/region0/driver`)).toBe('ENOENT');
});

test.each([
  ['6.1', 'nd_region: probe of region0 failed with error -12'],
  ['6.12', 'nd_region region0: probe with driver nd_region failed with error -12'],
])('%s logs "%s"', (kernel, text) => {
  const machine = bootDimms({ kernel });
  const mark = logMark(machine);
  bindWith(machine, -ERRNO.ENOMEM);
  expect(logSince(machine, mark)).toEqual([text]);
});

test('ENODEV and ENXIO are not logged', () => {
  const machine = bootDimms();
  const mark = logMark(machine);
  bindWith(machine, -ERRNO.ENXIO);
  bindWith(machine, -ERRNO.ENODEV);
  expect(logSince(machine, mark)).toEqual([]);
});

test.each([
  ['nd_region/bind', 'region0', 'EBUSY'],
  ['nd_region/bind', 'region9', 'ENODEV'],
  ['nd_region/bind', 'nmem0', 'ENODEV'],
  ['nd_pmem/unbind', 'region0', 'ENODEV'],
  ['nd_region/unbind', 'region9', 'ENODEV'],
  ['nd_bus/unbind', 'ndbus0', 'ENOENT'],
])('%s of %s: %s', (file, name, result) => {
  expect(put(bootDimms(), `${drivers}/${file}`, name)).toBe(result);
});

test('managed resources are released in reverse order', () => {
  const machine = bootDimms();
  const core: DeviceCore = { driver: null, devres: [] };
  const gone: string[] = [];
  const release: DriverTable['devres']['nsio'] = (_k, device, res) => gone.push(`${device} ${res.namespace}`);
  const { drivers } = machine.kernel;
  const kernel = { ...machine.kernel, drivers: { ...drivers, devres: { ...drivers.devres, nsio: release } } };
  devres_add(core, { kind: 'nsio', namespace: 'first' });
  devres_add(core, { kind: 'nsio', namespace: 'second' });
  devres_release_all(kernel, 'region0', core);
  expect(gone).toEqual(['region0 second', 'region0 first']);
  expect(core.devres).toEqual([]);
});
