/** Decoders of libcxl, with their targets and, at a root, their regions. */

import { u64 } from '../../../lib/bytes/u64.ts';
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { alternateHex } from '../../../lib/units.ts';
import { ULLONG_MAX } from '../../util/strtoull.ts';
import { baseName, dbg, err, sysfsDeviceParse, sysfsReadAttr, sysfsWriteAttr } from '../../util/sysfs.ts';
import { type Cxl, cxlFlush, dbgBase, textOf, u32Of, u64Of } from './context.ts';
import { endpointMemdev, type Memdev } from './memdev.ts';
import { allPorts, buses, type Dport, dportById, endpoints, isBelow, type Port } from './port.ts';
import { deleteRegionName, type Region, regions } from './region.ts';

export type DecoderMode = 'none' | 'mixed' | 'pmem' | 'ram';

/** A downstream port as a decoder's target. */
export interface Target extends Dport {
  position: number;
}

export interface Decoder {
  ctx: Cxl;
  port: Port;
  id: number;
  name: string;
  path: string;
  start: bigint;
  size: bigint;
  mode: DecoderMode;
  granularity: number;
  ways: number;
  dpaResource: bigint;
  dpaSize: bigint;
  pmemCapable: boolean;
  volatileCapable: boolean;
  memCapable: boolean;
  accelmemCapable: boolean;
  maxAvailableExtent: bigint;
  nrTargets: number;
  /** Last position first, as all lists of the library. */
  targets: Target[];
  /** Read at first use. */
  regions?: Region[] | undefined;
}

function modeOf(ctx: Cxl, path: string): DecoderMode {
  const text = sysfsReadAttr(ctx, `${path}/mode`);
  if (typeof text === 'number') return 'none';
  return text === 'ram' || text === 'pmem' || text === 'none' ? text : 'mixed';
}

/** The largest range of a window that no configured region has. */
function calcMaxAvailableExtent(decoder: Decoder): bigint {
  const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
  let prevEnd = u64(decoder.start - 1n);
  let extent = 0n;
  for (const region of regions(decoder)) {
    if (region.size === 0n || region.decodeState === 0) continue;
    extent = max(extent, u64(region.start - prevEnd - 1n));
    prevEnd = u64(region.start + region.size - 1n);
  }
  return max(extent, u64(decoder.start + decoder.size - 1n - prevEnd));
}

/** Adds the targets, which a list of port numbers names. A target that is no downstream port ends the list. */
function addTargets(decoder: Decoder): void {
  const { ctx, port, path, name, targets } = decoder;
  const ids = textOf(ctx, path, 'target_list')
    .split(',')
    .filter((id) => id !== '');
  for (const [position, id] of ids.entries()) {
    const dport = dportById(port, Number(id));
    if (dport === undefined) {
      err(ctx, 'add_cxl_decoder', `${name}: failed to parse target${position}`);
      break;
    }
    const { path: dportPath, physPath = 'none', fwPath = 'none' } = dport;
    for (const node of [`phys_path: ${physPath}`, `fw_path: ${fwPath}`])
      dbg(ctx, 'add_cxl_decoder', `${name}: target${position} ${dportPath} ${node}`);
    targets.unshift({ ...dport, position });
  }
  decoder.nrTargets = targets.length;
}

function addDecoder(port: Port, id: number, path: string): Decoder {
  const { ctx } = port;
  const name = baseName(path);
  dbgBase(ctx, 'add_cxl_decoder', path);
  const isRoot = port.type === 'root';
  const capable = (attribute: string): boolean => !isRoot || Number(textOf(ctx, path, attribute)) > 0;
  const isEndpoint = port.type === 'endpoint';
  const decoder: Decoder = {
    ctx,
    port,
    id,
    name,
    path,
    start: u64Of(ctx, path, 'start'),
    size: u64Of(ctx, path, 'size'),
    mode: modeOf(ctx, path),
    granularity: u32Of(ctx, path, 'interleave_granularity'),
    ways: u32Of(ctx, path, 'interleave_ways'),
    dpaResource: isEndpoint ? u64Of(ctx, path, 'dpa_resource') : 0n,
    dpaSize: isEndpoint ? u64Of(ctx, path, 'dpa_size') : 0n,
    pmemCapable: capable('cap_pmem'),
    volatileCapable: capable('cap_ram'),
    memCapable: capable('cap_type3'),
    accelmemCapable: capable('cap_type2'),
    maxAvailableExtent: 0n,
    nrTargets: 0,
    targets: [],
  };
  if (isRoot) decoder.maxAvailableExtent = calcMaxAvailableExtent(decoder);
  addTargets(decoder);
  return decoder;
}

