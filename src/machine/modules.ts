/** Modules of a machine's kernel. */
import { is_registered } from '../kernel/base/dd.ts';
import type { Machine } from './machine.ts';

/** A module that has drivers; `loaded` after boot or by modprobe. */
export interface Module {
  name: string;
  loaded: boolean;
}

/** The modules that the kernel has, each once, in the order in which their drivers register. */
export function modulesOf({ kernel }: Machine): Module[] {
  const loaded = new Map<string, boolean>();
  for (const driver of kernel.drivers.drivers)
    loaded.set(driver.module, loaded.get(driver.module) === true || is_registered(kernel, driver));
  return [...loaded].map(([name, isLoaded]) => ({ name, loaded: isLoaded }));
}
