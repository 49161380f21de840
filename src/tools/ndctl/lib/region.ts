/** Regions of libndctl: capacity, mappings, enabling and disabling, and the table of their children. */
import { ERRNO } from '../../../lib/errno.ts';
import { strtoull } from '../../util/strtoull.ts';
import { baseName, dbg, err, hasDriver, modaliasToModule, sysfsDeviceList } from '../../util/sysfs.ts';
import type { Bus } from './bus.ts';
import { type Children, newChildren } from './children.ts';
import {
  attachDriver,
  attribute,
  type Device,
  detachDriver,
  freshAttribute,
  isDebug,
  numberAttribute,
  toNumber,
  toSigned,
  waitProbe,
} from './context.ts';
import { type Dimm, dimms } from './dimm.ts';

/** Values of the `nstype` attributes (linux/ndctl.h). */
export const NSTYPE_IO = 4;
export const NSTYPE_PMEM = 5;

/** The part of a DIMM that belongs to a region, in bytes from the start of the DIMM. */
export interface Mapping {
  dimm: Dimm;
  offset: number;
  length: number;
  /** -1 if the kernel does not report it. */
  position: number;
}

/** A range of physical addresses that holds namespaces; sizes in bytes. */
export interface Region extends Device {
  bus: Bus;
  size: number;
  numMappings: number;
  readOnly: boolean;
  /** NSTYPE_IO without labels, NSTYPE_PMEM with. */
  nstype: number;
  /** Cookie of the interleave set; 0 without labels. */
  isetCookie: bigint;
  /** Namespace, btt, pfn and dax devices. */
  children: Children;
  /** Incremented by each disable: children of an older generation no longer exist. */
  generation: number;
  /** Set after a label write: the type is read again when the region is enabled. */
  refreshType: boolean;
  /** Read at first use. */
  mappings: Mapping[] | undefined;
}

/** The words that the library knows, in its order. */
const PERSISTENCE = ['cpu_cache', 'memory_controller', 'none'];

function readType(region: Region): boolean {
  const nstype = toNumber(freshAttribute(region, 'nstype'));
  if (nstype === undefined) return false;
  region.nstype = nstype;
  if (nstype !== NSTYPE_PMEM) return true;
  const cookie = freshAttribute(region, 'set_cookie');
  if (typeof cookie === 'number') return false;
  region.isetCookie = strtoull(cookie).value;
  if (isDebug(region.ctx)) {
    const hex = region.isetCookie.toString(16).padStart(16, '0');
    dbg(region.ctx, 'region_set_type', `${region.name}: iset-0x${hex} added`);
  }
  return true;
}

/** Reads the region at `path`; undefined when a necessary attribute is missing. */
function addRegion(bus: Bus, id: number, path: string): Region | undefined {
  const region: Region = {
    ctx: bus.ctx,
    path,
    name: baseName(path),
    id,
    attributes: {},
    bus,
    size: 0,
    numMappings: 0,
    readOnly: false,
    nstype: 0,
    isetCookie: 0n,
    children: newChildren(),
    generation: 0,
    refreshType: false,
    mappings: undefined,
  };
  const size = toNumber(freshAttribute(region, 'size'));
  const numMappings = toNumber(freshAttribute(region, 'mappings'));
  if (size === undefined || numMappings === undefined) return undefined;
  freshAttribute(region, bus.hasNfit ? 'nfit/range_index' : 'papr/range_index');
  const readOnly = toNumber(freshAttribute(region, 'read_only'));
  const modalias = freshAttribute(region, 'modalias');
  if (readOnly === undefined || typeof modalias === 'number') return undefined;
  modaliasToModule(bus.ctx, modalias);
  attribute(region, 'numa_node');
  attribute(region, 'target_node');
  attribute(region, 'align');
  region.size = size;
  region.numMappings = numMappings;
  region.readOnly = readOnly !== 0;
  if (!readType(region)) return undefined;
  attribute(region, 'persistence_domain');
  return region;
}

/** The regions of a bus, last found first. */
export function regions(bus: Bus): Region[] {
  if (bus.regions === undefined) {
    waitProbe(bus);
    bus.regions = sysfsDeviceList(bus.ctx, bus.path, 'region', (id, path) => addRegion(bus, id, path));
  }
  return bus.regions;
}

type RegionType = 'pmem' | 'blk';

/** Type of a region. The library counts volatile regions as blk. */
export const regionType = (region: Region): RegionType =>
  region.nstype === NSTYPE_IO || region.nstype === NSTYPE_PMEM ? 'pmem' : 'blk';

