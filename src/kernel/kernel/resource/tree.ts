/**
 * Resource tree of kernel/resource.c: records, lookup by address, linking and unlinking. Departs from the
 * kernel in keeping siblings in ascending arrays that are searched, so that the cost of a request does not
 * grow with their number.
 */
import { interpolationSearch } from '../../../lib/bisect.ts';
import type { Range } from '../../../lib/range.ts';
import type { Kernel } from '../../kernel.ts';
import type { Resource, ResourceDesc, ResourceState } from './state.ts';

/** Id of iomem_resource. */
export const IOMEM = 0;

/** Properties of a resource that is not in the tree yet; flags default to false. */
export interface NewResource extends Range {
  name: string;
  busy?: boolean;
  systemRam?: boolean;
  desc?: ResourceDesc;
}

/** An empty tree whose root ends at the CPU's last physical address. */
export function emptyResources(end: number): ResourceState {
  const root = record(IOMEM, { name: 'PCI mem', start: 0, end });
  return { byId: { [IOMEM]: root }, nextId: IOMEM + 1 };
}

function record(id: number, from: NewResource): Resource {
  const { name, busy = false, systemRam = false, desc = 'none' } = from;
  const range = { start: from.start, end: from.end };
  return { id, name, ...range, busy, systemRam, desc, parent: null, children: [] };
}

/** Returns a resource by id; throws RangeError when it does not exist. */
export function resource(k: Kernel, id: number): Resource {
  const found = k.state.resources.byId[id];
  if (found === undefined) throw new RangeError(`no resource ${id}`);
  return found;
}

/** The children of a resource, ascending. */
export const childrenOf = (k: Kernel, parent: Resource): Resource[] =>
  parent.children.map((id) => resource(k, id));

/** Index of the first child that ends at or after `address`. */
export const firstChildAt = (k: Kernel, parent: Resource, address: number): number =>
  interpolationSearch(parent.children.length, (i) => resource(k, parent.children[i]!).end, address);

/** Creates a record outside the tree. */
export function allocate(k: Kernel, from: NewResource): Resource {
  const { resources } = k.state;
  const made = record(resources.nextId++, from);
  resources.byId[made.id] = made;
  return made;
}

/**
 * Deletes a record. The next one takes the number of the newest: with numbers of records that came and went between
 * them, an object of ten thousand takes V8 a millisecond for each change.
 */
export function free_resource(k: Kernel, id: number): void {
  const { resources } = k.state;
  delete resources.byId[id];
  if (id === resources.nextId - 1) resources.nextId = id;
}

/** Deletes a resource outside the tree and its descendants. */
export function delete_resource(k: Kernel, id: number): void {
  for (const child of resource(k, id).children) delete_resource(k, child);
  free_resource(k, id);
}

/** Adds `fresh` below `parent`. Returns null, or on failure the conflicting resource or the parent. */
export function __request_resource(k: Kernel, parent: Resource, fresh: Resource): Resource | null {
  if (fresh.end < fresh.start || fresh.start < parent.start || fresh.end > parent.end) return parent;
  const at = firstChildAt(k, parent, fresh.start);
  const next = parent.children[at];
  if (next !== undefined && resource(k, next).start <= fresh.end) return resource(k, next);
  parent.children.splice(at, 0, fresh.id);
  fresh.parent = parent.id;
  return null;
}

/** Like __request_resource from `root` down, but resources wholly inside `fresh` become its children. */
export function __insert_resource(k: Kernel, root: Resource, fresh: Resource): Resource | null {
  let parent = root;
  let first: Resource | null;
  for (;;) {
    first = __request_resource(k, parent, fresh);
    if (first === null || first === parent) return first;
    if (first.start > fresh.start || first.end < fresh.end) break;
    if (first.start === fresh.start && first.end === fresh.end) break;
    parent = first;
  }
  const from = parent.children.indexOf(first.id);
  let to = from;
  for (; to < parent.children.length; to++) {
    const next = resource(k, parent.children[to]!);
    if (next.start > fresh.end) break;
    if (next.start < fresh.start || next.end > fresh.end) return next;
  }
  fresh.children = parent.children.splice(from, to - from, fresh.id);
  fresh.parent = parent.id;
  for (const child of fresh.children) resource(k, child).parent = fresh.id;
  return null;
}

/** Removes a resource from its parent; returns the parent and the index. */
export function unlink(k: Kernel, old: Resource): { parent: Resource; at: number } {
  const parent = resource(k, old.parent!);
  const at = firstChildAt(k, parent, old.start);
  if (parent.children[at] !== old.id) throw new RangeError(`resource ${old.name} is not below its parent`);
  parent.children.splice(at, 1);
  return { parent, at };
}
