/**
 * The walk over buses, DIMMs, regions and namespaces of `list` and `monitor` (ndctl_filter_walk() of
 * ndctl/filter.c), with the filters that relate one kind of device to another.
 */
import { ERRNO } from '../../lib/errno.ts';
import { eprint, error } from '../util/console.ts';
import { strtol } from '../util/strtoull.ts';
import { type Bus, buses } from './lib/bus.ts';
import type { Ndctl } from './lib/context.ts';
import { type Dimm, dimms } from './lib/dimm.ts';
import {
  type Namespace,
  type NamespaceMode,
  namespaceMode,
  namespaceNumaNode,
  namespaces,
} from './lib/namespace.ts';
import { type Region, regionDimms, regionNumaNode, regions, regionType } from './lib/region.ts';
import { matchesBus, matchesDimm, matchesNamespace, matchesRegion } from './select.ts';

interface FilterParams {
  bus?: string | undefined;
  region?: string | undefined;
  dimm?: string | undefined;
  namespace?: string | undefined;
  mode?: string | undefined;
  type?: string | undefined;
  numaNode?: string | undefined;
}

/** Callbacks for each device that passes; a bus and a region come before their contents. */
export interface Visitor {
  bus?: (bus: Bus) => void;
  dimm?: (dimm: Dimm) => void;
  region?: (region: Region) => void;
  namespace?: (ndns: Namespace) => void;
}

const MODES: Record<string, NamespaceMode> = {
  memory: 'fsdax',
  fsdax: 'fsdax',
  sector: 'sector',
  safe: 'sector',
  dax: 'devdax',
  devdax: 'devdax',
  raw: 'raw',
};

/** The mode named by a word of the command line, case-insensitive; undefined for another word. */
export const modeNamed = (word: string | undefined): NamespaceMode | undefined =>
  word === undefined ? undefined : MODES[word.toLowerCase()];

const isOpen = (ident: string | undefined): boolean => ident === undefined || ident === 'all';

const someNamespace = (region: Region, ident: string): boolean =>
  namespaces(region).some((ndns) => matchesNamespace(ndns, ident));

function busPasses(bus: Bus, params: FilterParams): boolean {
  const { dimm, region, namespace } = params;
  return (
    matchesBus(bus, params.bus) &&
    (isOpen(dimm) || dimms(bus).some((candidate) => matchesDimm(candidate, dimm))) &&
    (isOpen(region) || regions(bus).some((candidate) => matchesRegion(candidate, region))) &&
    (isOpen(namespace) || regions(bus).some((candidate) => someNamespace(candidate, namespace!)))
  );
}

function dimmPasses(dimm: Dimm, params: FilterParams, numaNode: number | undefined): boolean {
  const { region, namespace } = params;
  const around = (test: (candidate: Region) => boolean): boolean =>
    regions(dimm.bus).some((candidate) => test(candidate) && regionDimms(candidate).includes(dimm));
  return (
    matchesDimm(dimm, params.dimm) &&
    (isOpen(region) || around((candidate) => matchesRegion(candidate, region))) &&
    (isOpen(namespace) || around((candidate) => someNamespace(candidate, namespace!))) &&
    (numaNode === undefined || around((candidate) => regionNumaNode(candidate) === numaNode))
  );
}

const regionPasses = (region: Region, { region: ident, dimm, namespace }: FilterParams): boolean =>
  matchesRegion(region, ident) &&
  (isOpen(dimm) || regionDimms(region).some((candidate) => matchesDimm(candidate, dimm))) &&
  (isOpen(namespace) || someNamespace(region, namespace!));

function namespacePasses(ndns: Namespace, params: FilterParams, numaNode: number | undefined): boolean {
  if (!matchesNamespace(ndns, params.namespace)) return false;
  if (params.mode !== undefined && modeNamed(params.mode) !== namespaceMode(ndns)) return false;
  return numaNode === undefined || namespaceNumaNode(ndns) === numaNode;
}

/** The node to filter by, undefined for all; or -EINVAL after an error message. */
function readNumaNode(ctx: Ndctl, text: string | undefined): { node: number | undefined } | number {
  if (text === undefined || text === 'all') return { node: undefined };
  if (ctx.files.stat('/sys/devices/system/node') === undefined) {
    error(ctx.con, 'This system does not support NUMA');
    return -ERRNO.EINVAL;
  }
  const { value, end } = strtol(text);
  if (end === 0 || end < text.length) {
    error(ctx.con, `invalid numa_node: '${text}'\n`);
    return -ERRNO.EINVAL;
  }
  // The library stores "no filter" as -1, so an explicit -1 selects every node.
  return { node: value === -1 ? undefined : value };
}

function walkRegions(
  ctx: Ndctl,
  bus: Bus,
  params: FilterParams,
  node: number | undefined,
  visit: Visitor,
): void {
  for (const region of regions(bus)) {
    if (!regionPasses(region, params)) continue;
    const regionNode = regionNumaNode(region);
    // Before 5.4 only namespaces know their node.
    if (node !== undefined && regionNode === undefined && visit.namespace === undefined) {
      eprint(ctx.con, 'This kernel does not provide NUMA node information per-region\n');
      continue;
    }
    if (node !== undefined && regionNode !== undefined && regionNode !== node) continue;
    if (params.type !== undefined && regionType(region) !== params.type) continue;
    visit.region?.(region);
    if (visit.namespace === undefined) continue;
    for (const ndns of namespaces(region)) if (namespacePasses(ndns, params, node)) visit.namespace(ndns);
  }
}

/** Visits every device that passes. 0, or -EINVAL after an error message about a parameter. */
export function filterWalk(ctx: Ndctl, params: FilterParams, visit: Visitor): number {
  const { type, mode } = params;
  if (type !== undefined && type !== 'pmem' && type !== 'blk') {
    error(ctx.con, `unknown type "${type}" must be "pmem" or "blk"\n`);
    return -ERRNO.EINVAL;
  }
  if (mode !== undefined && modeNamed(mode) === undefined) {
    error(ctx.con, `invalid mode: '${mode}'\n`);
    return -ERRNO.EINVAL;
  }
  const numa = readNumaNode(ctx, params.numaNode);
  if (typeof numa === 'number') return numa;
  for (const bus of buses(ctx)) {
    if (!busPasses(bus, params)) continue;
    visit.bus?.(bus);
    if (visit.dimm !== undefined)
      for (const dimm of dimms(bus)) if (dimmPasses(dimm, params, numa.node)) visit.dimm(dimm);
    walkRegions(ctx, bus, params, numa.node, visit);
  }
  return 0;
}
