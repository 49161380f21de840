/** Bad blocks as JSON (the badblocks functions of ndctl/json.c). */
import type { Json, JsonObject } from '../../util/json.ts';
import { type Badblock, dimmAt, namespaceBadblocks, regionBadblocks, SECTOR } from '../lib/badblocks.ts';
import { claimResource, claimSize } from '../lib/claim.ts';
import { type Holder, type Namespace, namespaceResource, namespaceSize } from '../lib/namespace.ts';
import { type Region, regionResource } from '../lib/region.ts';

/** Total number of bad sectors, and the list if it was requested and is not empty. */
export interface BadblockReport {
  count: number;
  list?: Json[];
}

const NONE: BadblockReport = { count: 0 };

function report(blocks: readonly Badblock[], listed: boolean, toJson: (block: Badblock) => Json) {
  const count = blocks.reduce((sum, block) => sum + block.length, 0);
  return listed && count > 0 ? { count, list: blocks.map(toJson) } : { count };
}

function withDimm(region: Region, block: Badblock, address: number): JsonObject {
  const dimm = dimmAt(region, address);
  return {
    offset: block.offset,
    length: block.length,
    dimms: dimm === undefined ? undefined : [dimm.name],
  };
}

/** Bad blocks of a whole region. */
export function regionBadblockReport(region: Region, listed: boolean): BadblockReport {
  const start = regionResource(region);
  const blocks = regionBadblocks(region);
  if (listed && start === undefined && blocks.length > 0) return NONE;
  return report(blocks, listed, (block) => withDimm(region, block, (start ?? 0) + block.offset * SECTOR));
}

/** The region's bad blocks inside a part of it, counted from the start of that part. */
function partReport(region: Region, begin: number, size: number, listed: boolean): BadblockReport {
  const start = regionResource(region);
  const blocks = start === undefined ? [] : regionBadblocks(region);
  if (start === undefined || blocks.length === 0) return NONE;
  const last = begin + size - 1;
  const inside: Badblock[] = [];
  for (const block of blocks) {
    const first = start + block.offset * SECTOR;
    const end = first + block.length * SECTOR - 1;
    if (end <= begin || first >= last) continue;
    const from = Math.max(first, begin);
    const to = Math.min(end, last);
    inside.push({
      offset: Math.floor((from - begin) / SECTOR),
      length: Math.floor((to - from + 1) / SECTOR),
    });
  }
  return report(inside, listed, (block) => withDimm(region, block, begin + block.offset * SECTOR));
}

const plainReport = (ndns: Namespace, listed: boolean): BadblockReport =>
  listed ? report(namespaceBadblocks(ndns), true, ({ offset, length }) => ({ offset, length })) : NONE;

/** Bad blocks in the usable part of the namespace. */
export function namespaceBadblockReport(ndns: Namespace, holder: Holder, listed: boolean): BadblockReport {
  const { region } = ndns;
  const claim = holder.pfn ?? holder.dax;
  if (claim !== undefined) {
    const begin = claimResource(claim);
    if (begin === undefined) return holder.pfn === undefined ? NONE : plainReport(ndns, listed);
    const size = claimSize(claim);
    return size === undefined ? NONE : partReport(region, begin, size, listed);
  }
  if (holder.btt !== undefined) {
    const begin = namespaceResource(ndns);
    // The library does not know which of them the translation table hides, so only their number is printed.
    return begin === undefined ? NONE : partReport(region, begin, namespaceSize(ndns), false);
  }
  const whole = regionBadblockReport(region, listed);
  return whole.list === undefined && listed ? plainReport(ndns, listed) : whole;
}
