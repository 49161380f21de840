/**
 * Creation and release of devices on the nd bus by kind: models the release methods of drivers/nvdimm/*_devs.c
 * and the create functions that region.c calls, all releases.
 */
import type { Kernel } from '../kernel.ts';
import { nd_device_kind } from './devices.ts';
import type { NdRegion } from './state.ts';

/** Device kinds that claim a namespace. */
export type Personality = 'btt' | 'pfn' | 'dax';

/** Creates an idle device of that kind in a region; returns its name, or null when the kernel has none. */
export const nd_personality_create = (k: Kernel, kind: Personality, region: NdRegion): string | null =>
  k.drivers.nd[kind].create?.(k, region) ?? null;

/** Deletes a device that has no driver. */
export function nd_release(k: Kernel, name: string): void {
  const kind = nd_device_kind(name);
  if (kind !== undefined) k.drivers.nd[kind].release?.(k, name);
}
