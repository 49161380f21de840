/** Maps device memory as a driver of persistent memory does, without a namespace behind it. */
import type { Kernel } from '../../src/kernel/kernel.ts';
import { memremap_pages } from '../../src/kernel/mm/memremap/memremap.ts';
import type { VmemAltmap } from '../../src/kernel/mm/state.ts';

interface Mapping {
  owner?: string;
  /** Location of the struct pages; RAM by default. */
  altmap?: VmemAltmap | undefined;
  /** Bytes of a compound page. */
  compound?: number | undefined;
}

/** Result of memremap_pages() for `size` bytes from `start`. */
export function mapDevice(
  k: Kernel,
  start: number,
  size: number,
  { owner = 'pfn0.0', altmap, compound }: Mapping = {},
): number {
  const ranges = [{ start, end: start + size - 1 }];
  return memremap_pages(k, { owner, type: 'fs-dax', ranges, altmap, compound }, 0, 'nd_pmem');
}
