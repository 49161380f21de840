/**
 * The part of two states of a kernel in which they differ, for views whose cost follows the number of
 * records. Tables that are in memory as a whole stay whole.
 */
import type { Resource } from '../../kernel/kernel/resource/state.ts';
import { SECTION_SIZE, sameSection } from '../../kernel/mm/mmzone.ts';
import type { DevPagemap, SectionRun } from '../../kernel/mm/state.ts';
import type { NdNamespace } from '../../kernel/nvdimm/state.ts';
import type { KernelState } from '../../kernel/state.ts';
import { interpolationSearch } from '../../lib/bisect.ts';
import { overlaps, type Range, widen } from '../../lib/range.ts';
import { findRun, type Span } from '../../lib/runs.ts';
import { physToPfn } from '../../lib/units.ts';
import { addRelated, type Keys, noKeys, TABLES, type TableName } from './relations.ts';

/** A kernel's records before and after. */
export type Both<T = KernelState> = readonly [before: T, after: T];

/** Keys of the records that differ. */
export interface Changed extends Record<TableName, readonly string[]> {
  resources: readonly string[];
}

/** Access to the tables of both states. */
export interface Tables {
  /** Tests for a table that is not read as a whole. */
  isLarge(way: readonly string[]): boolean;
  /** The namespaces of the state after: all that are in one of the ranges, and others. */
  namespaces(ranges: readonly Range[]): Iterable<NdNamespace>;
  pagemaps(ranges: readonly Range[]): Iterable<DevPagemap>;
}

type Table = Record<string, unknown>;

const sized = (start: number, size: number): Range[] => (size > 0 ? [{ start, end: start + size - 1 }] : []);

/** A resource without its place in the tree, which changes with its neighbours. */
const alone = (resource: Resource | undefined): string =>
  JSON.stringify(resource && [resource.name, resource.desc, resource.start, resource.end]);

const isIn =
  (runs: readonly SectionRun[]) =>
  (run: SectionRun): boolean => {
    const other = findRun(runs, run.first);
    return (
      other !== undefined && other.first === run.first && other.last === run.last && sameSection(run, other)
    );
  };

/** Sections whose records differ. */
function differingSections(before: readonly SectionRun[], after: readonly SectionRun[]): Span[] {
  const runs = [...before.filter((run) => !isIn(after)(run)), ...after.filter((run) => !isIn(before)(run))];
  const edges = [...new Set(runs.flatMap(({ first, last }) => [first, last + 1]))].sort((a, b) => a - b);
  return edges.slice(0, -1).flatMap((first, i) => {
    const [was, is] = [findRun(before, first), findRun(after, first)];
    const isSame = was === undefined || is === undefined ? was === is : sameSection(was, is);
    return isSame ? [] : [{ first, last: edges[i + 1]! - 1 }];
  });
}

/** The whole sections in which something differs. */
function touched(both: Both, keys: Keys, changed: Changed): Range[] {
  const [before, after] = both;
  const ranges = both.flatMap(({ nd, mm, dax, resources }): Range[] => [
    ...[...keys.namespaces].flatMap((name) => {
      const namespace = nd.namespaces[name];
      return namespace === undefined ? [] : sized(namespace.start, namespace.size);
    }),
    ...[...keys.pagemaps].flatMap((id) => mm.pagemaps[Number(id)]?.ranges ?? []),
    ...[...keys.daxDevices].flatMap((name) => dax.devices[name]?.ranges ?? []),
    ...changed.resources
      .filter((id) => alone(before.resources.byId[Number(id)]) !== alone(after.resources.byId[Number(id)]))
      .flatMap((id) => resources.byId[Number(id)] ?? []),
  ]);
  const sections = differingSections(before.mm.sections, after.mm.sections).map(({ first, last }) => ({
    start: first * SECTION_SIZE,
    end: (last + 1) * SECTION_SIZE - 1,
  }));
  return [...ranges.map((range) => widen(range, SECTION_SIZE)), ...sections];
}

