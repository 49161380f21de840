/**
 * Persistent memory at boot: models libnvdimm_init() of drivers/nvdimm/core.c and the initcalls of the buses,
 * all releases. The kernel probes asynchronously in any order; this model probes regions by ascending
 * address.
 */

import { acpi_nfit_init } from '../acpi/nfit/core.ts';
import type { Kernel } from '../kernel.ts';
import { nd_device_register, nd_synchronize } from './bus/async.ts';
import { nvdimm_bus_unregister } from './bus/register.ts';
import { e820_pmem_probe } from './e820.ts';
import { defer_drivers, register_dax, register_pmem } from './initcalls.ts';

const probe_nfits = (k: Kernel): void => {
  for (let i = 0; i < k.firmware.platform.buses.length; i++) acpi_nfit_init(k, i);
};

/** Registers the regions that are not in `known`, by ascending address. */
function register_regions(k: Kernel, known: readonly string[] = []): void {
  const regions = Object.values(k.state.nd.regions).sort((a, b) => a.start - b.start);
  for (const { name } of regions) if (!known.includes(name)) nd_device_register(k, name);
  nd_synchronize(k);
}

/** Modular kernel: udev loads the drivers as devices appear. */
function init_modules(k: Kernel): void {
  e820_pmem_probe(k);
  probe_nfits(k);
  register_regions(k);
}

/**
 * Built-in drivers: the NFIT is parsed before the drivers register, the e820 ranges are added between the
 * two.
 */
function init_built_in(k: Kernel): void {
  defer_drivers(k);
  probe_nfits(k);
  register_regions(k);
  const known = Object.keys(k.state.nd.regions);
  register_pmem(k);
  register_dax(k);
  e820_pmem_probe(k);
  register_regions(k, known);
}

/** Creates all nd buses of the machine and probes their regions and namespaces. */
export function libnvdimm_init(k: Kernel): void {
  if (k.state.config.MODULES === false) init_built_in(k);
  else init_modules(k);
  k.state.nd.namespaceDrivers = true;
}

/** Loads nd_e820 after boot. */
export function e820_pmem_init(k: Kernel): void {
  const known = Object.keys(k.state.nd.regions);
  e820_pmem_probe(k);
  register_regions(k, known);
}

/** Unloads nd_e820. */
export function e820_pmem_exit(k: Kernel): void {
  for (const { name, provider } of Object.values(k.state.nd.buses))
    if (provider === 'e820') nvdimm_bus_unregister(k, name);
}
