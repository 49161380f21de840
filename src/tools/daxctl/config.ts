/**
 * `reconfigure-device -C` (parse_device_config of daxctl/device.c, 76.1). The emulated machine has no
 * /etc/daxctl.conf.d, so no section ever applies; only the messages about that are modelled.
 */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint } from '../util/console.ts';
import { sysfsReadAttr } from '../util/sysfs.ts';
import type { Run } from './command.ts';
import { daxDevices } from './lib/device.ts';
import { daxRegions } from './lib/region.ts';

/** Tests whether the device is the first of a pmem dax instance, whose uuid a section would name. */
function hasUuid(run: Run, name: string): boolean {
  const region = daxRegions(run.ctx).find((candidate) => daxDevices(candidate)[0]?.name === name);
  return region !== undefined && typeof sysfsReadAttr(run.ctx, `${region.path}/uuid`) === 'string';
}

/** Looks for the device's section and prints the messages. `unreadable` if the folder had to be opened. */
export function checkConfig(run: Run, device: string): 'none' | 'unreadable' {
  if (device !== 'all' && hasUuid(run, device)) {
    eprint(run.con, `error parsing config file: ${strerror(ERRNO.ENOENT)}\n`);
    return 'unreadable';
  }
  if (device !== 'all') eprint(run.con, `no UUID match for ${device} found in config files\n`);
  eprint(run.con, `${device}: missing or malformed config section\n`);
  return 'none';
}
