/** Drivers of the cxl bus: models module_cxl_driver() and cxl_bus_match() of drivers/cxl/core/port.c. */
import type { Driver } from '../../base/dd.ts';
import { CXL_DEVICE, cxl_device_id } from './device.ts';

/** A driver of the devices of one class. All resources are managed, so that unbinding needs no code. */
export const cxl_driver = (
  driver: Pick<Driver, 'name' | 'module' | 'since' | 'suppressBind'>,
  id: keyof typeof CXL_DEVICE,
  probe: Driver['probe'],
): Driver => ({
  ...driver,
  bus: 'cxl',
  matches: (k, device) => cxl_device_id(k, device) === CXL_DEVICE[id],
  probe,
  remove: () => {},
});
