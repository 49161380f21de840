/** Lists of bad blocks as libndctl reads them, in sectors of 512 bytes. */
import { failed } from '../../../wall/files.ts';
import type { Bus } from './bus.ts';
import { busCommand, busHasMethods, NFIT_METHOD } from './bus-command.ts';
import { claimBlockDevice } from './claim.ts';
import type { Ndctl } from './context.ts';
import { type Dimm, dimms } from './dimm.ts';
import { type Namespace, namespaceBlockDevice, namespaceHolder } from './namespace.ts';
import { interleaveWays, mappings, type Region, regionResource, regions } from './region.ts';

/** `length` bad sectors, from sector `offset` of the device on. */
export interface Badblock {
  offset: number;
  length: number;
}

/** Bytes. */
export const SECTOR = 512;

function readBadblocks(ctx: Ndctl, device: string): Badblock[] {
  const text = ctx.files.read(device, 'badblocks');
  if (failed(text) || text === '') return [];
  const found: Badblock[] = [];
  for (const line of text.split('\n')) {
    const numbers = /^\s*(\d+)\s+(\d+)/.exec(line);
    if (numbers === null) break;
    found.push({ offset: Number(numbers[1]), length: Number(numbers[2]) });
  }
  return found;
}

/** Bad blocks of a region, from its start; empty if the attribute cannot be read. */
export const regionBadblocks = (region: Region): Badblock[] => readBadblocks(region.ctx, region.path);

/** Bad blocks of the block device; empty for btt and device-dax, which have no such list. */
export function namespaceBadblocks(ndns: Namespace): Badblock[] {
  const { btt, dax, pfn } = namespaceHolder(ndns);
  if (btt !== undefined || dax !== undefined) return [];
  const bdev = pfn === undefined ? namespaceBlockDevice(ndns) : claimBlockDevice(pfn);
  return readBadblocks(ndns.ctx, `/sys/block/${bdev}`);
}

/** The DIMM of an address in an interleaved region, which only the platform can tell. */
function translated(bus: Bus, address: number): Dimm | undefined {
  if (!busHasMethods(bus, [NFIT_METHOD.translateSpa])) return undefined;
  const reply = busCommand(bus, { command: 'translate-spa', address });
  if (typeof reply === 'number') return undefined;
  return dimms(bus).find(({ handle }) => handle === reply.device?.handle);
}

/** The DIMM that holds a physical address; undefined if the platform does not tell. */
export function dimmAt(region: Region, address: number): Dimm | undefined {
  const home = regions(region.bus).find((candidate) => {
    const start = regionResource(candidate);
    return start !== undefined && start <= address && address < start + candidate.size;
  });
  if (home === undefined) return undefined;
  if (interleaveWays(home) > 1) return translated(region.bus, address);
  return mappings(home)[0]?.dimm;
}
