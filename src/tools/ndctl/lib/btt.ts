/** Block translation tables of libndctl. */
import { sysfsWriteAttr } from '../../util/sysfs.ts';
import { childNamed, childrenOf, type Maker } from './children.ts';
import { type Claim, newClaim } from './claim.ts';
import { attribute, freshAttribute, readModalias } from './context.ts';
import type { Region } from './region.ts';
import { parseSizes, type SizeList, selectedSize } from './sizes.ts';

export interface Btt extends Claim {
  sectors?: SizeList;
}

const MAKER: Maker<Btt> = {
  kind: 'btt',
  make: (region, id, name, path) => newClaim(region, 'btt', id, name, path),
  readAll(btt) {
    readModalias(btt);
    attribute(btt, 'uuid');
    bttSectors(btt);
    attribute(btt, 'size');
  },
};

/** The btt devices of a region, last found first. */
export const btts = (region: Region): Btt[] => childrenOf(region, MAKER);
/** The btt device with a name; undefined if the region has none. */
export const bttNamed = (region: Region, name: string): Btt | undefined => childNamed(region, MAKER, name);

/** The seed btt, not yet configured. */
export function bttSeed(region: Region): Btt | undefined {
  const name = freshAttribute(region, 'btt_seed');
  return typeof name === 'number' ? undefined : bttNamed(region, name);
}

/** Sector sizes that the btt supports. */
export function bttSectors(btt: Btt): SizeList {
  if (btt.sectors === undefined) {
    const text = attribute(btt, 'sector_size');
    btt.sectors = parseSizes(btt.ctx, btt.name, typeof text === 'number' ? '' : text);
  }
  return btt.sectors;
}

/** The selected sector size in bytes; 0 if none is supported, undefined if none is selected. */
export const bttSectorSize = (btt: Btt): number | undefined => selectedSize(bttSectors(btt));

/** Selects a sector size. 0 or a negative errno. */
export function bttSetSectorSize(btt: Btt, size: number): number {
  const rc = sysfsWriteAttr(btt.ctx, `${btt.path}/sector_size`, `${size}\n`);
  if (rc === 0) {
    const index = bttSectors(btt).supported.lastIndexOf(size);
    if (index >= 0) bttSectors(btt).select = index;
  }
  return rc;
}
