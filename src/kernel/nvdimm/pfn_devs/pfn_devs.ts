/**
 * pfn and dax devices, which add an info block and struct pages to a namespace: models
 * drivers/nvdimm/pfn_devs.c and dax_devs.c, all releases. An nd_dax is an nd_pfn with another name and
 * signature, so both share one record type.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { PMD_SIZE } from '../../arch/x86/pgtable.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import { nd_device_register } from '../bus/async.ts';
import { __nd_attach_ndns, nd_detach_ndns } from '../claim/claim.ts';
import { nd_add_child, nd_remove_child, nd_set_uuid, to_nd_region } from '../devices.ts';
import type { NdNamespace, NdPfn, NdRegion } from '../state.ts';
import { nd_pfn_validate } from './validate.ts';

type Kind = NdPfn['kind'];

/** PFN_DEFAULT_ALIGNMENT with transparent huge pages (HPAGE_PMD_SIZE). */
const PFN_DEFAULT_ALIGNMENT = PMD_SIZE;

const idaOf = (region: NdRegion, kind: Kind) => (kind === 'dax' ? region.daxIda : region.pfnIda);
const childrenOf = (region: NdRegion, kind: Kind) => (kind === 'dax' ? region.daxes : region.pfns);

function nd_pfn_alloc(k: Kernel, region: NdRegion, kind: Kind): NdPfn {
  const id = ida_alloc(idaOf(region, kind));
  const pfn: NdPfn = {
    name: `${kind}${region.id}.${id}`,
    kind,
    id,
    region: region.name,
    core: { driver: null, devres: [] },
    uuid: null,
    mode: 'none',
    align: PFN_DEFAULT_ALIGNMENT,
    namespace: null,
    sb: null,
    data: null,
  };
  k.state.nd.pfns[pfn.name] = pfn;
  return pfn;
}

function register(k: Kernel, region: NdRegion, pfn: NdPfn): void {
  nd_add_child(childrenOf(region, pfn.kind), pfn.name);
  nd_device_register(k, pfn.name);
}

/** Creates and registers an idle device in the region; returns its name. */
function create(k: Kernel, region: NdRegion, kind: Kind): string {
  const pfn = nd_pfn_alloc(k, region, kind);
  register(k, region, pfn);
  return pfn.name;
}

/** Deletes the record of an unbound device, releases its namespace and frees its id. */
export function nd_pfn_release(k: Kernel, name: string): void {
  const pfn = k.state.nd.pfns[name];
  if (pfn === undefined) return;
  const region = to_nd_region(k, pfn.region);
  nd_detach_ndns(k, pfn);
  nd_set_uuid(k, pfn, null);
  nd_remove_child(childrenOf(region, pfn.kind), name);
  ida_free(idaOf(region, pfn.kind), pfn.id);
  delete k.state.nd.pfns[name];
}

/** Creates and registers an idle pfn device, the next seed; returns its name. */
export const nd_pfn_create = (k: Kernel, region: NdRegion): string => create(k, region, 'pfn');

/**
 * Creates and registers an idle dax device, the next seed; returns its name, or null for a kernel without
 * device-dax.
 */
export const nd_dax_create = (k: Kernel, region: NdRegion): string | null =>
  k.has('device-dax') ? create(k, region, 'dax') : null;

/**
 * Looks for an info block of the given kind in an open namespace. If a valid one exists, creates a device
 * that claims the namespace and is probed in its place.
 */
function probe(k: Kernel, namespace: NdNamespace, kind: Kind): number {
  if (namespace.forceRaw) return -ERRNO.ENODEV;
  if (namespace.claimClass !== 'none' && namespace.claimClass !== kind) return -ERRNO.ENODEV;
  const region = to_nd_region(k, namespace.region);
  const pfn = nd_pfn_alloc(k, region, kind);
  __nd_attach_ndns(pfn, namespace);
  // The device is not on a bus and has no driver yet, so its messages start with its name alone.
  const sb = nd_pfn_validate(k, pfn, { driver: '', name: pfn.name });
  if (typeof sb === 'number') {
    nd_pfn_release(k, pfn.name);
    return sb;
  }
  register(k, region, pfn);
  return 0;
}

/**
 * Autodetection of fsdax.
 *
 * @returns 0 (a pfn device claimed the namespace), -ENODEV (no such info block), -EOPNOTSUPP (an info block
 *   that this kernel cannot use at the namespace's address)
 */
export const nd_pfn_probe = traced('nd_pfn_probe', (k: Kernel, namespace: NdNamespace): number =>
  probe(k, namespace, 'pfn'),
);
/** Autodetection of devdax; results as of `nd_pfn_probe`. */
export const nd_dax_probe = traced('nd_dax_probe', (k: Kernel, namespace: NdNamespace): number =>
  probe(k, namespace, 'dax'),
);
