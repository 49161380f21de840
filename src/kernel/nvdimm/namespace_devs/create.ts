/**
 * Creation of a region's namespaces: one that spans the region when no DIMM has labels, else one per label
 * set. Models nd_region_register_namespaces() and the functions it calls in drivers/nvdimm/namespace_devs.c,
 * all releases.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { heapSort } from '../../../lib/heapsort.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import { is_nfit_test } from '../../testing/nfit_test/nfit.ts';
import { traced } from '../../trace.ts';
import { nd_device_register, nd_synchronize } from '../bus/async.ts';
import {
  ND_DEVICE,
  nd_add_child,
  nd_region_to_nstype,
  nd_remove_child,
  nd_set_uuid,
  to_nd_region,
  to_ndns,
  to_nvdimm_bus,
} from '../devices.ts';
import { init_active_labels } from '../label/active.ts';
import type { NdNamespace, NdRegion } from '../state.ts';
import { scan_labels } from './label-scan.ts';

/** Initial fields of a namespace; the others start empty. */
export type NamespaceDesc = Pick<NdNamespace, 'kind' | 'start' | 'size'> &
  Partial<Pick<NdNamespace, 'altName' | 'lbasize' | 'claimClass'>> & { uuid?: string };

function add_namespace(k: Kernel, region: NdRegion, id: number, desc: NamespaceDesc): string {
  const name = `namespace${region.id}.${id}`;
  const ndns: NdNamespace = {
    name,
    id,
    region: region.name,
    core: { driver: null, devres: [] },
    forceRaw: false,
    claim: null,
    claimClass: desc.claimClass ?? 'none',
    altName: desc.altName ?? '',
    lbasize: desc.lbasize ?? 0,
    kind: desc.kind,
    start: desc.start,
    size: desc.size,
    uuid: null,
  };
  k.state.nd.namespaces[name] = ndns;
  nd_add_child(region.namespaces, name);
  if (desc.uuid !== undefined) nd_set_uuid(k, ndns, desc.uuid);
  nd_device_register(k, name);
  return name;
}

/** An unconfigured namespace of size 0 at the start of the region. */
const empty_namespace = (region: NdRegion): NamespaceDesc => ({
  kind: 'pmem',
  start: region.start,
  size: 0,
});

/** Creates and registers an empty namespace with the lowest free id; returns its name. */
export const nd_namespace_pmem_create = (k: Kernel, region: NdRegion): string =>
  add_namespace(k, region, ida_alloc(region.nsIda), empty_namespace(region));

const create_namespace_io = (region: NdRegion): NamespaceDesc[] => [
  { kind: 'io', start: region.start, size: region.size },
];

/**
 * The namespaces that the labels describe, or one empty namespace if they describe none; null when labels are
 * invalid.
 */
function create_namespaces(k: Kernel, region: NdRegion): NamespaceDesc[] | null {
  const found = scan_labels(k, region);
  return found?.length === 0 ? [empty_namespace(region)] : found;
}

/**
 * Comparison of sort() with cmp_dpa(): a memcmp() of the little-endian start addresses, in which the lowest
 * byte is the most significant.
 */
export function cmp_dpa(a: Pick<NamespaceDesc, 'start'>, b: Pick<NamespaceDesc, 'start'>): number {
  let left: number = a.start;
  let right: number = b.start;
  while (left !== right) {
    const difference = (left % 256) - (right % 256);
    if (difference !== 0) return difference;
    left = Math.floor(left / 256);
    right = Math.floor(right / 256);
  }
  return 0;
}

/**
 * Runs pending asynchronous probes before the region's next namespace is registered. A probe that completes
 * before the region has its namespace seed does not advance the seed: the first namespace stays the seed
 * although it is in use. On real machines this is a race that the probe usually loses; the buffers of
 * nfit_test map fast enough for it to win.
 */
function run_pending_probes(k: Kernel, region: NdRegion): void {
  if (is_nfit_test(to_nvdimm_bus(k, region.bus))) nd_synchronize(k);
}

/**
 * Reads the labels of the region's DIMMs and registers the namespaces they describe.
 *
 * @returns number of namespaces, or -ENODEV (none could be created), -ENXIO (a DIMM is locked or disabled)
 */
export const nd_region_register_namespaces = traced('nd_region_register_namespaces', register_namespaces);

function register_namespaces(k: Kernel, region: NdRegion): number {
  const rc = init_active_labels(k, region);
  if (rc < 0) return rc;
  const labelled = nd_region_to_nstype(k, region) === ND_DEVICE.NAMESPACE_PMEM;
  const found = labelled ? create_namespaces(k, region) : create_namespace_io(region);
  if (found === null) return -ERRNO.ENODEV;
  const names: string[] = [];
  for (const [i, desc] of heapSort(found, cmp_dpa).entries()) {
    if (k.state.nd.namespaceDrivers) run_pending_probes(k, region);
    names.push(add_namespace(k, region, labelled ? ida_alloc(region.nsIda) : i, desc));
  }
  region.namespaceSeed = names[0] ?? null;
  return names.length;
}

/** Deletes a namespace's record and frees its id (namespace_pmem_release). */
export function namespace_release(k: Kernel, name: string): void {
  const ndns = to_ndns(k, name);
  const region = to_nd_region(k, ndns.region);
  nd_set_uuid(k, ndns, null);
  if (ndns.kind === 'pmem') ida_free(region.nsIda, ndns.id);
  nd_remove_child(region.namespaces, name);
  delete k.state.nd.namespaces[name];
}
