/**
 * Claims of btt, pfn and dax devices on a namespace: models __nd_attach_ndns() and related functions of
 * drivers/nvdimm/claim.c, all releases.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { MiB } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_device_unregister } from '../bus/async.ts';
import { nd_device_kind, nd_set_uuid, to_nd_region } from '../devices.ts';
import type { ClaimClass, NdBtt, NdNamespace, NdPfn, NdRegion } from '../state.ts';

/** A device that can claim a namespace. */
export type Holder = NdBtt | NdPfn;

/** Smallest namespace in bytes that a btt, pfn or dax device can claim. */
const MIN_HOST_SIZE = 16 * MiB;

/** Claims the namespace for the device; returns false when it is already claimed. */
export function __nd_attach_ndns(device: Holder, namespace: NdNamespace): boolean {
  if (namespace.claim !== null) return false;
  namespace.claim = device.name;
  device.namespace = namespace.name;
  return true;
}

/** Releases the namespace that the device claims, if any. */
export function nd_detach_ndns(k: Kernel, device: Holder): void {
  const namespace = device.namespace === null ? undefined : k.state.nd.namespaces[device.namespace];
  if (namespace !== undefined) namespace.claim = null;
  device.namespace = null;
}

/** Returns true if the device is neither bound nor a seed. */
function is_idle(region: NdRegion, device: Holder): boolean {
  const { bttSeed, pfnSeed, daxSeed } = region;
  return ![bttSeed, pfnSeed, daxSeed].includes(device.name) && device.core.driver === null;
}

/** Releases the namespace. A device that is not a seed is removed; a seed is reset. */
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

/** Device kinds that each claim class admits; undefined admits all. */
const ADMITTED: Record<ClaimClass, readonly string[] | undefined> = {
  none: undefined,
  btt: ['btt'],
  btt2: ['btt'],
  pfn: ['pfn'],
  dax: ['dax'],
  unknown: [],
};

/**
 * Write to the `namespace` attribute: a name claims that namespace, a blank text releases it.
 *
 * @returns 0, -EBUSY (device bound or already claiming, namespace claimed or of another class), -EINVAL (not
 *   a namespace's name), -ENODEV (not in this region) or -ENXIO (smaller than 16 MiB)
 */
export function nd_namespace_store(k: Kernel, device: Holder, text: string): number {
  if (device.core.driver !== null) return -ERRNO.EBUSY;
  // The kernel ignores the result of strim(), so only white space at the end is left out.
  const name = text.trimEnd();
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
