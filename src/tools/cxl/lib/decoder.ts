/** Decoders of libcxl, with their targets and, at a root, their regions. */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { ULLONG_MAX } from '../../util/strtoull.ts';
import { baseName, err, sysfsDeviceParse, sysfsReadAttr, sysfsWriteAttr } from '../../util/sysfs.ts';
import { type Cxl, cxlFlush, textOf, u32Of, u64Of } from './context.ts';
import type { Memdev } from './memdev.ts';
import { endpointMemdev } from './memdev.ts';
import { allPorts, buses, type Dport, dportById, endpoints, mapsMemdev, type Port } from './port.ts';
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
  const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
  let prevEnd = wrap(decoder.start - 1n);
  let extent = 0n;
  for (const region of regions(decoder)) {
    if (region.size === 0n || region.decodeState === 0) continue;
    extent = max(extent, wrap(region.start - prevEnd - 1n));
    prevEnd = wrap(region.start + region.size - 1n);
  }
  return max(extent, wrap(decoder.start + decoder.size - 1n - prevEnd));
}

function targetsOf(port: Port, list: string): { targets: Target[]; count: number } {
  const targets: Target[] = [];
  const ids = list.split(',').filter((id) => id !== '');
  for (const [position, id] of ids.entries()) {
    const dport = dportById(port, Number(id));
    if (dport === undefined) break;
    targets.push({ ...dport, position });
  }
  return { count: targets.length, targets: targets.reverse() };
}

function addDecoder(port: Port, id: number, path: string): Decoder {
  const { ctx } = port;
  const isRoot = port.type === 'root';
  const capable = (name: string): boolean => !isRoot || Number(textOf(ctx, path, name)) > 0;
  const isEndpoint = port.type === 'endpoint';
  const { targets, count } = targetsOf(port, textOf(ctx, path, 'target_list'));
  const decoder: Decoder = {
    ctx,
    port,
    id,
    name: baseName(path),
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
    nrTargets: count,
    targets,
  };
  if (isRoot) decoder.maxAvailableExtent = calcMaxAvailableExtent(decoder);
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

/** The target of a decoder on the path to a memdev. */
export const targetByMemdev = (decoder: Decoder, memdev: Memdev): Target | undefined =>
  decoder.targets.find((target) => mapsMemdev(target, memdev));

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
  const rc = sysfsWriteAttr(decoder.ctx, `${decoder.path}/dpa_size`, `${hexText(size)}\n`);
  if (rc === 0) decoder.dpaSize = size;
  return rc;
}

/** printf's %#llx, which prints no 0x before 0. */
const hexText = (value: bigint): string => (value === 0n ? '0' : `0x${value.toString(16)}`);

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
