/**
 * How devices of the nd bus begin and end. Btt, pfn and dax devices are made by their own modules, which
 * say so here, so that a region needs to know nothing but the kind. Models the release methods of
 * drivers/nvdimm/*_devs.c and the create functions that region.c calls, all releases.
 */
import type { Kernel } from '../kernel.ts';
import { nd_device_kind } from './devices.ts';
import type { NdRegion } from './state.ts';

export type Personality = 'btt' | 'pfn' | 'dax';

/** Makes an idle device in the region and registers it; its name, or null (nd_pfn_create). */
type Create = (k: Kernel, region: NdRegion) => string | null;
/** Forgets the record and gives its number back; the device has no driver any more. */
type Release = (k: Kernel, name: string) => void;

const creates = new Map<Personality, Create>();
const releases = new Map<string, Release>();

/** Says how devices of a kind are made and forgotten; the module of that kind calls it when it is loaded. */
export function nd_personality_register(kind: Personality, create: Create, release: Release): void {
  creates.set(kind, create);
  releases.set(kind, release);
}

/** The same for the kinds that are not made on demand. */
export const nd_release_register = (kind: 'namespace' | 'region' | 'dimm', release: Release): void => {
  releases.set(kind, release);
};

/** A fresh device of that kind, or null when the kernel has none. */
export const nd_personality_create = (k: Kernel, kind: Personality, region: NdRegion): string | null =>
  creates.get(kind)?.(k, region) ?? null;

/** Ends a device that has no driver. */
export const nd_release = (k: Kernel, name: string): void =>
  releases.get(nd_device_kind(name) ?? '')?.(k, name);
