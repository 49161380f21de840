/** The nd bus type: models nvdimm_bus_probe() and related functions of drivers/nvdimm/bus.c, all releases. */
import { ERRNO } from '../../../lib/errno.ts';
import { type Bus, type Driver, find_driver, type NvdimmEvent } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { nd_device_core, nd_devices, nd_parent_region } from '../devices.ts';
import { nd_region_advance_seeds } from '../region_devs/seeds.ts';
import { nd_synchronize } from './async.ts';
import { nd_driver_register } from './driver.ts';

const nvdimm_bus_probe = traced(
  'nvdimm_bus_probe',
  (k, driver: Driver, device: string): number => {
    const rc = driver.probe(k, device);
    const region = nd_parent_region(k, device);
    // A probe that refuses an info block with EOPNOTSUPP counts as configured (5.7).
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

/** The nd bus; its devices advance the seeds of their region when they are probed. */
export const nvdimm_bus_type: Bus = {
  name: 'nd',
  core: nd_device_core,
  probe: nvdimm_bus_probe,
  remove: nvdimm_bus_remove,
  devices: nd_devices,
  attach: nd_driver_register,
  loaded: (k, driver) => k.state.nd.unloaded?.includes(driver.name) !== true,
  settle: (k) => nd_synchronize(k),
};

/** Calls the notify method of the driver bound to a device, if there is one. */
export function nd_device_notify(k: Kernel, device: string, event: NvdimmEvent): void {
  const bound = nd_device_core(k, device)?.driver;
  if (bound != null) find_driver(k, 'nd', bound)?.notify?.(k, device, event);
}
