/** Block devices as plain data. */
import { type Ida, ida_init } from '../lib/ida.ts';
import type { BadBlocks } from './badblocks.ts';

/** A disk (struct gendisk and its queue limits). */
export interface Disk {
  /** `pmem0`, `pmem0.1s`. */
  name: string;
  /** Driver type: direct access to memory, or through a block translation table. */
  kind: 'pmem' | 'btt';
  /** Name of the nd device that created it, `namespace0.0`, `pfn0.0`, `btt0.0`. */
  owner: string;
  /** Size in bytes; the block layer exposes whole sectors of 512. */
  size: number;
  /** Logical block size in bytes. */
  sectorSize: number;
  physicalBlockSize: number;
  readOnly: boolean;
  /** QUEUE_FLAG_DAX: files on the disk can be mapped without a page cache. */
  dax: boolean;
  minor: number;
  /** Minor number of its dax device, which has no device node. */
  daxMinor?: number;
  sequence: number;
  /** Unreadable sectors; absent for a btt, which records errors in its map. */
  badblocks?: BadBlocks;
}

export interface BlockState {
  disks: Record<string, Disk>;
  nextSequence: number;
  /** Minor numbers of BLOCK_EXT_MAJOR. */
  minorIda: Ida;
}

/** Block layer state without disks. */
export const blockState = (): BlockState => ({ disks: {}, nextSequence: 1, minorIda: ida_init() });
