/** Buses of libndctl: /sys/class/nd/ndctlN and the device behind it. */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { failed } from '../../../wall/files.ts';
import { baseName, dbg, sysfsDeviceList, sysfsReadAttr, sysfsWriteAttr } from '../../util/sysfs.ts';
import { type Device, type Ndctl, words } from './context.ts';
import type { Dimm } from './dimm.ts';
import type { Region } from './region.ts';

/** A bus: the persistent memory described by one firmware table (NFIT) or by the memory map (e820). */
export interface Bus extends Device {
  /** `ACPI.NFIT`, `e820`, `nfit_test.0`. */
  provider: string;
  hasNfit: boolean;
  /** It belongs to CXL. */
  hasCxl: boolean;
  /** Words of the `commands` attribute. */
  commands: string[];
  /** -1 without an NFIT. */
  revision: number;
  /** Functions that can be called by number; bits beyond 31 are dropped. */
  dsmMask: number;
  /** Read at first use, like the regions. */
  dimms: Dimm[] | undefined;
  regions: Region[] | undefined;
}

function addBus(ctx: Ndctl, id: number, ctl: string): Bus | undefined {
  const read = (name: string): string | number => sysfsReadAttr(ctx, `${ctl}/${name}`);
  if (typeof read('dev') === 'number') return undefined;
  const commands = read('device/commands');
  if (typeof commands === 'number') return undefined;
  const revision = read('device/nfit/revision');
  read('device/of_node/compatible');
  const mask = read('device/nfit/dsm_mask');
  const provider = read('device/provider');
  if (typeof provider === 'number') return undefined;
  read('device/firmware/activate');
  read('device/firmware/capability');
  const path = ctx.files.realpath(`${ctl}/device`);
  if (failed(path)) return undefined;
  return {
    ctx,
    path,
    name: baseName(path),
    id,
    attributes: {},
    provider,
    hasNfit: typeof revision === 'string',
    hasCxl: ctx.files.readlink(`${path.slice(0, path.lastIndexOf('/'))}/subsystem`) === '/sys/bus/cxl',
    commands: words(commands),
    revision: typeof revision === 'string' ? Number(revision) : -1,
    dsmMask: typeof mask === 'string' ? Number(mask) | 0 : 0,
    dimms: undefined,
    regions: undefined,
  };
}

/** Every bus of the machine, last found first. */
export function buses(ctx: Ndctl): Bus[] {
  ctx.buses ??= sysfsDeviceList(ctx, '/sys/class/nd', 'ndctl', (id, path) => addBus(ctx, id, path));
  return ctx.buses;
}

/** The attribute that starts a scrub and reports its state. The library uses the path of the class device. */
const scrubPath = (bus: Bus): string => `/sys/class/nd/ndctl${bus.id}/device/nfit/scrub`;

/** 1 while an address range scrub runs, 0 if idle, -EOPNOTSUPP if the bus has none. */
export function scrubState(bus: Bus): number {
  if (!bus.hasNfit) {
    // The library opens the null path of such a bus.
    dbg(bus.ctx, '__sysfs_read_attr', `failed to open (null): ${strerror(ERRNO.EFAULT)}`);
    return -ERRNO.EOPNOTSUPP;
  }
  const text = sysfsReadAttr(bus.ctx, scrubPath(bus));
  if (typeof text === 'number') return -ERRNO.EOPNOTSUPP;
  const state = /^\d+(.?)/.exec(text)?.[1];
  if (state === undefined || (state !== '' && state !== '+')) return -ERRNO.ENXIO;
  return state === '+' ? 1 : 0;
}

/** Number of completed scrubs; undefined if the bus reports none. */
export function scrubCount(bus: Bus): number | undefined {
  const text = bus.hasNfit ? sysfsReadAttr(bus.ctx, scrubPath(bus)) : -ERRNO.EOPNOTSUPP;
  return typeof text === 'string' && /^\d/.test(text) ? Number.parseInt(text, 10) : undefined;
}

/** Starts a scrub. 0 or a negative errno. */
export const startScrub = (bus: Bus): number =>
  bus.hasNfit ? sysfsWriteAttr(bus.ctx, scrubPath(bus), '1\n') : -ERRNO.EOPNOTSUPP;

/**
 * Waits for the end of a scrub. Time on the emulated machine advances with commands, so a scrub that was
 * running at the start of the wait has ended when it returns.
 *
 * @returns 0, or a negative errno: -EOPNOTSUPP without an NFIT, -ENOENT if the bus does not support scrubs
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

/** Tests whether the `commands` attribute has a word: `ars_cap`, `clear_error`, .. */
export const busSupports = (bus: Bus, command: string): boolean => bus.commands.includes(command);
