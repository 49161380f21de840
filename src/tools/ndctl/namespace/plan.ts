/** The planned configuration of a namespace, and the state of its validation. */
import { ERRNO } from '../../../lib/errno.ts';
import type { Namespace, NamespaceMode } from '../lib/namespace.ts';
import type { Pfn, PfnLocation } from '../lib/pfn.ts';
import type { Region } from '../lib/region.ts';
import type { Job } from './walk.ts';

/** The planned configuration. */
export interface Plan {
  uuid: string;
  name: string;
  /** Bytes. Any 64-bit number may be typed, hence not a plain number. */
  size: bigint;
  mode: NamespaceMode;
  location: PfnLocation;
  align: number;
  /** Bytes; 0 for none, undefined if the kernel supports no selection. */
  sectorSize: number | undefined;
}

/** One validation in progress. `ndns` is the namespace to reconfigure, undefined to create one. */
export interface Check {
  job: Job;
  region: Region;
  ndns: Namespace | undefined;
  plan: Plan;
  /** Neither given nor taken from a namespace. */
  defaultSize: boolean;
  /** Bytes of the unit in which the size was typed. */
  unit: bigint;
  pfn?: Pfn | undefined;
  dax?: Pfn | undefined;
}

/** Result of a check that another region may pass. */
export const NEXT_REGION = -ERRNO.EAGAIN;
