/**
 * Device-private memory: models hmm_devmem_add() of mm/hmm.c (4.14 to 5.2), request_free_mem_region() of
 * kernel/resource.c (5.3 to 6.15) and lib/test_hmm.c as its user. The pages represent memory that the CPU
 * cannot access, so they get unused addresses and no direct mapping. Departs from the kernel in using the
 * page map lookup for 4.14 to 4.20 as well, where HMM has a radix tree of its own.
 */
import { ERRNO } from '../../lib/errno.ts';
import { type Range, rangeSize, totalSize } from '../../lib/range.ts';
import { alignUp, hex, MiB, physToPfn } from '../../lib/units.ts';
import { numa_mem_id } from '../arch/x86/numa/nodes.ts';
import { pr_info } from '../kernel/printk.ts';
import { release_resource, request_mem_region } from '../kernel/resource/resource.ts';
import { firstChildAt, IOMEM, resource } from '../kernel/resource/tree.ts';
import type { Kernel } from '../kernel.ts';
import { memremap_pages, memunmap_pages } from '../mm/memremap/memremap.ts';
import { physmem_end, SECTION_SIZE } from '../mm/mmzone.ts';
import type { MmState } from '../mm/state.ts';
import { traced } from '../trace.ts';

/** Name of the device that owns the memory. */
const OWNER = 'hmm_dmirror';

/** Returns true if no resource intersects the range. */
function isFree(k: Kernel, start: number, size: number): boolean {
  const root = resource(k, IOMEM);
  const next = root.children[firstChildAt(k, root, start)];
  return next === undefined || resource(k, next).start >= start + size;
}

/**
 * Reserves the highest unused addresses.
 *
 * @param size bytes, rounded up to whole sections
 * @returns the id of the resource, or -ERANGE when no range is free
 */
const request_free_mem_region = traced(
  'request_free_mem_region',
  (k: Kernel, size: number, name: string): number => {
    const whole = alignUp(size, SECTION_SIZE);
    const end = Math.min(resource(k, IOMEM).end, physmem_end(k));
    const step = k.has('free-region-by-section') ? SECTION_SIZE : whole;
    for (let start = end - whole + 1; start > whole; start -= step) {
      if (!isFree(k, start, whole)) continue;
      const id = request_mem_region(k, start, whole, name);
      if (id === null) break;
      resource(k, id).desc = 'private';
      return id;
    }
    return -ERRNO.ERANGE;
  },
);

type Chunks = NonNullable<MmState['chunks']>;

const chunksOf = (k: Kernel): Chunks => {
  k.state.mm.chunks ??= [];
  return k.state.mm.chunks;
};

/** Logs the added chunk and the totals. */
function announce(k: Kernel, range: Range): void {
  const chunks = chunksOf(k).map(({ resource: id }) => resource(k, id));
  const frames = `[${hex(physToPfn(range.start))} ${hex(physToPfn(range.end + 1))})`;
  const counted = `(total ${chunks.length} chunks, ${totalSize(chunks) / MiB} MB)`;
  pr_info(k, `test_hmm: added new ${rangeSize(range) / MiB} MB chunk ${counted} PFNs ${frames}`);
}

/**
 * Adds device-private memory.
 *
 * @param size bytes, more than 0
 * @returns the range of addresses that represents it, or -ERANGE (no free addresses), -ENOMEM (no RAM for
 *   struct pages), -EOPNOTSUPP (kernel without device-private memory), or another errno of memremap_pages
 */
export const dmirror_allocate_chunk = traced(
  'dmirror_allocate_chunk',
  (k: Kernel, size: number): Range | number => {
    if (!k.has('hmm-devmem')) return -ERRNO.EOPNOTSUPP;
    const id = request_free_mem_region(k, size, OWNER);
    if (id < 0) return id;
    const { start, end } = resource(k, id);
    const request = { owner: OWNER, type: 'private' as const, ranges: [{ start, end }] };
    const pagemap = memremap_pages(k, request, numa_mem_id(k), OWNER);
    if (pagemap < 0) {
      release_resource(k, id);
      return pagemap;
    }
    chunksOf(k).push({ pagemap, resource: id });
    announce(k, { start, end });
    return { start, end };
  },
);

/** Removes all device-private memory, as unloading the module does; returns the number of chunks. */
export const dmirror_device_remove_chunks = traced('dmirror_device_remove_chunks', (k: Kernel): number => {
  const chunks = chunksOf(k);
  for (const { pagemap, resource: id } of chunks) {
    memunmap_pages(k, pagemap);
    release_resource(k, id);
  }
  k.state.mm.chunks = [];
  return chunks.length;
});
