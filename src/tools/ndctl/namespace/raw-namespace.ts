/** Opening a namespace without regard to what is written on it, as the info block commands need it. */
import { ERRNO } from '../../../lib/errno.ts';
import { eprint } from '../../util/console.ts';
import {
  type Namespace,
  namespaceBlockDevice,
  namespaceIsActive,
  namespaceSetRawMode,
} from '../lib/namespace.ts';
import { namespaceDisableInvalidate, namespaceEnable } from '../lib/namespace-enable.ts';
import type { Job } from './walk.ts';

/** What --verbose says of the info block commands. */
export function infoblockNote(job: Job, text: string): void {
  if (job.params.verbose === true) eprint(job.con, `${text}\n`);
}

/**
 * Enables a disabled namespace in raw mode, does something with its block device, and disables it again.
 *
 * @param command the command's name, for its remarks
 * @param use gets the device's path and what enabling said (0, or 1 when a device claimed the namespace)
 * @returns what `use` returned, or -EBUSY for an active namespace, or why it could not be enabled
 */
export function withRawDevice(
  job: Job,
  ndns: Namespace,
  command: string,
  use: (path: string, enabled: number) => number,
): number {
  if (namespaceIsActive(ndns)) {
    infoblockNote(job, `${command}: ${ndns.name} enabled, must be disabled`);
    return -ERRNO.EBUSY;
  }
  namespaceSetRawMode(ndns, true);
  const enabled = namespaceEnable(ndns);
  if (enabled < 0) infoblockNote(job, `${command}: ${ndns.name} failed to enable`);
  const rc = enabled < 0 ? enabled : use(`/dev/${namespaceBlockDevice(ndns)}`, enabled);
  namespaceSetRawMode(ndns, false);
  namespaceDisableInvalidate(ndns);
  return rc;
}
