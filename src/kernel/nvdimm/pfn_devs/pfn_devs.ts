/**
 * pfn and dax devices, which give a namespace an info block and struct pages: models
 * drivers/nvdimm/pfn_devs.c and dax_devs.c, all releases. An nd_dax is an nd_pfn with another name and
 * signature, so both are one record.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { MiB } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import { nd_device_register } from '../bus/async.ts';
import { __nd_attach_ndns, nd_detach_ndns } from '../claim/claim.ts';
import { nd_add_child, nd_remove_child, nd_set_uuid, to_nd_region } from '../devices.ts';
import type { NdNamespace, NdPfn, NdRegion } from '../state.ts';
import { nd_pfn_validate } from './validate.ts';

type Kind = NdPfn['kind'];

/** PMD sized mappings, where the CPU has them: every x86-64. */
const PFN_DEFAULT_ALIGNMENT = 2 * MiB;

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

/** Makes an idle device of a kind in the region, the next seed; its name. */
function create(k: Kernel, region: NdRegion, kind: Kind): string {
  const pfn = nd_pfn_alloc(k, region, kind);
  register(k, region, pfn);
  return pfn.name;
}

/** Forgets a device that has no driver: its namespace is free, its number can be used again. */
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

export const nd_pfn_create = (k: Kernel, region: NdRegion): string => create(k, region, 'pfn');

/** Returns null for a kernel without device-dax. */
export const nd_dax_create = (k: Kernel, region: NdRegion): string | null =>
  k.has('device-dax') ? create(k, region, 'dax') : null;

/**
 * Looks for an info block of a kind in an open namespace and, when there is one that fits, makes a device
 * that holds the namespace and will be probed in its stead.
 */
function probe(k: Kernel, namespace: NdNamespace, kind: Kind): number {
  if (namespace.forceRaw) return -ERRNO.ENODEV;
  if (namespace.claimClass !== 'none' && namespace.claimClass !== kind) return -ERRNO.ENODEV;
  const region = to_nd_region(k, namespace.region);
  const pfn = nd_pfn_alloc(k, region, kind);
  __nd_attach_ndns(pfn, namespace);
  // The device is on no bus yet, and no driver's: its messages begin with nothing but its name.
  const sb = nd_pfn_validate(k, pfn, { driver: '', name: pfn.name });
  if (typeof sb === 'number') {
    nd_pfn_release(k, pfn.name);
    return sb;
  }
  register(k, region, pfn);
  return 0;
}

/**
 * Autodetection of fsdax: 0 when a pfn device took over, -ENODEV when there is no such info block,
 * -EOPNOTSUPP when there is one that this kernel cannot use where the namespace lies.
 */
export const nd_pfn_probe = traced('nd_pfn_probe', (k: Kernel, namespace: NdNamespace): number =>
  probe(k, namespace, 'pfn'),
);
/** Autodetection of devdax, with the results of `nd_pfn_probe`. */
export const nd_dax_probe = traced('nd_dax_probe', (k: Kernel, namespace: NdNamespace): number =>
  probe(k, namespace, 'dax'),
);
