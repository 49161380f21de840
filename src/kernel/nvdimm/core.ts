/**
 * Persistent memory at boot: models libnvdimm_init() of drivers/nvdimm/core.c and the initcalls of the
 * buses, all releases. The kernel probes in the background, in any order; here buses come in the order
 * e820 before NFIT, regions by address.
 */
import type { Kernel } from '../kernel.ts';
import { nd_device_register } from './async.ts';
import { nd_synchronize } from './bus.ts';
import { e820_pmem_probe } from './e820.ts';
import { acpi_nfit_init } from './nfit.ts';
import './modules.ts';

/** Finds the machine's persistent memory and probes it. */
export function nvdimm_init(k: Kernel): void {
  e820_pmem_probe(k);
  for (let i = 0; i < k.firmware.platform.buses.length; i++) acpi_nfit_init(k, i);
  const regions = Object.values(k.state.nd.regions).sort((a, b) => a.start - b.start);
  for (const region of regions) nd_device_register(k, region.name);
  nd_synchronize(k);
  k.state.nd.namespaceDrivers = true;
}
