/**
 * Loading of modules after boot: models finit_module() of kernel/module for modules with drivers, all releases.
 * Modules without on-demand drivers are loaded at boot.
 */
import { ERRNO } from '../../lib/errno.ts';
import { driver_attach, drivers_of } from '../base/dd.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';

/**
 * Loads a module and attaches its drivers to the idle devices that they match. A module that is loaded or built
 * in is left unchanged.
 *
 * @param name of the module, `kmem`
 * @returns 0, or -ENOENT if the kernel has no such module
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
