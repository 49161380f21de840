/** Models reserve_region_with_split() of kernel/resource.c, all releases. */
import { overlaps } from '../../../lib/range.ts';
import type { Kernel } from '../../kernel.ts';
import { request_resource } from './resource.ts';
import { childrenOf, IOMEM, resource } from './tree.ts';

/** Requests the parts of a range that no top-level resource covers. */
export function reserve_region_with_split(k: Kernel, start: number, end: number, name: string): void {
  let at = start;
  for (const top of childrenOf(k, resource(k, IOMEM)).filter((child) => overlaps(child, { start, end }))) {
    if (top.start > at) request_resource(k, { name, start: at, end: top.start - 1, busy: true });
    at = Math.max(at, top.end + 1);
  }
  if (at <= end) request_resource(k, { name, start: at, end, busy: true });
}
