/** Waiting for an address range scrub (ndctl_bus_poll_scrub_completion of ndctl/lib/libndctl.c, 76.1). */
import { ERRNO } from '../../../lib/errno.ts';
import { dbg, sysfsReadAttr } from '../sysfs.ts';
import { type Bus, scrubPath } from './bus.ts';

/**
 * Waits until no scrub runs. Time on the emulated machine passes with its commands, so a scrub that was
 * running when the wait began has ended when it returns.
 *
 * @returns 0, or a negative errno: -EOPNOTSUPP without an NFIT, -ENOENT when the bus cannot scrub
 */
export function waitScrub(bus: Bus): number {
  if (!bus.hasNfit) return -ERRNO.EOPNOTSUPP;
  const path = scrubPath(bus);
  if (bus.ctx.files.stat(path) === undefined) return -ERRNO.ENOENT;
  const text = sysfsReadAttr(bus.ctx, path);
  if (typeof text === 'number' || !/^\s*\d/.test(text)) return -ERRNO.EOPNOTSUPP;
  const fn = 'ndctl_bus_poll_scrub_completion';
  dbg(bus.ctx, fn, `${bus.provider}: scrub complete, status: '${text}'`);
  return 0;
}
