/**
 * Directories of dax regions: models the region attributes of drivers/dax/bus.c (dax.c in earlier releases),
 * 4.10 to 7.3, and the platform devices of Soft Reserved memory.
 */
import { rangeSize } from '../../lib/range.ts';
import {
  type AttributeTable,
  attribute_part,
  device_dir,
  driver_link,
  entry_part,
} from '../fs/attribute-table.ts';
import {
  type Directory,
  dir,
  link,
  listing,
  only_if,
  ro,
  since_change,
  uevent_attribute,
  union,
  until_change,
} from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { dax_region_avail_size } from './bus/ranges.ts';
import { HMEM_PLATFORM, hmem_ranges } from './hmem/device.ts';
import { create_store, delete_store } from './region.ts';
import type { DaxRegion, HmemDevice } from './state.ts';
import { dax_devices } from './sysfs.ts';

/** Mode of an attribute of dynamic regions only. */
const dynamic =
  (mode: number) =>
  (_k: Kernel, region: DaxRegion): number =>
    region.dynamic === undefined ? 0 : mode;

const ATTRIBUTES: AttributeTable<DaxRegion> = {
  available_size: {
    mode: dynamic(0o444),
    show: (k, region) => `${dax_region_avail_size(k, region)}\n`,
  },
  create: {
    mode: dynamic(0o644),
    show: (_k, region) => `${region.dynamic?.youngest ?? ''}\n`,
    store: create_store,
  },
  seed: { mode: dynamic(0o444), show: (_k, region) => `${region.dynamic?.seed ?? ''}\n` },
  delete: { mode: dynamic(0o200), store: delete_store },
  size: { mode: 0o444, show: (_k, { range }) => `${rangeSize(range)}\n` },
  align: {
    mode: (k) => (k.has('dax-device-align') ? 0o400 : 0o444),
    show: (_k, { align }) => `${align}\n`,
  },
  id: { mode: 0o444, show: (_k, { id }) => `${id}\n` },
};

const find = (k: Kernel, parent: string): DaxRegion | undefined => k.state.dax.regions[parent];

const dax_region_dir = device_dir(attribute_part(ATTRIBUTES, find));

/** The attribute group `dax_region` of a device; undefined when it has no region. */
export const dax_region_subdirectory = (k: Kernel, parent: string): Directory | undefined =>
  find(k, parent) === undefined || !k.has('dax-region-attrs') ? undefined : dax_region_dir(parent);

const HMEM_ATTRIBUTES: AttributeTable<HmemDevice> = {
  uevent: {
    mode: 0o644,
    show(_k, { core }) {
      const driver = core.driver === null ? '' : `DRIVER=${core.driver}\n`;
      return `${driver}MODALIAS=platform:hmem\n`;
    },
    store: () => 0,
  },
  modalias: { mode: 0o444, show: () => 'platform:hmem\n' },
  numa_node: { mode: 0o444, show: (_k, { numaNode }) => `${numaNode}\n` },
};

/** The directory of the platform device of a Soft Reserved range. */
const hmem_dir = device_dir(
  attribute_part(HMEM_ATTRIBUTES, (k, name) => k.state.dax.hmem?.[name]),
  entry_part({
    subsystem: () => link('/sys/bus/platform'),
    driver: driver_link('platform', (k, name) => k.state.dax.hmem?.[name]?.core),
    dax_region: dax_region_subdirectory,
  }),
  dax_devices('platform'),
);

const hmem_children: Directory = listing(
  (k) => Object.keys(k.state.dax.hmem ?? {}),
  (k, name) => (k.state.dax.hmem?.[name] === undefined ? undefined : hmem_dir(name)),
);

const hmem_platform: Directory = union(
  dir({
    uevent: uevent_attribute(() => 'MODALIAS=platform:hmem_platform\n'),
    modalias: ro(() => 'platform:hmem_platform\n'),
    subsystem: link('/sys/bus/platform'),
  }),
  hmem_children,
);

/** Directories of the platform devices of Soft Reserved memory, in that of their parent since 7.1. */
export const hmem_devices: Directory = union(
  until_change('hmem-parent', hmem_children),
  since_change(
    'hmem-parent',
    only_if((k) => hmem_ranges(k).length > 0, dir({ [HMEM_PLATFORM]: hmem_platform })),
  ),
);
