/** Enabling and disabling namespaces through libndctl, with or without a check for users. */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { daxDevices } from '../../daxctl/lib/device.ts';
import { hasOnlineMemory } from '../../daxctl/lib/memory.ts';
import { dbg, err, utilBind } from '../../util/sysfs.ts';
import { type Claim, claimBlockDevice, claimDelete, claimIsEnabled } from './claim.ts';
import { refreshChildren } from './claim-enable.ts';
import { detachDriver } from './context.ts';
import {
  claimOf,
  type Namespace,
  namespaceBlockDevice,
  namespaceHolder,
  namespaceIsEnabled,
} from './namespace.ts';
import { pfnDaxRegion } from './pfn.ts';

const holderOf = (ndns: Namespace): Claim | undefined => claimOf(namespaceHolder(ndns));

/**
 * Binds the namespace to the driver that accepts it.
 *
 * @returns 0 if it is enabled, 1 if an enabled btt, pfn or dax device claims it, or a negative errno
 */
export function namespaceEnable(ndns: Namespace): number {
  if (namespaceIsEnabled(ndns)) return 0;
  const fn = 'ndctl_namespace_enable';
  const rc = utilBind(ndns.ctx, ndns.name, 'nd');
  // The probe may add a seed and a device that claims the namespace.
  refreshChildren(ndns.region);
  if (namespaceIsEnabled(ndns)) {
    dbg(ndns.ctx, fn, `${ndns.name}: enabled`);
    return 0;
  }
  const holder = holderOf(ndns);
  if (holder !== undefined && claimIsEnabled(holder)) {
    dbg(ndns.ctx, fn, `${ndns.name}: enabled via ${holder.name}`);
    return 1;
  }
  err(ndns.ctx, fn, `${ndns.name}: failed to enable`);
  return rc === 0 ? -ERRNO.ENXIO : rc;
}

/** Unbinds the driver. 0, or -EBUSY if that fails. */
function namespaceDisable(ndns: Namespace): number {
  if (!namespaceIsEnabled(ndns)) return 0;
  const fn = 'ndctl_namespace_disable';
  const rc = detachDriver(ndns, fn);
  if (rc !== 0) return rc;
  ndns.bdev = undefined;
  dbg(ndns.ctx, fn, `${ndns.name}: disabled`);
  return 0;
}

/** Disables the namespace and releases it from the device that claims it. 0 or a negative errno. */
export function namespaceDisableInvalidate(ndns: Namespace): number {
  const holder = holderOf(ndns);
  const rc = holder === undefined ? 0 : claimDelete(holder);
  return rc === 0 ? namespaceDisable(ndns) : rc;
}

/** Disables the namespace unless it is mounted or used as memory. 0 or a negative errno. */
export function namespaceDisableSafe(ndns: Namespace): number {
  const fn = 'ndctl_namespace_disable_safe';
  const { btt, pfn, dax } = namespaceHolder(ndns, ['pfn', 'btt', 'dax']);
  const claim = [pfn, btt].find((device) => device !== undefined && claimIsEnabled(device));
  let bdev: string | undefined;
  if (claim !== undefined) {
    bdev = claimBlockDevice(claim);
  } else if (dax !== undefined && claimIsEnabled(dax)) {
    if (daxDevices(pfnDaxRegion(dax)).some((device) => hasOnlineMemory(device) !== 0)) {
      dbg(ndns.ctx, fn, `${ndns.name}: active as system-ram, refusing to disable`);
      return -ERRNO.EBUSY;
    }
  } else if (namespaceIsEnabled(ndns)) {
    bdev = namespaceBlockDevice(ndns);
  }
  const refusal = bdev === undefined ? undefined : ndns.ctx.files.openExclusive(`/dev/${bdev}`);
  if (refusal !== undefined) {
    const why = ERRNO[refusal.error];
    dbg(ndns.ctx, fn, `${ndns.name}: ${bdev} failed exclusive open: ${strerror(why)}`);
    return -why;
  }
  namespaceDisableInvalidate(ndns);
  return 0;
}
