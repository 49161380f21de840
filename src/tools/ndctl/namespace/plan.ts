/** What a namespace is to become, and the validation that works it out. */
import { ERRNO } from '../../../lib/errno.ts';
import type { Namespace, NamespaceMode } from '../lib/namespace.ts';
import type { Pfn, PfnLocation } from '../lib/pfn.ts';
import type { Region } from '../lib/region.ts';
import type { Job } from './walk.ts';

/** What to set up. */
export interface Plan {
  uuid: string;
  name: string;
  /** Bytes: whatever was typed, hence not a plain number. */
  size: bigint;
  mode: NamespaceMode;
  location: PfnLocation;
  align: number;
  /** Bytes; 0 for none, undefined when the kernel offers no choice. */
  sectorSize: number | undefined;
}

/** One validation under way. `ndns` is the namespace to make anew, undefined to create one. */
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

/** What a check returns when another region may do better. */
export const NEXT_REGION = -ERRNO.EAGAIN;
