/**
 * The region driver: its probe creates namespaces and seeds, its remove deletes them. Models
 * drivers/nvdimm/region.c, all releases.
 */
import type { Range } from '../../../lib/range.ts';
import type { Driver, NvdimmEvent } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { badblocks_of, nvdimm_badblocks_populate } from '../badrange.ts';
import { nd_device_unregister } from '../bus/async.ts';
import { nd_device_notify } from '../bus/bus.ts';
import { ND_DEVICE, to_nd_device_type, to_nd_region } from '../devices.ts';
import { nd_region_register_namespaces } from '../namespace_devs/create.ts';
import { nd_personality_create } from '../personality.ts';
import type { NdRegion } from '../state.ts';

/** Names of a region's children; btt, pfn and dax devices precede the namespaces they claim. */
export const nd_region_children = (region: NdRegion): string[] => [
  ...region.daxes,
  ...region.pfns,
  ...region.btts,
  ...region.namespaces,
];

const nd_region_range = ({ start, size }: NdRegion): Range => ({ start, end: start + size - 1 });

const nd_region_probe = traced(
  'nd_region_probe',
  (k, device: string): number => {
    const region = to_nd_region(k, device);
    region.badblocks = badblocks_of(k, region, nd_region_range(region));
    const count = nd_region_register_namespaces(k, region);
    if (count < 0) return count;
    region.initNamespaces = `${count}/${count}`;
    region.bttSeed = nd_personality_create(k, 'btt', region);
    region.pfnSeed = nd_personality_create(k, 'pfn', region);
    region.daxSeed = nd_personality_create(k, 'dax', region);
    return 0;
  },
  (device) => device,
);

const nd_region_remove = traced(
  'nd_region_remove',
  (k, device: string): void => {
    const region = to_nd_region(k, device);
    for (const child of nd_region_children(region)) nd_device_unregister(k, child, 'sync');
    region.namespaceSeed = null;
    region.bttSeed = null;
    region.pfnSeed = null;
    region.daxSeed = null;
    region.initNamespaces = null;
  },
  (device) => device,
);

/** Notifies the drivers of the region's children of a change (nd_region_notify, read_only_store). */
export function nd_region_notify(k: Kernel, device: string, event: NvdimmEvent): void {
  const region = to_nd_region(k, device);
  if (event === 'revalidate-poison' && region.badblocks !== undefined)
    nvdimm_badblocks_populate(k, region, region.badblocks, nd_region_range(region));
  for (const child of nd_region_children(region)) nd_device_notify(k, child, event);
}

/** Driver of regions. */
export const nd_region_driver: Driver = {
  name: 'nd_region',
  bus: 'nd',
  module: 'libnvdimm',
  matches: (k, device) => to_nd_device_type(k, device) === ND_DEVICE.REGION_PMEM,
  probe: nd_region_probe,
  remove: nd_region_remove,
  notify: nd_region_notify,
};
