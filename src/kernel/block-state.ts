/** Block devices as plain data. */
import type { Bytes } from '../lib/units.ts';

export interface Disk {
  /** `pmem0`, `pmem0.1s`. */
  name: string;
  /** The nd device that made it, `namespace0.0`, `pfn0.0`, `btt0.0`. */
  owner: string;
  size: Bytes;
  sectorSize: number;
  readOnly: boolean;
  minor: number;
  sequence: number;
}

export interface BlockState {
  disks: Record<string, Disk>;
  nextSequence: number;
}
