/**
 * Directories of dax regions: models the region attributes of drivers/dax/bus.c (dax.c in earlier releases),
 * 4.10 to 6.18, and the platform devices of Soft Reserved memory.
 */
import {
  type Attribute,
  adminRo,
  type Directory,
  dir,
  link,
  listing,
  ro,
  rw,
  uevent_attribute,
  union,
  wo,
} from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { dax_region_avail_size } from './bus/ranges.ts';
import { create_store, delete_store } from './region.ts';
import type { DaxRegion, DynamicRegion } from './state.ts';
import { dax_devices } from './sysfs.ts';

/** Attributes of dynamic regions only. */
const dynamic_attributes = (region: DaxRegion, dynamic: DynamicRegion): Record<string, Attribute> => ({
  available_size: ro((k) => `${dax_region_avail_size(k, region)}\n`),
  create: rw(
    () => `${dynamic.youngest ?? ''}\n`,
    (k, text) => create_store(k, region, dynamic, text),
  ),
  seed: ro(() => `${dynamic.seed ?? ''}\n`),
  delete: wo((k, text) => delete_store(k, region, text)),
});

/** The attribute group `dax_region` of a device; undefined when it has no region. */
export function dax_region_subdirectory(k: Kernel, parent: string): Directory | undefined {
  const region = k.state.dax.regions[parent];
  if (region === undefined || !k.has('dax-region-attrs')) return undefined;
  return dir({
    ...(region.dynamic === undefined ? {} : dynamic_attributes(region, region.dynamic)),
    size: ro(() => `${region.range.end + 1 - region.range.start}\n`),
    align: (k.has('dax-device-align') ? adminRo : ro)(() => `${region.align}\n`),
    id: ro(() => `${region.id}\n`),
  });
}

/** Attributes of the platform device of a Soft Reserved range. */
function hmem_attributes(name: string): Directory {
  const device = (k: Kernel) => k.state.dax.hmem![name]!;
  return dir({
    uevent: uevent_attribute((k) => {
      const { driver } = device(k).core;
      return `${driver === null ? '' : `DRIVER=${driver}\n`}MODALIAS=platform:hmem\n`;
    }),
    modalias: ro(() => 'platform:hmem\n'),
    numa_node: ro((k) => `${device(k).numaNode}\n`),
    subsystem: link('/sys/bus/platform'),
  });
}

/** A directory with one entry, while `make` returns it. */
const when = (entry: string, make: (k: Kernel) => ReturnType<Directory['lookup']>): Directory =>
  listing(
    (k) => (make(k) === undefined ? [] : [entry]),
    (k, name) => (name === entry ? make(k) : undefined),
  );

const hmem_dir = (name: string): Directory =>
  union(
    hmem_attributes(name),
    when('driver', (k) => {
      const driver = k.state.dax.hmem?.[name]?.core.driver;
      return driver == null ? undefined : link(`/sys/bus/platform/drivers/${driver}`);
    }),
    when('dax_region', (k) => dax_region_subdirectory(k, name)),
    dax_devices(name, 'platform'),
  );

/** Directories of the platform devices of Soft Reserved memory. */
export const hmem_devices: Directory = listing(
  (k) => Object.keys(k.state.dax.hmem ?? {}),
  (k, name) => (k.state.dax.hmem?.[name] === undefined ? undefined : hmem_dir(name)),
);
