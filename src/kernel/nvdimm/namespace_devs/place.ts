/**
 * Physical placement of a labelled namespace: models nd_namespace_pmem_set_resource() of
 * drivers/nvdimm/namespace_devs.c, all releases.
 */
import { WARN_SITES } from '../../history/warn-sites.ts';
import { once, WARN } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { to_ndd } from '../devices.ts';
import { dpa_first } from '../dimm_devs/dpa.ts';
import { nd_label_gen_id } from '../label/label.ts';
import type { NdRegion } from '../state.ts';

/** Start and size in bytes of a namespace; the size is 0 when it owns no device addresses. */
export const nd_namespace_pmem_set_resource = traced(
  'nd_namespace_pmem_set_resource',
  (k: Kernel, region: NdRegion, uuid: string | null, size: number): { start: number; size: number } => {
    const unallocated = { start: region.start, size: 0 };
    const mapping = region.mappings[0]!;
    const ndd = to_ndd(k, mapping);
    if (size === 0 || uuid === null || ndd === null) return unallocated;
    const extent = dpa_first(ndd.dpa, nd_label_gen_id(uuid));
    if (extent === undefined) {
      once(k, 'namespace-without-dpa', () => WARN(k, WARN_SITES.namespaceWithoutDpa, ''));
      return unallocated;
    }
    const offset = (extent.start - mapping.start) * region.mappings.length;
    return { start: region.start + offset, size };
  },
);
