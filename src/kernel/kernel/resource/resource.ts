/** Physical address resources and /proc/iomem: models kernel/resource.c, releases 4.4 to 6.12. */
import { ERRNO } from '../../../lib/errno.ts';
import { intersection, type Range } from '../../../lib/range.ts';
import { hex } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { pr_info } from '../printk.ts';
import type { Resource, ResourceDesc } from './state.ts';
import {
  __insert_resource,
  __request_resource,
  allocate,
  childrenOf,
  delete_resource,
  firstChildAt,
  free_resource,
  IOMEM,
  type NewResource,
  resource,
  unlink,
} from './tree.ts';

/** Indentation levels of /proc/iomem; deeper resources are printed at the last level. */
const MAX_IORES_LEVEL = 5;

/**
 * Inserts a resource; resources wholly inside it become its children.
 *
 * @returns its id, or null when it partly overlaps another resource
 */
export function insert_resource(k: Kernel, from: NewResource, parent = IOMEM): number | null {
  const fresh = allocate(k, from);
  if (__insert_resource(k, resource(k, parent), fresh) === null) return fresh.id;
  delete_resource(k, fresh.id);
  return null;
}

/**
 * Inserts a resource and expands it over resources that it partly overlaps.
 *
 * @returns its id, or null beyond the CPU's physical address range
 */
export function insert_resource_expand_to_fit(k: Kernel, from: NewResource): number | null {
  const fresh = allocate(k, from);
  const root = resource(k, IOMEM);
  for (;;) {
    const conflict = __insert_resource(k, root, fresh);
    if (conflict === null) return fresh.id;
    if (conflict === root) break;
    if (conflict.start < fresh.start) fresh.start = conflict.start;
    if (conflict.end > fresh.end) fresh.end = conflict.end;
    pr_info(k, `Expanded resource ${fresh.name} due to conflict with ${conflict.name}`);
  }
  delete_resource(k, fresh.id);
  return null;
}

/** Adds a resource below `parent`; returns its id, or null on a conflict. */
export function request_resource(k: Kernel, from: NewResource, parent = IOMEM): number | null {
  const fresh = allocate(k, from);
  if (__request_resource(k, resource(k, parent), fresh) === null) return fresh.id;
  delete_resource(k, fresh.id);
  return null;
}

/**
 * Reserves an address range: the new busy resource becomes a child of the innermost resource that contains it
 * and is not busy.
 *
 * @param start physical address in bytes
 * @param size bytes
 * @param systemRam marks the range as System RAM, as memory hotplug does
 * @returns the id of the new resource, or null when it overlaps a busy resource or a resource's boundary
 */
export function __request_region(
  k: Kernel,
  start: number,
  size: number,
  name: string,
  systemRam: boolean,
): number | null {
  const fresh = allocate(k, { name, start, end: start + size - 1, busy: true });
  let parent = resource(k, IOMEM);
  for (;;) {
    fresh.systemRam = systemRam || parent.systemRam;
    fresh.desc = parent.desc;
    const conflict = __request_resource(k, parent, fresh);
    if (conflict === null) return fresh.id;
    if (conflict === parent || conflict.busy) break;
    parent = conflict;
  }
  delete_resource(k, fresh.id);
  return null;
}

/** Reserves an address range for a driver; see __request_region. */
export const request_mem_region = (k: Kernel, start: number, size: number, name: string): number | null =>
  __request_region(k, start, size, name, false);

/** Removes a resource and its descendants. */
export function release_resource(k: Kernel, id: number): void {
  unlink(k, resource(k, id));
  delete_resource(k, id);
}

/** Removes a resource; its children move up to its parent. */
export function remove_resource(k: Kernel, id: number): void {
  const old = resource(k, id);
  const { parent, at } = unlink(k, old);
  for (const child of old.children) resource(k, child).parent = parent.id;
  parent.children.splice(at, 0, ...old.children);
  free_resource(k, id);
}

/** Changes the bounds of a resource. Returns 0, or -EBUSY on a conflict with siblings, parent or children. */
export function adjust_resource(k: Kernel, id: number, start: number, size: number): number {
  const old = resource(k, id);
  const end = start + size - 1;
  if (old.parent !== null) {
    const parent = resource(k, old.parent);
    if (start < parent.start || end > parent.end) return -ERRNO.EBUSY;
    const at = parent.children.indexOf(id);
    const [before, after] = [parent.children[at - 1], parent.children[at + 1]];
    if (before !== undefined && start <= resource(k, before).end) return -ERRNO.EBUSY;
    if (after !== undefined && end >= resource(k, after).start) return -ERRNO.EBUSY;
  }
  for (const child of childrenOf(k, old)) if (child.start < start || child.end > end) return -ERRNO.EBUSY;
  old.start = start;
  old.end = end;
  return 0;
}

