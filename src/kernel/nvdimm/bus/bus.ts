/**
 * The nd bus: models drivers/nvdimm/bus.c, all releases. Devices register and unregister in the
 * background (the nd async domain); here that work waits in a queue, in order, until the operation that
 * asked for it is done. So a region's seeds exist before its namespaces probe, as on nearly every real boot.
 */
import { ERRNO } from '../../../lib/errno.ts';
import {
  bus_register,
  type Driver,
  device_attach,
  device_release_driver,
  find_driver,
} from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { nd_device_core, nd_parent_region } from '../devices.ts';
import { nd_release } from '../personality.ts';
import { nd_region_advance_seeds } from '../region_devs/seeds.ts';
import { nd_async_schedule } from './async.ts';

/**
 * Takes the device off its driver and removes it: at once (`sync`, when its parent goes away), or once the
 * caller is done (`async`, when the caller holds it).
 */
export function nd_device_unregister(k: Kernel, device: string, mode: 'sync' | 'async'): void {
  if (mode === 'async') {
    nd_async_schedule(k, 'unregister', device);
    return;
  }
  nd_synchronize(k);
  device_unregister(k, device);
}

const device_unregister = traced(
  'device_unregister',
  (k, device: string): void => {
    if (nd_device_core(k, device) === undefined) return;
    device_release_driver(k, { bus: 'nd', name: device });
    nd_release(k, device);
  },
  (device) => device,
);

const device_add = traced(
  'device_add',
  (k, device: string): void => {
    device_attach(k, { bus: 'nd', name: device });
  },
  (device) => device,
);

const nd_async_device_register = traced('nd_async_device_register', (k, device: string): void =>
  device_add(k, device),
);
const nd_async_device_unregister = traced('nd_async_device_unregister', (k, device: string): void =>
  device_unregister(k, device),
);

/** Runs the work that waits, and what that work adds, on a stack of its own. */
export function nd_synchronize(k: Kernel): void {
  const { work } = k.state.nd;
  if (work.length === 0) return;
  const caller = k.stack.splice(0);
  for (let item = work.shift(); item !== undefined; item = work.shift()) {
    if (item.op === 'register') nd_async_device_register(k, item.device);
    else nd_async_device_unregister(k, item.device);
  }
  k.stack.push(...caller);
}

const nvdimm_bus_probe = traced(
  'nvdimm_bus_probe',
  (k, driver: Driver, device: string): number => {
    const rc = driver.probe(k, device);
    const region = nd_parent_region(k, device);
    // A namespace whose info block this kernel cannot use counts as configured (5.7).
    if ((rc === 0 || rc === -ERRNO.EOPNOTSUPP) && region !== undefined)
      nd_region_advance_seeds(k, region, device);
    return rc;
  },
  (driver, device) => `${driver.name}, ${device}`,
);

const nvdimm_bus_remove = traced(
  'nvdimm_bus_remove',
  (k, driver: Driver, device: string): void => driver.remove(k, device),
  (driver, device) => `${driver.name}, ${device}`,
);

bus_register({
  name: 'nd',
  core: nd_device_core,
  probe: nvdimm_bus_probe,
  remove: nvdimm_bus_remove,
  loaded: (k, driver) => k.state.nd.unloaded?.includes(driver.name) !== true,
  settle: (k) => nd_synchronize(k),
});

/** Tells the driver of a device, if it has one, that its region changed. */
export function nd_device_notify(k: Kernel, device: string): void {
  const bound = nd_device_core(k, device)?.driver;
  if (bound != null) find_driver('nd', bound)?.notify?.(k, device);
}
