/** The cxl bus type and its deferred work: models the bus half of drivers/cxl/core/port.c, all releases. */
import { type Bus, device_release_driver } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_synchronize } from '../../nvdimm/bus/async.ts';
import { traced } from '../../trace.ts';
import { cxl_device_core, cxl_devices } from './device.ts';

/** Unbinds memdevs whose endpoint port was deleted, then runs the deferred work of libnvdimm. */
export function cxl_bus_drain(k: Kernel): void {
  const { cxl } = k.state;
  nd_synchronize(k);
  if (cxl === undefined) return;
  for (let name = cxl.detach.shift(); name !== undefined; name = cxl.detach.shift())
    device_release_driver(k, { bus: 'cxl', name });
  nd_synchronize(k);
}

/** Queues a memdev to be unbound after the caller returns. */
export function schedule_cxl_memdev_detach(k: Kernel, memdev: string): void {
  k.state.cxl?.detach.push(memdev);
}

/** The cxl bus. */
export const cxl_bus_type: Bus = {
  name: 'cxl',
  core: cxl_device_core,
  probe: traced('cxl_bus_probe', (k, driver, device: string) => driver.probe(k, device)),
  remove: traced('cxl_bus_remove', (k, driver, device: string) => driver.remove(k, device)),
  devices: cxl_devices,
  settle: cxl_bus_drain,
};