/** Releases a part of a busy resource (memory hot-remove): all of it, either end, or the middle. */
export function release_mem_region_adjustable(k: Kernel, start: number, size: number): void {
  const end = start + size - 1;
  let parent = resource(k, IOMEM);
  for (;;) {
    const at = firstChildAt(k, parent, start);
    const id = parent.children[at];
    if (id === undefined) return;
    const found = resource(k, id);
    if (found.start > start || found.end < end) return;
    if (!found.busy) {
      parent = found;
      continue;
    }
    if (found.start === start && found.end === end) release_resource(k, id);
    else if (found.start === start) adjust_resource(k, id, end + 1, found.end - end);
    else {
      const { name, busy, systemRam, desc } = found;
      const tail = { name, busy, systemRam, desc, start: end + 1, end: found.end };
      adjust_resource(k, id, found.start, start - found.start);
      if (tail.end > end) request_resource(k, tail, parent.id);
    }
    return;
  }
}

/** All descendants of `parent`, parents before children, ascending. */
function* walk_resources(k: Kernel, parent: Resource): Generator<Resource> {
  for (const child of childrenOf(k, parent)) {
    yield child;
    yield* walk_resources(k, child);
  }
}

/** Resources with an IORES_DESC, ascending; descendants of a match are skipped. */
export function walk_iomem_res_desc(k: Kernel, desc: ResourceDesc): Resource[] {
  const found: Resource[] = [];
  for (const entry of walk_resources(k, resource(k, IOMEM)))
    if (entry.desc === desc && entry.start > (found.at(-1)?.end ?? -1)) found.push(entry);
  return found;
}

/** Parts of `range` that are busy System RAM, ascending (walk_system_ram_range). */
export function walk_system_ram_range(k: Kernel, range: Range): Range[] {
  const found: Range[] = [];
  const visit = (parent: Resource): void => {
    for (let at = firstChildAt(k, parent, range.start); at < parent.children.length; at++) {
      const entry = resource(k, parent.children[at]!);
      if (entry.start > range.end) break;
      if (entry.systemRam && entry.busy) found.push(intersection(entry, range)!);
      else visit(entry);
    }
  };
  visit(resource(k, IOMEM));
  return found;
}

/** Printed bounds of a resource, both inclusive. */
interface Ends {
  start: number | bigint;
  end: number | bigint;
}

/**
 * Formats a memory range like `%pR`: `[mem 0x200000000-0x23fffffff]`.
 *
 * @param attributes words for flags, `64bit pref`
 */
export const format_resource = ({ start, end }: Ends, attributes = ''): string =>
  `[mem ${hex(start, 8)}-${hex(end, 8)}${attributes === '' ? '' : ` ${attributes}`}]`;

/** Formats a memory range like `%pr`, with its flags as a number, which is IORESOURCE_MEM here. */
export const resource_raw = (range: Ends): string => format_resource(range, 'flags 0x200');

/** Result of region_intersects(); `intersects` means System RAM alone. */
export type Intersection = 'disjoint' | 'intersects' | 'mixed';

/** Descendants of `parent` that intersect a range, parents before children, ascending. */
function* walk_touching(k: Kernel, parent: Resource, range: Range): Generator<Resource> {
  for (let at = firstChildAt(k, parent, range.start); at < parent.children.length; at++) {
    const child = resource(k, parent.children[at]!);
    if (child.start > range.end) return;
    yield child;
    yield* walk_touching(k, child, range);
  }
}

/**
 * System RAM descendants of `top`: their number, and if they cover its part of the requested range when they
 * are cut from it in ascending order.
 */
function descendants(k: Kernel, top: Resource, asked: Range): { matches: number; covered: boolean } {
  const left = intersection(top, asked)!;
  let matches = 0;
  for (const entry of walk_touching(k, top, asked)) {
    if (!entry.systemRam) continue;
    matches++;
    if (entry.start > left.start) break;
    if (entry.end >= left.end) return { matches, covered: true };
    left.start = Math.max(left.start, entry.end + 1);
  }
  return { matches, covered: false };
}

/**
 * Classifies a range as disjoint from System RAM, intersecting only System RAM, or mixed with other
 * resources. Unassigned address space does not count as another resource.
 *
 * @param start physical address in bytes
 * @param size bytes, at least 1
 */
export function region_intersects(k: Kernel, start: number, size: number): Intersection {
  const asked = { start, end: start + size - 1 };
  const root = resource(k, IOMEM);
  let type = 0;
  let other = 0;
  for (let at = firstChildAt(k, root, start); at < root.children.length; at++) {
    const top = resource(k, root.children[at]!);
    if (top.start > asked.end) break;
    if (top.systemRam) {
      type++;
      continue;
    }
    if (!k.has('region-intersects-descends')) {
      other++;
      continue;
    }
    const { matches, covered } = descendants(k, top, asked);
    type += matches;
    if (!covered) other++;
  }
  if (type === 0) return 'disjoint';
  return other === 0 ? 'intersects' : 'mixed';
}

/** Content of /proc/iomem as root reads it. */
export function proc_iomem(k: Kernel): string {
  const address = (value: number): string => value.toString(16).padStart(8, '0');
  const lines: string[] = [];
  const visit = (parent: Resource, depth: number): void => {
    for (const entry of childrenOf(k, parent)) {
      const indent = '  '.repeat(Math.min(depth, MAX_IORES_LEVEL));
      lines.push(`${indent}${address(entry.start)}-${address(entry.end)} : ${entry.name}\n`);
      visit(entry, depth + 1);
    }
  };
  visit(resource(k, IOMEM), 0);
  return lines.join('');
}
