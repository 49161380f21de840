/** Region creation: models nd_region_create() of drivers/nvdimm/region_devs.c, all releases. */
import { isAligned, MiB, PAGE_SIZE } from '../../../lib/units.ts';
import { dev_err } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free, ida_init } from '../../lib/ida.ts';
import { nd_dev, to_nd_region, to_nvdimm, to_nvdimm_bus } from '../devices.ts';
import { mapping_labels } from '../label/active.ts';
import type { InterleaveSet, NdMapping, NdRegion } from '../state.ts';

/** Region parameters that a bus supplies (struct nd_region_desc). */
export interface NdRegionDesc {
  /** Physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
  numaNode: number;
  targetNode: number;
  mappings: Pick<NdMapping, 'dimm' | 'start' | 'size' | 'position'>[];
  interleave: InterleaveSet | null;
  persistenceDomain: NdRegion['persistenceDomain'];
  /** ND_REGION_PAGEMAP: struct pages may be allocated for the region. */
  pagemap: boolean;
  /** Range index of the NFIT; null when no NFIT describes the region. */
  rangeIndex: number | null;
  /** The number that it gets; absent for the next free one. */
  memregion?: number;
}

/** The mapping alignment of powerpc in bytes, the largest of any architecture. */
const MEMREMAP_COMPAT_ALIGN_MAX = 16 * MiB;

/**
 * Default `align` of a region in bytes: 16 MiB, or one page for a region below 16 MiB since 5.18; scaled by the
 * interleave ways when it is not a multiple of them.
 */
export function default_align(k: Kernel, size: number, mappings: number): number {
  const small = size < MEMREMAP_COMPAT_ALIGN_MAX && k.has('small-region-align');
  const align = small ? PAGE_SIZE : MEMREMAP_COMPAT_ALIGN_MAX;
  const ways = Math.max(1, mappings);
  return isAligned(align, ways) ? align : align * ways;
}

/** Allocation unit before regions had `align` (5.7): one page on each DIMM. */
const page_align = (mappings: number): number => PAGE_SIZE * Math.max(1, mappings);

function nd_region_create(
  k: Kernel,
  busName: string,
  desc: NdRegionDesc,
  kind: NdRegion['kind'],
  caller: string,
): string | null {
  const { nd } = k.state;
  for (const [i, { dimm, start, size }] of desc.mappings.entries()) {
    if (isAligned(start, PAGE_SIZE) && isAligned(size, PAGE_SIZE)) continue;
    dev_err(k, nd_dev(k, busName), `${caller}: ${dimm} mapping${i} is not ${PAGE_SIZE} aligned`);
    return null;
  }
  const id = desc.memregion ?? ida_alloc(nd.regionIda);
  const name = `region${id}`;
  nd.regions[name] = {
    name,
    id,
    bus: busName,
    core: { driver: null, devres: [] },
    start: desc.start,
    size: desc.size,
    kind,
    readOnly: desc.mappings.some(({ dimm }) => to_nvdimm(k, dimm).unarmed),
    pagemap: desc.pagemap,
    persistenceDomain: desc.persistenceDomain,
    rangeIndex: desc.rangeIndex,
    align: k.has('region-align')
      ? default_align(k, desc.size, desc.mappings.length)
      : page_align(desc.mappings.length),
    numaNode: desc.numaNode,
    targetNode: desc.targetNode,
    mappings: desc.mappings.map((mapping) => ({ ...mapping, held: false, labels: mapping_labels() })),
    interleave: desc.interleave,
    namespaceSeed: null,
    bttSeed: null,
    pfnSeed: null,
    daxSeed: null,
    initNamespaces: null,
    nsIda: ida_init(),
    bttIda: ida_init(),
    pfnIda: ida_init(),
    daxIda: ida_init(),
    namespaces: [],
    btts: [],
    pfns: [],
    daxes: [],
    ...(desc.memregion !== undefined && { cxl: true }),
  };
  to_nvdimm_bus(k, busName).regions.push(name);
  return name;
}

/**
 * Creates a region of persistent memory; the caller registers it.
 *
 * @returns its name, or null when a mapping is not page aligned
 */
export const nvdimm_pmem_region_create = (k: Kernel, bus: string, desc: NdRegionDesc): string | null =>
  nd_region_create(k, bus, desc, 'pmem', 'nvdimm_pmem_region_create');

/** Creates a region of volatile memory (a virtual disk); see nvdimm_pmem_region_create. */
export const nvdimm_volatile_region_create = (k: Kernel, bus: string, desc: NdRegionDesc): string | null =>
  nd_region_create(k, bus, desc, 'volatile', 'nvdimm_volatile_region_create');

/** Deletes the record of a region and frees its id. */
export function nd_region_release(k: Kernel, name: string): void {
  const { nd } = k.state;
  const region = to_nd_region(k, name);
  const bus = to_nvdimm_bus(k, region.bus);
  bus.regions = bus.regions.filter((other) => other !== name);
  if (region.cxl !== true) ida_free(nd.regionIda, region.id);
  delete nd.regions[name];
}
