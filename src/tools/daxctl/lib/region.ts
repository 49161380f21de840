/**
 * Dax regions (daxctl/lib/libdaxctl.c of daxctl 76.1: dax_regions_init, add_dax_region). One difference to
 * the library: for a region that libndctl passes in, the library first scans all other regions. Here that
 * happens only with debug messages on, where the order of reads is visible; otherwise the cost of one
 * namespace would grow with the number of namespaces.
 */
import { type Files, failed } from '../../../wall/files.ts';
import type { Console } from '../../util/console.ts';
import {
  baseName,
  dbg,
  err,
  LOG_DEBUG,
  logPriority,
  sysfsNumber,
  sysfsReadAttr,
  sysfsWriteAttr,
} from '../../util/sysfs.ts';
import { daxDeviceNamed } from './device.ts';
import type { DaxContext, DaxDevice, DaxRegion } from './model.ts';

/** Kernels before 5.1 list dax devices in a class of its own, later ones on a bus. */
const CLASS = '/sys/class/dax';
const BUS = '/sys/bus/dax/devices';

/** @param log the value of DAXCTL_LOG */
export const newDaxContext = (con: Console, files: Files, log?: string): DaxContext => ({
  owner: 'libdaxctl',
  priority: logPriority(log),
  con,
  files,
  regions: new Map(),
  scanned: false,
});

function addRegion(ctx: DaxContext, id: number, path: string): DaxRegion {
  dbg(ctx, 'add_dax_region', `add_dax_region: '${path}'`);
  if (ctx.priority >= LOG_DEBUG) scan(ctx);
  const known = ctx.regions.get(path);
  if (known !== undefined) return known;
  const region: DaxRegion = {
    ctx,
    id,
    path,
    size: sysfsNumber(ctx, `${path}/dax_region/size`),
    align: sysfsNumber(ctx, `${path}/dax_region/align`),
    devices: undefined,
  };
  ctx.regions.set(path, region);
  return region;
}

const parent = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** The region's device above a dax device: its parent, or in the class model its parent's parent. */
function regionPath(ctx: DaxContext, subsystem: string, name: string): string | undefined {
  const path = ctx.files.realpath(`${subsystem}/${name}`);
  if (failed(path)) return undefined;
  return subsystem === BUS ? parent(path) : parent(parent(path));
}

function findRegions(ctx: DaxContext, subsystem: string): void {
  const names = ctx.files.list(subsystem);
  if (failed(names)) {
    dbg(ctx, '__dax_regions_init', `no dax regions found via: ${subsystem}`);
    return;
  }
  for (const name of names) {
    const ids = /^dax(\d+)\.\d+/.exec(name);
    if (ids === null) continue;
    const path = regionPath(ctx, subsystem, name);
    if (path === undefined) err(ctx, '__dax_regions_init', 'dax region path allocation failure');
    else addRegion(ctx, Number(ids[1]), path);
  }
}

/** Finds the regions of all enabled dax devices, once. */
function scan(ctx: DaxContext): void {
  if (ctx.scanned) return;
  ctx.scanned = true;
  for (const subsystem of [CLASS, BUS]) findRegions(ctx, subsystem);
}

/** The regions of all enabled dax devices, last found first. */
export function daxRegions(ctx: DaxContext): DaxRegion[] {
  scan(ctx);
  return [...ctx.regions.values()].reverse();
}

/** Returns the region at a known path, as libndctl passes it in; adds it if it is not known yet. */
export function newDaxRegion(ctx: DaxContext, id: number, path: string): DaxRegion {
  const region = addRegion(ctx, id, path);
  dbg(ctx, 'daxctl_new_region', `daxctl_new_region: ${baseName(path)}`);
  return region;
}

/** Free bytes for new devices; 0 if the kernel does not allow new devices. */
export function regionAvailableSize(region: DaxRegion): number {
  const text = sysfsReadAttr(region.ctx, `${region.path}/dax_region/available_size`);
  return typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : 0;
}

/** Requests one more device. 0 or a negative errno: regions of pmem have exactly one device. */
export const regionCreateDevice = (region: DaxRegion): number =>
  sysfsWriteAttr(region.ctx, `${region.path}/dax_region/create`, '1');

/** Deletes a device. 0 or a negative errno. */
export const regionDestroyDevice = (region: DaxRegion, device: DaxDevice): number =>
  sysfsWriteAttr(region.ctx, `${region.path}/dax_region/delete`, device.name);

/** The newest device, not yet configured. */
export function regionSeed(region: DaxRegion): DaxDevice | undefined {
  const name = sysfsReadAttr(region.ctx, `${region.path}/dax_region/seed`);
  if (typeof name !== 'string') return undefined;
  return daxDeviceNamed(region, name);
}
