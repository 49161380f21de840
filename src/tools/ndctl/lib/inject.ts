/** Error injection through the platform's functions (ndctl/lib/inject.c, 76.1). */
import { ERRNO } from '../../../lib/errno.ts';
import type { IoctlReply } from '../../../lib/uapi.ts';
import { alternateHex } from '../../../lib/units.ts';
import { dbg, err } from '../../util/sysfs.ts';
import { SECTOR } from './badblocks.ts';
import { type Bus, busSupports } from './bus.ts';
import { busCommand, busHasMethods, NFIT_METHOD } from './bus-command.ts';
import { claimResource, claimSize } from './claim.ts';
import { type Namespace, namespaceHolder, namespaceResource, namespaceSize } from './namespace.ts';

const { injectSet, injectClear, injectGet } = NFIT_METHOD;

/** Tests whether errors can be injected on the bus. */
export const busInjects = (bus: Bus): boolean =>
  bus.hasNfit && busHasMethods(bus, [injectSet, injectClear, injectGet]);

interface Bounds {
  start: number;
  size: number;
}

/** An address or size that cannot be read, as the library carries it on. */
const UNKNOWN = 2 ** 64;

/** The usable part of a namespace, or -EOPNOTSUPP for a btt. */
function injectionBounds(ndns: Namespace): Bounds | number {
  const { pfn, dax, btt } = namespaceHolder(ndns, ['pfn', 'dax', 'btt']);
  const claim = pfn ?? dax;
  if (claim !== undefined)
    return { start: claimResource(claim) ?? UNKNOWN, size: claimSize(claim) ?? UNKNOWN };
  if (btt !== undefined) return -ERRNO.EOPNOTSUPP;
  return { start: namespaceResource(ndns) ?? UNKNOWN, size: namespaceSize(ndns) };
}

/** Granularity of clearing in bytes, or a negative errno. */
function clearUnit({ region }: Namespace, { start, size }: Bounds): number {
  const { bus } = region;
  if (!busSupports(bus, 'ars_cap')) return -ERRNO.ENOTTY;
  const reply = busCommand(bus, { command: 'ars-cap', address: start, length: size });
  if (typeof reply === 'number') return reply;
  return reply.clearUnit || -ERRNO.EINVAL;
}

/** Errors of whole sectors instead of the platform's unit; the platform reports them to the kernel. */
export interface InjectFlags {
  saturate: boolean;
  notify: boolean;
}

const STATUS: Record<number, number> = { 1: -ERRNO.EOPNOTSUPP, 2: -ERRNO.EINVAL };

/** Address and length in bytes of the error that stands for a sector, or a negative errno. */
function sectorRange(ndns: Namespace, block: number, saturate: boolean) {
  const bounds = injectionBounds(ndns);
  if (typeof bounds === 'number') return bounds;
  const address = bounds.start + block * SECTOR;
  if (address + SECTOR > bounds.start + bounds.size) {
    const text = `Error: block ${alternateHex(block)}, count 0x1 are out of bounds`;
    dbg(ndns.ctx, 'block_to_spa_offset', text);
    return -ERRNO.EINVAL;
  }
  const unit = clearUnit(ndns, bounds);
  if (unit < 0) return unit;
  return { address, length: saturate ? SECTOR : Math.min(SECTOR, unit) };
}

/** Sectors of 512 bytes, counted from the start of the usable part. */
export interface Blocks {
  block: number;
  count: number;
}

type SectorRange = Extract<ReturnType<typeof sectorRange>, object>;

/** Runs a request for each sector; 0, or the errno of the first that failed, which is reported. */
function eachSector(
  ndns: Namespace,
  { block, count }: Blocks,
  { saturate, failed }: { saturate: boolean; failed: [fn: string, text: string] },
  one: (range: SectorRange) => IoctlReply | number,
): number {
  let rc = -ERRNO.EINVAL;
  for (let at = block; at < block + count; at++) {
    const range = sectorRange(ndns, at, saturate);
    const reply = typeof range === 'number' ? range : one(range);
    rc = typeof reply === 'number' ? reply : (STATUS[reply.status] ?? 0);
    if (rc === 0) continue;
    err(ndns.ctx, failed[0], `${failed[1]} at block ${at.toString(16)}`);
    break;
  }
  return rc;
}

/** Injects errors into sectors. 0, or a negative errno: -EINVAL out of bounds, -EOPNOTSUPP for a btt. */
export function injectErrors(ndns: Namespace, blocks: Blocks, { saturate, notify }: InjectFlags): number {
  const failed: [string, string] = ['ndctl_namespace_inject_error2', 'Injection failed'];
  return eachSector(ndns, blocks, { saturate, failed }, (range) =>
    busCommand(ndns.region.bus, { command: 'inject-error', ...range, notify }),
  );
}

/** Takes injected errors back, with the errnos of injectErrors(). */
export function uninjectErrors(ndns: Namespace, blocks: Blocks, { saturate }: InjectFlags): number {
  const failed: [string, string] = ['ndctl_namespace_uninject_error2', 'Un-injection failed'];
  return eachSector(ndns, blocks, { saturate, failed }, (range) =>
    busCommand(ndns.region.bus, { command: 'uninject-error', ...range }),
  );
}

/** Adds sectors to an ascending list; overlapping and adjoining entries become one. */
function addBlocks(list: Blocks[], added: Blocks): Blocks[] {
  const merged: Blocks[] = [];
  for (const next of [...list, added].sort((a, b) => a.block - b.block)) {
    const last = merged.at(-1);
    if (last === undefined || next.block > last.block + last.count) merged.push({ ...next });
    else last.count = Math.max(last.count, next.block + next.count - last.block);
  }
  return merged;
}

/** Sectors of the usable part with injected errors, ascending, or a negative errno. */
export function injectionStatus(ndns: Namespace): Blocks[] | number {
  const { bus } = ndns.region;
  const bounds = injectionBounds(ndns);
  if (typeof bounds === 'number') return bounds;
  if (!busSupports(bus, 'ars_cap')) return -ERRNO.ENOTTY;
  const capable = busCommand(bus, { command: 'ars-cap', address: bounds.start, length: bounds.size });
  if (typeof capable === 'number') return capable;
  const reply = busCommand(bus, { command: 'injected-errors' });
  if (typeof reply === 'number') return reply;
  const { start, size } = bounds;
  const inside = (reply.records ?? []).filter(({ address }) => address >= start && address < start + size);
  return inside.reduce<Blocks[]>((list, { address, length }) => {
    const block = Math.floor((address - start) / SECTOR);
    const pad = address - start - block * SECTOR;
    return addBlocks(list, { block, count: Math.ceil((pad + length) / SECTOR) });
  }, []);
}
