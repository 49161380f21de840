/** The loop of the device commands and their closing lines (do_xaction_device of device.c). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint, plural } from '../util/console.ts';
import { type Run, selectDevices } from './command.ts';
import type { DaxDevice } from './lib/model.ts';

/** Initial status of a loop: no device matched. */
export const NO_DEVICE = -ERRNO.ENXIO;

export interface Wording {
  /** `error WHAT: No such device or address` */
  failing: string;
  /** `DONE 1 device` */
  done: string;
}

/** Ends a command: the error line of a negative status, the count, and the status itself. */
export function conclude(run: Run, wording: Wording, rc: number, processed: number): number {
  if (rc < 0) eprint(run.con, `error ${wording.failing}: ${strerror(rc)}\n`);
  eprint(run.con, `${wording.done} ${plural(processed, 'device')}\n`);
  return rc;
}

/**
 * Runs an action on each device that passes the filters. A failure does not end the loop.
 *
 * @param action returns 0 if the device counts as processed
 * @returns the status of the last device, -ENXIO if there was none
 */
export function eachDevice(
  run: Run,
  filter: { region: string | undefined; device: string | undefined },
  action: (device: DaxDevice) => number,
): { rc: number; processed: number } {
  let rc = NO_DEVICE;
  let processed = 0;
  for (const device of selectDevices(run.ctx, filter.region, filter.device)) {
    rc = action(device);
    if (rc === 0) processed++;
  }
  return { rc, processed };
}
