/** Enabling btt, pfn and dax devices through libndctl, with the rescan of the region's other children. */
import { dbg } from '../../util/sysfs.ts';
import { btts } from './btt.ts';
import { expireChildren } from './children.ts';
import { type Claim, claimIsEnabled } from './claim.ts';
import { attachDriver, isDebug } from './context.ts';
import { namespaces } from './namespace.ts';
import { daxes, pfns } from './pfn.ts';
import type { Region } from './region.ts';

/** Marks the region's children for a rescan: an enabled device adds a new seed. */
export function refreshChildren(region: Region): void {
  expireChildren(region);
  if (!isDebug(region.ctx)) return;
  for (const scan of [namespaces, btts, pfns, daxes]) scan(region);
}

/** Binds the device to its driver. 0, or -ENXIO if the probe fails. */
export function claimEnable(claim: Claim): number {
  if (claimIsEnabled(claim)) return 0;
  const fn = `ndctl_${claim.kind}_enable`;
  const rc = attachDriver(claim, fn);
  if (rc !== 0) return rc;
  dbg(claim.ctx, fn, `${claim.name}: enabled`);
  refreshChildren(claim.region);
  return 0;
}
