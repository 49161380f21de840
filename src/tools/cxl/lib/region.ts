/** Regions of libcxl: attributes, members, configuration, enabling and disabling. */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { hex } from '../../../lib/units.ts';
import { strtoull, ULLONG_MAX } from '../../util/strtoull.ts';
import {
  baseName,
  dbg,
  err,
  hasDriver,
  sysfsDeviceParse,
  sysfsReadAttr,
  sysfsWriteAttr,
  utilBind,
  utilUnbind,
} from '../../util/sysfs.ts';
import { type Cxl, cxlFlush, dbgBase, u32Of, u64Of } from './context.ts';
import type { Decoder } from './decoder.ts';

export interface Region {
  ctx: Cxl;
  /** The root decoder that it is in. */
  decoder: Decoder;
  id: number;
  name: string;
  path: string;
  start: bigint;
  size: bigint;
  granularity: number;
  ways: number;
  /** 1 for a committed region, else 0. */
  decodeState: number;
}

function addRegion(decoder: Decoder, id: number, path: string): Region | undefined {
  const { ctx } = decoder;
  dbgBase(ctx, 'add_cxl_region', path);
  const resource = u64Of(ctx, path, 'resource');
  const region: Region = {
    ctx,
    decoder,
    id,
    name: baseName(path),
    path,
    size: u64Of(ctx, path, 'size'),
    // A region without addresses begins at 0 for the library.
    start: resource === ULLONG_MAX ? 0n : resource,
    granularity: u32Of(ctx, path, 'interleave_granularity'),
    ways: u32Of(ctx, path, 'interleave_ways'),
    decodeState: Number(u64Of(ctx, path, 'commit')),
  };
  return typeof sysfsReadAttr(ctx, `${path}/uuid`) === 'number' ? undefined : region;
}

/** The regions of a root decoder, ascending by address; none for other decoders. */
export function regions(decoder: Decoder): Region[] {
  if (decoder.port.type !== 'root') return [];
  if (decoder.regions === undefined) {
    const found: Region[] = [];
    decoder.regions = found;
    cxlFlush(decoder.ctx);
    sysfsDeviceParse(decoder.ctx, decoder.path, 'region', (id, path) => {
      const region = addRegion(decoder, id, path);
      if (region !== undefined) found.push(region);
      return region !== undefined;
    });
    found.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  }
  return decoder.regions;
}

/** Tests whether the region is bound to its driver. */
export const regionIsEnabled = ({ ctx, path }: Region): boolean => hasDriver(ctx, path);

/** Unbinds a region from its driver. 0, or -EBUSY if it remains bound. */
export function disableRegion(region: Region): number {
  utilUnbind(region.ctx, region.path);
  if (regionIsEnabled(region)) {
    err(region.ctx, 'cxl_region_disable', `${region.name}: failed to disable`);
    return -ERRNO.EBUSY;
  }
  dbg(region.ctx, 'cxl_region_disable', `${region.name}: disabled`);
  return 0;
}

/** Binds a region to its driver. 0, or -ENXIO. */
export function enableRegion(region: Region): number {
  if (regionIsEnabled(region)) return 0;
  utilBind(region.ctx, region.name, 'cxl');
  if (!regionIsEnabled(region)) {
    err(region.ctx, 'cxl_region_enable', `${region.name}: failed to enable`);
    return -ERRNO.ENXIO;
  }
  const resource = sysfsReadAttr(region.ctx, `${region.path}/resource`);
  if (typeof resource === 'string') region.start = strtoull(resource).value;
  dbg(region.ctx, 'cxl_region_enable', `${region.name}: enabled`);
  return 0;
}

/** Deletes a region by its name. 0 or a negative errno. */
export function deleteRegionName(decoder: Decoder, name: string): number {
  const rc = sysfsWriteAttr(decoder.ctx, `${decoder.path}/delete_region`, name);
  if (rc !== 0) err(decoder.ctx, 'cxl_region_delete_name', `error deleting region: ${strerror(rc)}`);
  return rc;
}

/** Deletes a disabled region. 0, -EBUSY for an enabled one, or another negative errno. */
export function deleteRegion(region: Region): number {
  if (regionIsEnabled(region)) return -ERRNO.EBUSY;
  const rc = deleteRegionName(region.decoder, region.name);
  if (rc === 0) region.decoder.regions = undefined;
  return rc;
}

const write = (region: Region, name: string, text: string): number =>
  sysfsWriteAttr(region.ctx, `${region.path}/${name}`, text);

/** Sets the size in bytes of a region. 0 or a negative errno. */
export function setSize(region: Region, size: bigint): number {
  if (size === 0n) return -ERRNO.EINVAL;
  const rc = write(region, 'size', `${hex(size)}\n`);
  if (rc === 0) region.size = size;
  return rc;
}

/** Sets the uuid of a region. 0 or a negative errno. */
export const setUuid = (region: Region, uuid: string): number => write(region, 'uuid', uuid);

/** Sets the number of members of a region. 0 or a negative errno. */
export function setInterleaveWays(region: Region, ways: number): number {
  const rc = write(region, 'interleave_ways', `${ways >>> 0}\n`);
  if (rc === 0) region.ways = ways;
  return rc;
}

/** Sets the interleave granularity in bytes of a region. 0 or a negative errno. */
export function setInterleaveGranularity(region: Region, granularity: number): number {
  const rc = write(region, 'interleave_granularity', `${granularity >>> 0}\n`);
  if (rc === 0) region.granularity = granularity;
  return rc;
}

/** Sets the endpoint decoder at a position, or removes it. 0 or a negative errno. */
export const setTarget = (region: Region, position: number, decoder: string): number =>
  write(region, `target${position}`, decoder);

/** Removes the endpoint decoder at a position of a disabled region. 0 or a negative errno. */
export function clearTarget(region: Region, position: number): number {
  if (regionIsEnabled(region)) {
    err(region.ctx, 'cxl_region_clear_target', `${region.name}: can't clear targets on an active region`);
    return -ERRNO.EBUSY;
  }
  const rc = setTarget(region, position, '');
  if (rc !== 0)
    err(
      region.ctx,
      'cxl_region_clear_target',
      `${region.name}: error clearing target${position}: ${strerror(rc)}`,
    );
  return rc;
}

/** Commits a region (1) or resets it (0). 0 or a negative errno. */
export function setDecode(region: Region, state: 0 | 1): number {
  const rc = write(region, 'commit', `${state}\n`);
  if (rc === 0) region.decodeState = state;
  return rc;
}

/** The name of the endpoint decoder at a position: text, or a negative errno. */
export const targetName = (region: Region, position: number): string | number =>
  sysfsReadAttr(region.ctx, `${region.path}/target${position}`);
