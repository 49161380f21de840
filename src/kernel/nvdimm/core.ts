/**
 * Persistent memory at boot: models libnvdimm_init() of drivers/nvdimm/core.c and the initcalls of the
 * buses, all releases. The kernel probes in the background, in any order; here buses come in the order
 * e820 before NFIT, regions by address.
 */
import type { Kernel } from '../kernel.ts';
import { nd_synchronize } from './bus.ts';
import { e820_pmem_probe } from './e820.ts';
import './modules.ts';

/** Finds the machine's persistent memory and probes it. */
export function nvdimm_init(k: Kernel): void {
  e820_pmem_probe(k);
  nd_synchronize(k);
}
