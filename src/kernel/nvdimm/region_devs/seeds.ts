/**
 * Seeds: the idle namespace, btt, pfn and dax device of each region that are configured next. Models
 * nd_region_advance_seeds() of region_devs.c and the nd_region_create_*_seed() functions of namespace_devs.c,
 * all releases.
 */

import { dev_err } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { ND_DEVICE, nd_dev, nd_region_to_nstype } from '../devices.ts';
import { nd_namespace_pmem_create } from '../namespace_devs/create.ts';
import { nd_personality_create, type Personality } from '../personality.ts';
import type { NdRegion } from '../state.ts';

const SEED = { btt: 'bttSeed', pfn: 'pfnSeed', dax: 'daxSeed' } as const;

/** Creates the next idle device of a kind; failure is only logged. */
function nd_region_create_seed(k: Kernel, region: NdRegion, kind: Personality): void {
  const seed = nd_personality_create(k, kind, region);
  region[SEED[kind]] = seed;
  if (seed === null) dev_err(k, nd_dev(k, region.name), `failed to create ${kind} namespace`);
}

/** Creates the next empty namespace; a region without labels only has its initial namespace. */
function nd_region_create_ns_seed(k: Kernel, region: NdRegion): void {
  if (nd_region_to_nstype(k, region) === ND_DEVICE.NAMESPACE_IO) return;
  region.namespaceSeed = nd_namespace_pmem_create(k, region);
}

/** Replaces the seeds that the activation of `device` consumed. */
export function nd_region_advance_seeds(k: Kernel, region: NdRegion, device: string): void {
  const { nd } = k.state;
  if (region.namespaceSeed === device) {
    nd_region_create_ns_seed(k, region);
    return;
  }
  const holder = nd.btts[device] ?? nd.pfns[device];
  if (holder === undefined) return;
  const kind: Personality = 'kind' in holder ? holder.kind : 'btt';
  if (region[SEED[kind]] === device) nd_region_create_seed(k, region, kind);
  if (holder.namespace !== null && region.namespaceSeed === holder.namespace)
    nd_region_create_ns_seed(k, region);
}
