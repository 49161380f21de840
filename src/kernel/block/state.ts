/** Block devices as plain data. */
import { type Ida, ida_init } from '../lib/ida.ts';
import type { BadBlocks } from './badblocks.ts';

export interface Disk {
  /** `pmem0`, `pmem0.1s`. */
  name: string;
  /** Which driver serves it: straight to memory, or through a block translation table. */
  kind: 'pmem' | 'btt';
  /** The nd device that made it, `namespace0.0`, `pfn0.0`, `btt0.0`. */
  owner: string;
  /** Bytes as the driver counts them; the block layer offers whole sectors of 512. */
  size: number;
  /** Logical block size. */
  sectorSize: number;
  physicalBlockSize: number;
  readOnly: boolean;
  /** QUEUE_FLAG_DAX: files on it can be mapped without a page cache. */
  dax: boolean;
  minor: number;
  /** Minor number of its device on the dax side, which has no node. */
  daxMinor?: number;
  sequence: number;
  /** Sectors that cannot be read; a btt keeps its own account and has none here. */
  badblocks?: BadBlocks;
}

export interface BlockState {
  disks: Record<string, Disk>;
  nextSequence: number;
  /** Minor numbers of the extended major. */
  minorIda: Ida;
}

export const blockState = (): BlockState => ({ disks: {}, nextSequence: 1, minorIda: ida_init() });