/** The decoders of a port, ascending. */
export function decoders(port: Port): Decoder[] {
  if (port.decoders === undefined) {
    const found: Decoder[] = [];
    port.decoders = found;
    cxlFlush(port.ctx);
    sysfsDeviceParse(port.ctx, port.path, `decoder${port.id}.`, (id, path) => {
      found.push(addDecoder(port, id, path));
      return true;
    });
    found.sort((a, b) => a.id - b.id);
  }
  return port.decoders;
}

/** The decoder of that name anywhere on the machine. */
export function decoderByName(ctx: Cxl, name: string): Decoder | undefined {
  const at = (port: Port): Decoder | undefined =>
    [port, ...endpoints(port)].flatMap(decoders).find((decoder) => decoder.name === name);
  for (const bus of buses(ctx))
    for (const port of [bus, ...allPorts(bus)]) {
      const found = at(port);
      if (found !== undefined) return found;
    }
  return undefined;
}

/** Tests whether a memdev is below a target. */
export function targetMapsMemdev(target: Target, memdev: Memdev): boolean {
  dbg(memdev.ctx, 'cxl_target_maps_memdev', `memdev: ${memdev.hostPath} target: ${target.path}`);
  return isBelow(memdev, target);
}

/** The target of a decoder on the path to a memdev. */
export const targetByMemdev = (decoder: Decoder, memdev: Memdev): Target | undefined =>
  decoder.targets.find((target) => targetMapsMemdev(target, memdev));

/** The memdev of an endpoint decoder. */
export const decoderMemdev = ({ port }: Decoder): Memdev | undefined =>
  port.type === 'endpoint' ? endpointMemdev(port) : undefined;

/** The region that uses a decoder below the roots. */
export function decoderRegion(decoder: Decoder): Region | undefined {
  if (decoder.port.type === 'root') return undefined;
  const name = sysfsReadAttr(decoder.ctx, `${decoder.path}/region`);
  if (typeof name === 'number') {
    err(decoder.ctx, 'cxl_decoder_get_region', `failed to read region name: ${strerror(name)}`);
    return undefined;
  }
  let { port } = decoder;
  while (port.parent !== undefined) port = port.parent;
  return name === ''
    ? undefined
    : decoders(port)
        .flatMap(regions)
        .find((region) => region.name === name);
}

const PMEM_OR_RAM: readonly DecoderMode[] = ['pmem', 'ram'];

/** Allocates `size` bytes of the device for an endpoint decoder. 0 or a negative errno. */
export function setDpaSize(decoder: Decoder, size: bigint): number {
  if (decoder.port.type !== 'endpoint') {
    err(decoder.ctx, 'cxl_decoder_set_dpa_size', `${decoder.name}: not an endpoint decoder`);
    return -ERRNO.EINVAL;
  }
  const rc = sysfsWriteAttr(decoder.ctx, `${decoder.path}/dpa_size`, `${alternateHex(size)}\n`);
  if (rc === 0) decoder.dpaSize = size;
  return rc;
}

/** Sets the mode of an endpoint decoder, `ram` or `pmem`. 0 or a negative errno. */
export function setMode(decoder: Decoder, mode: DecoderMode): number {
  if (!PMEM_OR_RAM.includes(mode)) return -ERRNO.EINVAL;
  const rc = sysfsWriteAttr(decoder.ctx, `${decoder.path}/mode`, mode);
  if (rc === 0) decoder.mode = mode;
  return rc;
}

/** Creates the next region of persistent memory in a window; undefined, with a message, if the kernel refuses. */
export function createPmemRegion(decoder: Decoder): Region | undefined {
  const fn = 'cxl_decoder_create_pmem_region';
  const { ctx } = decoder;
  const path = `${decoder.path}/create_pmem_region`;
  const name = sysfsReadAttr(ctx, path);
  if (typeof name === 'number') {
    err(ctx, fn, `failed to read new region name: ${strerror(name)}`);
    return undefined;
  }
  const rc = sysfsWriteAttr(ctx, path, name);
  if (rc < 0) {
    err(ctx, fn, `failed to write new region name: ${strerror(rc)}`);
    return undefined;
  }
  decoder.regions = undefined;
  const region = regions(decoder).find((candidate) => candidate.name === name);
  if (region !== undefined) return region;
  err(ctx, fn, 'failed to add new region to libcxl');
  deleteRegionName(decoder, name);
  return undefined;
}

/** Tests for a decoder with a known size above 0. */
export const hasSize = ({ size }: Decoder): boolean => size !== 0n && size < ULLONG_MAX;
