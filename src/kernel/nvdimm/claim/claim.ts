/**
 * How btt, pfn and dax devices hold a namespace: models __nd_attach_ndns() and its kin of
 * drivers/nvdimm/claim.c, all releases.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { MiB } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_device_unregister } from '../bus/async.ts';
import { nd_device_kind, nd_set_uuid, to_nd_region } from '../devices.ts';
import type { ClaimClass, NdBtt, NdNamespace, NdPfn, NdRegion } from '../state.ts';

/** A device that can hold a namespace. */
export type Holder = NdBtt | NdPfn;

/** What can host a personality at all. */
const MIN_HOST_SIZE = 16 * MiB;

/** Makes the device the holder; false when somebody holds the namespace already. */
export function __nd_attach_ndns(device: Holder, namespace: NdNamespace): boolean {
  if (namespace.claim !== null) return false;
  namespace.claim = device.name;
  device.namespace = namespace.name;
  return true;
}

/** Lets go of the namespace that the device holds, if it holds one. */
export function nd_detach_ndns(k: Kernel, device: Holder): void {
  const namespace = device.namespace === null ? undefined : k.state.nd.namespaces[device.namespace];
  if (namespace !== undefined) namespace.claim = null;
  device.namespace = null;
}

/** True for a device that nobody needs any more: bound to nothing, holding nothing, no seed. */
function is_idle(region: NdRegion, device: Holder): boolean {
  const { bttSeed, pfnSeed, daxSeed } = region;
  return ![bttSeed, pfnSeed, daxSeed].includes(device.name) && device.core.driver === null;
}

/** Lets go of the namespace; the device disappears, or as a seed forgets its settings. */
function nd_detach_and_reset(k: Kernel, device: Holder): void {
  nd_detach_ndns(k, device);
  if (is_idle(to_nd_region(k, device.region), device)) {
    nd_device_unregister(k, device.name, 'async');
    return;
  }
  nd_set_uuid(k, device, null);
  if ('mode' in device) device.mode = 'none';
  else device.lbasize = 0;
}

/** The holders that a claim class admits; undefined admits all. */
const ADMITTED: Record<ClaimClass, readonly string[] | undefined> = {
  none: undefined,
  btt: ['btt'],
  btt2: ['btt'],
  pfn: ['pfn'],
  dax: ['dax'],
  unknown: [],
};

/**
 * A write to the `namespace` attribute: a name takes hold of that namespace, an empty line lets go.
 *
 * @returns 0, -EBUSY (device active or taken, namespace held or of another class), -EINVAL (not a
 *   namespace's name), -ENODEV (not in this region) or -ENXIO (smaller than 16 MiB)
 */
export function nd_namespace_store(k: Kernel, device: Holder, text: string): number {
  if (device.core.driver !== null) return -ERRNO.EBUSY;
  const name = text.trim();
  if (name !== '' && !name.startsWith('namespace')) return -ERRNO.EINVAL;
  if (name === '') {
    nd_detach_and_reset(k, device);
    return 0;
  }
  if (device.namespace !== null) return -ERRNO.EBUSY;
  const namespace = k.state.nd.namespaces[name];
  if (namespace === undefined || namespace.region !== device.region) return -ERRNO.ENODEV;
  const admitted = ADMITTED[namespace.claimClass];
  if (admitted !== undefined && !admitted.includes(nd_device_kind(device.name)!)) return -ERRNO.EBUSY;
  if (namespace.size < MIN_HOST_SIZE) return -ERRNO.ENXIO;
  return __nd_attach_ndns(device, namespace) ? 0 : -ERRNO.EBUSY;
}
