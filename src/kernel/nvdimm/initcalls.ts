/**
 * Driver registration of a kernel without modules, where devices exist before their drivers: models the order
 * of the initcalls of drivers/acpi/nfit, drivers/nvdimm and drivers/dax, and driver_register() of
 * drivers/base, all releases. A registering driver walks the device list of its bus. Devices that a probe
 * adds are appended to that list: they are probed asynchronously first and, if that failed, once more by the
 * walk.
 */
import { type Driver, find_driver } from '../base/dd.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { nd_driver_register } from './bus/driver.ts';

const PMEM = 'nd_pmem';
const DAX = 'dax_pmem';

/**
 * Marks the namespace drivers as not yet registered, so that devices added before their initcalls stay
 * unbound.
 */
export function defer_drivers(k: Kernel): void {
  k.state.nd.unloaded = [PMEM, DAX];
}

const __nd_driver_register = (k: Kernel, name: string): void =>
  nd_driver_register(k, find_driver(k, 'nd', name) as Driver);

const pmem_init = traced('pmem_init', (k) => __nd_driver_register(k, PMEM));
const nd_pmem_driver_init = traced('nd_pmem_driver_init', (k) => __nd_driver_register(k, PMEM));
const dax_pmem_init = traced('dax_pmem_init', (k) => __nd_driver_register(k, DAX));
const dax_pmem_driver_init = traced('dax_pmem_driver_init', (k) => __nd_driver_register(k, DAX));

const do_one_initcall = traced('do_one_initcall', (k, call: (k: Kernel) => void): void => call(k));
const kernel_init_freeable = traced('kernel_init_freeable', do_one_initcall);
const kernel_init = traced('kernel_init', kernel_init_freeable);

/** Registers the driver of bare namespaces, pfn and btt devices. */
export const register_pmem = (k: Kernel): void =>
  kernel_init(k, k.has('module-nd-driver') ? nd_pmem_driver_init : pmem_init);

/** Registers the driver of dax devices. */
export const register_dax = (k: Kernel): void =>
  kernel_init(k, k.has('module-nd-driver') && !k.has('dax-bus') ? dax_pmem_driver_init : dax_pmem_init);
