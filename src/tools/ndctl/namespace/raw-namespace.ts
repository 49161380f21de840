/** Opens a namespace in raw mode, ignoring its info block, for the info block commands. */
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

/** Prints a --verbose message of the info block commands. */
export function infoblockNote(job: Job, text: string): void {
  if (job.params.verbose === true) eprint(job.con, `${text}\n`);
}

/**
 * Enables a disabled namespace in raw mode, calls `use` with its block device, and disables it again.
 *
 * @param command name of the command, for its messages
 * @param use receives the device's path and the result of enabling (0, or 1 if a device claimed the
 * namespace)
 * @returns the result of `use`, or -EBUSY for an active namespace, or the error of enabling it
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
