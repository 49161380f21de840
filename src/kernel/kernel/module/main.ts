/**
 * Loading and unloading of modules: models finit_module() and delete_module() of kernel/module/main.c, all
 * releases. A boot loads the modules of the devices that it finds, and those that need no device.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { type Driver, driver_register, driver_unregister, is_registered } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { MODULES, type Module } from './table.ts';

const exists = (k: Kernel, { since }: Module): boolean => since === undefined || k.has(since);

/** Modules of this kernel, loaded or not; empty if all are built in. */
export const known_modules = (k: Kernel): Module[] =>
  k.state.config.MODULES === false ? [] : MODULES.filter((module) => exists(k, module));

const loaded_at_boot = (k: Kernel, module: Module): boolean =>
  module.wanted?.(k) !== false && k.state.unloadedModules?.includes(module.name) !== true;

/** Loaded modules, the oldest first. */
export function loaded_modules(k: Kernel): Module[] {
  const { modules = [] } = k.state;
  const known = known_modules(k);
  return [
    ...known.filter((module) => loaded_at_boot(k, module) && !modules.includes(module.name)),
    ...modules.flatMap((name) => known.find((module) => module.name === name) ?? []),
  ];
}

/** A loaded module by name. */
export const find_module = (k: Kernel, name: string): Module | undefined =>
  loaded_modules(k).find((module) => module.name === name);

/** Loaded modules that use symbols of the module. */
export const module_holders = (k: Kernel, { name }: Module): string[] =>
  loaded_modules(k).flatMap((other) => (other.depends.includes(name) ? [other.name] : []));

/** Regions with a driver hold the module that registered their bus (to_bus_provider). */
const active_regions = (k: Kernel, { provider }: Module): number =>
  Object.values(k.state.nd.regions).filter(
    ({ bus, core }) =>
      provider !== undefined && core.driver !== null && k.state.nd.buses[bus]?.provider === provider,
  ).length;

/** Reference count: the modules that use it and its active regions. */
export const module_refcount = (k: Kernel, module: Module): number =>
  module_holders(k, module).length + active_regions(k, module);

const drivers_of_module = (k: Kernel, name: string): Driver[] =>
  k.drivers.drivers.filter((driver) => driver.module === name);

/**
 * Loads a module: registers its drivers and creates its devices. A module that is loaded or built in is left
 * unchanged.
 *
 * @param name name of the module, `kmem`
 * @returns 0, -ENOENT if the kernel has no such module or a module that it depends on is not loaded
 */
export const load_module = traced(
  'load_module',
  (k: Kernel, name: string): number => {
    const drivers = drivers_of_module(k, name);
    const module = known_modules(k).find((other) => other.name === name);
    if (module === undefined) return drivers.length === 0 ? -ERRNO.ENOENT : 0;
    if (find_module(k, name) !== undefined) return 0;
    if (module.depends.some((other) => find_module(k, other) === undefined)) return -ERRNO.ENOENT;
    const fresh = drivers.filter((driver) => !is_registered(k, driver));
    k.state.modules = [...(k.state.modules ?? []), name];
    for (const driver of fresh) driver_register(k, driver);
    module.init?.(k);
    return 0;
  },
  (name) => name,
);

/**
 * Unloads a module: its drivers are unbound, and their devices remain without a driver.
 *
 * @returns 0, -ENOENT (not loaded), -EAGAIN (in use), -EOPNOTSUPP for a module whose devices the model cannot
 *   remove
 */
export const delete_module = traced(
  '__do_sys_delete_module',
  (k: Kernel, name: string): number => {
    const module = find_module(k, name);
    if (module === undefined) return -ERRNO.ENOENT;
    if (module_refcount(k, module) > 0) return -ERRNO.EAGAIN;
    if (module.stays === true && module.wanted?.(k) !== false) return -ERRNO.EOPNOTSUPP;
    for (const driver of drivers_of_module(k, name).reverse()) driver_unregister(k, driver);
    module.exit?.(k);
    const { modules = [], unloadedModules = [] } = k.state;
    k.state.modules = modules.filter((other) => other !== name);
    k.state.unloadedModules = [...new Set([...unloadedModules, name])];
    return 0;
  },
  (name) => name,
);