/** Adds the namespaces that intersect the ranges, and the devices that claim them. */
function addNamespaces(keys: Keys, namespaces: Iterable<NdNamespace>, ranges: readonly Range[]): void {
  for (const { name, start, size, claim } of namespaces) {
    if (!sized(start, size).some((own) => ranges.some((range) => overlaps(own, range)))) continue;
    keys.namespaces.add(name);
    if (claim !== null) for (const table of ['pfns', 'btts'] as const) keys[table].add(claim);
  }
}

/** Adds the page maps that intersect the ranges; kernels before 4.14 have no list of frames. */
function addPagemaps(keys: Keys, { mm }: KernelState, tables: Tables, ranges: readonly Range[]): void {
  if (mm.pagemapFrames.length === 0)
    for (const { id, ranges: own } of tables.pagemaps(ranges))
      if (own.some((one) => ranges.some((range) => overlaps(one, range)))) keys.pagemaps.add(`${id}`);
  const frames = mm.pagemapFrames;
  for (const { start, end } of ranges) {
    const [first, last] = [physToPfn(start), physToPfn(end)];
    let at = interpolationSearch(frames.length, (i) => frames[i]!.last, first);
    for (; at < frames.length && frames[at]!.first <= last; at++) keys.pagemaps.add(`${frames[at]!.id}`);
  }
}

/** The tree of resources that intersect the ranges. Children are ascending and do not overlap. */
function prunedTree(byId: Record<number, Resource>, ranges: readonly Range[]): Record<number, Resource> {
  const pruned: Record<number, Resource> = {};
  const keep = (resource: Resource): void => {
    const { children } = resource;
    const kept = new Set<number>();
    for (const range of ranges) {
      const first = interpolationSearch(children.length, (i) => byId[children[i]!]!.end, range.start);
      for (let at = first; at < children.length && byId[children[at]!]!.start <= range.end; at++)
        kept.add(children[at]!);
    }
    pruned[resource.id] = { ...resource, children: children.filter((id) => kept.has(id)) };
    for (const id of kept) keep(byId[id]!);
  };
  keep(byId[0]!);
  return pruned;
}

/** The records of the keys that are in a table, those that changed first and in the order of the table. */
const picked = (table: Table, keys: ReadonlySet<string>): Table =>
  Object.fromEntries([...keys].filter((key) => Object.hasOwn(table, key)).map((key) => [key, table[key]]));

/**
 * Both states with the records that differ, the records that these refer to, and those in the same sections.
 */
export function excerpts(both: Both, changed: Changed, tables: Tables): Both {
  const names = Object.keys(TABLES) as TableName[];
  const large = names.filter((name) => tables.isLarge(TABLES[name]));
  const treeIsLarge = tables.isLarge(['resources', 'byId']);
  if (large.length === 0 && !treeIsLarge) return both;
  const keys = noKeys();
  for (const name of names) for (const key of changed[name]) addRelated(keys, both, name, key);
  const ranges = touched(both, keys, changed);
  // Those of the state before are the same, but for those that changed.
  addNamespaces(keys, tables.namespaces(ranges), ranges);
  addPagemaps(keys, both[1], tables, ranges);
  const excerpt = (state: KernelState): KernelState => {
    const own = { ...state, nd: { ...state.nd }, block: { ...state.block }, dax: { ...state.dax } };
    own.mm = { ...state.mm };
    for (const name of large) {
      const [holder, field] = TABLES[name];
      const table = (state[holder] as unknown as Record<string, Table>)[field]!;
      (own[holder] as unknown as Record<string, Table>)[field] = picked(table, keys[name]);
    }
    if (treeIsLarge) own.resources = { ...state.resources, byId: prunedTree(state.resources.byId, ranges) };
    return own;
  };
  return [excerpt(both[0]), excerpt(both[1])];
}
