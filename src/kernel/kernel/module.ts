/**
 * Modules that user space loads while the machine runs: models what init_module() of kernel/module does for a
 * driver, all releases. All other modules are there when boot is over.
 */
import { ERRNO } from '../../lib/errno.ts';
import { driver_attach, drivers_of } from '../base/dd.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';

/**
 * Loads a module; its drivers meet the devices that are there already. One that is loaded or built in stays
 * as it is.
 *
 * @param name as modprobe takes it, `kmem`
 * @returns 0, or -ENOENT when the kernel has no such module
 */
export const load_module = traced(
  'load_module',
  (k: Kernel, name: string): number => {
    const drivers = k.drivers.drivers.filter((driver) => driver.module === name);
    if (drivers.length === 0) return -ERRNO.ENOENT;
    const fresh = drivers.filter((driver) => !drivers_of(k, driver.bus).includes(driver));
    if (fresh.length === 0) return 0;
    k.state.modules = [...(k.state.modules ?? []), name];
    for (const driver of fresh) driver_attach(k, driver, k.drivers.buses[driver.bus].devices?.(k) ?? []);
    return 0;
  },
  (name) => name,
);