/** Allocation unit in bytes; undefined before 5.7. */
export const regionAlign = (region: Region): number | undefined => numberAttribute(region, 'align');

/** The NUMA node, -1 for none; undefined if the kernel has no such attribute (before 5.4). */
export function regionNumaNode(region: Region): number | undefined {
  const text = attribute(region, 'numa_node');
  return text === -ERRNO.ENOENT ? undefined : (toSigned(text) ?? -1);
}
/** The NUMA node that the region's memory would have as RAM, -1 for none. */
export const regionTargetNode = (region: Region): number => toSigned(attribute(region, 'target_node')) ?? -1;

/** `cpu_cache`, `memory_controller`, `none` or `unknown`. */
export function regionPersistence(region: Region): string {
  const text = attribute(region, 'persistence_domain');
  return (typeof text === 'string' && PERSISTENCE.find((word) => text.startsWith(word))) || 'unknown';
}

/** Physical address of the start of the region; undefined if the kernel does not report it. */
export const regionResource = (region: Region): number | undefined => toNumber(attribute(region, 'resource'));

/** Unallocated bytes; 0 without labels, undefined if the attribute cannot be read. */
export const regionAvailableSize = (region: Region): number | undefined =>
  region.nstype === NSTYPE_PMEM ? toNumber(freshAttribute(region, 'available_size')) : 0;

/** Size of the largest free extent; 0 without labels, undefined if the kernel does not report it. */
export function regionMaxExtent(region: Region): number | undefined {
  if (region.nstype !== NSTYPE_PMEM) return 0;
  const extent = toNumber(freshAttribute(region, 'max_available_extent'));
  if (extent === undefined)
    dbg(
      region.ctx,
      'ndctl_region_get_max_available_extent',
      'max extents attribute not exported on older kernels',
    );
  return extent;
}

/** Number of DIMMs that the region is interleaved over; 1 if no DIMM is known. */
export const interleaveWays = (region: Region): number => Math.max(1, region.numMappings);

function readMapping(region: Region, index: number): Mapping | undefined {
  const { ctx, bus } = region;
  const where = `bus${bus.id} region${region.id}`;
  const text = freshAttribute(region, `mapping${index}`);
  if (typeof text === 'number') {
    err(ctx, 'mappings_init', `${where}: failed to read mapping${index}`);
    return undefined;
  }
  const found = /^nmem(\d+),(\d+),(\d+)(?:,(-?\d+))?/.exec(text);
  if (found === null) {
    err(ctx, 'mappings_init', `bus${bus.id} mapping parse failure`);
    return undefined;
  }
  const dimm = dimms(bus).find((candidate) => candidate.id === Number(found[1]));
  if (dimm === undefined) {
    err(ctx, 'mappings_init', `${where} mapping${index}: nmem${found[1]} lookup failure`);
    return undefined;
  }
  return {
    dimm,
    offset: Number(found[2]),
    length: Number(found[3]),
    position: found[4] === undefined ? -1 : Number(found[4]),
  };
}

/** The DIMM ranges of the region; last first. */
export function mappings(region: Region): Mapping[] {
  if (region.mappings === undefined) {
    region.mappings = [];
    for (let i = 0; i < region.numMappings; i++) {
      const mapping = readMapping(region, i);
      if (mapping !== undefined) region.mappings.unshift(mapping);
    }
  }
  return region.mappings;
}

/** The DIMMs of a region, in the order of the bus's DIMMs. */
export const regionDimms = (region: Region): Dimm[] =>
  dimms(region.bus).filter((dimm) => mappings(region).some((mapping) => mapping.dimm === dimm));

/** Tests whether the region is bound to its driver. */
export const regionIsEnabled = (region: Region): boolean => hasDriver(region.ctx, region.path);

/** Binds the region to its driver. 0, or -ENXIO if the probe fails. */
export function regionEnable(region: Region): number {
  if (regionIsEnabled(region)) return 0;
  const fn = 'ndctl_region_enable';
  const rc = attachDriver(region, fn);
  if (rc !== 0) return rc;
  if (region.refreshType) {
    region.refreshType = false;
    readType(region);
  }
  dbg(region.ctx, fn, `${region.name}: enabled`);
  return 0;
}

/** Unbinds the driver and drops the children. 0, or -EBUSY if that fails. */
export function regionDisable(region: Region): number {
  if (!regionIsEnabled(region)) return 0;
  const fn = 'ndctl_region_disable';
  const rc = detachDriver(region, fn);
  if (rc !== 0) return rc;
  region.children = newChildren();
  region.generation++;
  dbg(region.ctx, fn, `${region.name}: disabled`);
  return 0;
}
