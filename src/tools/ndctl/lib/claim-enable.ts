/** Enabling btt, pfn and dax devices through libndctl, and what it makes of the region's other children. */
import { dbg } from '../../util/sysfs.ts';
import { btts } from './btt.ts';
import { expireChildren } from './children.ts';
import { type Claim, claimIsEnabled } from './claim.ts';
import { attachDriver, isDebug } from './context.ts';
import { namespaces } from './namespace.ts';
import { daxes, pfns } from './pfn.ts';
import type { Region } from './region.ts';

/** A device came to life, and with it a new seed: the region's children are to be looked at again. */
export function refreshChildren(region: Region): void {
  expireChildren(region);
  if (!isDebug(region.ctx)) return;
  for (const scan of [namespaces, btts, pfns, daxes]) scan(region);
}

/** Gives the device its driver. 0, or -ENXIO when it does not take it. */
export function claimEnable(claim: Claim): number {
  if (claimIsEnabled(claim)) return 0;
  const fn = `ndctl_${claim.kind}_enable`;
  const rc = attachDriver(claim, fn);
  if (rc !== 0) return rc;
  dbg(claim.ctx, fn, `${claim.name}: enabled`);
  refreshChildren(claim.region);
  return 0;
}
