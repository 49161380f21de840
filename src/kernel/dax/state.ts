/** The device-dax bus as plain data (drivers/dax/dax-private.h). */
import type { Range } from '../../lib/range.ts';
import type { DeviceCore } from '../base/device.ts';
import { type Ida, ida_init } from '../lib/ida.ts';
import type { VmemAltmap } from '../mm/state.ts';

export interface DaxRegion {
  /** Name of the nd_dax device behind it, `dax0.0`. */
  parent: string;
  /** Number of the nd region. */
  id: number;
  /** Physical bytes of the data. */
  range: Range;
  align: number;
  targetNode: number;
}

/** What a device gives struct pages: more than its data, since the page map may lie before it. */
export interface DaxPagemap {
  range: Range;
  altmap?: VmemAltmap;
}

export interface DaxDevice {
  /** `dax0.0` on the dax bus: region id and namespace id. */
  name: string;
  /** Name of the nd_dax device behind its region. */
  region: string;
  core: DeviceCore;
  minor: number;
  align: number;
  /** None for a device of size 0. */
  ranges: Range[];
  pagemap: DaxPagemap;
  numaNode: number;
  targetNode: number;
  /** By range: the resource that holds System RAM made of it, or null. Empty before kmem had it. */
  kmem: (number | null)[];
}

export interface DaxState {
  /** By the name of the nd_dax device. */
  regions: Record<string, DaxRegion>;
  devices: Record<string, DaxDevice>;
  /** Names written to a driver's new_id, by driver. */
  newId: Record<string, string[]>;
  minorIda: Ida;
}

export const daxState = (): DaxState => ({ regions: {}, devices: {}, newId: {}, minorIda: ida_init() });
