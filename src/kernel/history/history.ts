/**
 * The kernel's history as data. A change is one visible effect of one commit or series; a release is a set of
 * changes. Kernel code asks `k.has('subsection-hotplug')` and never compares versions. A change without a
 * commit is one whose commit is not known for certain.
 */
import { BLOCK_CHANGES } from './block.ts';
import type { Change, Changes } from './change.ts';
import { CORE_CHANGES } from './core.ts';
import { CXL_CHANGES } from './cxl.ts';
import { DAX_CHANGES } from './dax.ts';
import { E820_CHANGES } from './e820.ts';
import { INFO_BLOCK_CHANGES } from './info-blocks.ts';
import { MEMREMAP_CHANGES } from './memremap.ts';
import { MM_CHANGES } from './mm.ts';
import { NFIT_CHANGES } from './nfit.ts';
import { NUMA_CHANGES } from './numa.ts';
import { NVDIMM_CHANGES } from './nvdimm.ts';

export type { Change } from './change.ts';

/** All changes by id; code must use an id from here. */
export const CHANGES = {
  ...E820_CHANGES,
  ...MM_CHANGES,
  ...NUMA_CHANGES,
  ...MEMREMAP_CHANGES,
  ...CORE_CHANGES,
  ...NVDIMM_CHANGES,
  ...INFO_BLOCK_CHANGES,
  ...NFIT_CHANGES,
  ...DAX_CHANGES,
  ...CXL_CHANGES,
  ...BLOCK_CHANGES,
} satisfies Record<string, Change>;

export type ChangeId = keyof typeof CHANGES;

/** Ids of all changes in table order. */
export const CHANGE_IDS = Object.keys(CHANGES) as ChangeId[];

/** A change by id, typed with all optional fields. */
export const changeOf = (id: ChangeId): Change => CHANGES[id];

/** Changes by subsystem of the kernel. */
const SUBSYSTEMS = {
  'memory map (arch/x86)': E820_CHANGES,
  'memory management (mm)': MM_CHANGES,
  'nodes (mm, arch/x86, drivers/acpi/numa)': NUMA_CHANGES,
  'device memory (mm/memremap.c)': MEMREMAP_CHANGES,
  'driver core (drivers/base)': CORE_CHANGES,
  'persistent memory (drivers/nvdimm)': NVDIMM_CHANGES,
  'info blocks (drivers/nvdimm/pfn_devs.c, btt.c)': INFO_BLOCK_CHANGES,
  'NFIT (drivers/acpi/nfit, tools/testing/nvdimm)': NFIT_CHANGES,
  'device-dax (drivers/dax)': DAX_CHANGES,
  'CXL memory (drivers/cxl)': CXL_CHANGES,
  'block layer (block)': BLOCK_CHANGES,
} as const satisfies Record<string, Changes>;

export type Subsystem = keyof typeof SUBSYSTEMS;

/** The subsystem of a change. */
export const subsystemOf = (id: ChangeId): Subsystem =>
  (Object.keys(SUBSYSTEMS) as Subsystem[]).find((name) => Object.hasOwn(SUBSYSTEMS[name], id))!;
