/** The device-dax bus as plain data (drivers/dax/dax-private.h). */
import type { Range } from '../../lib/range.ts';
import type { DeviceCore } from '../base/device.ts';
import { type Ida, ida_init } from '../lib/ida.ts';
import type { VmemAltmap } from '../mm/state.ts';

export interface DaxRegion {
  /** Name of the nd_dax device it belongs to, `dax0.0`. */
  parent: string;
  /** Number of the nd region. */
  id: number;
  /** Physical byte range of the data. */
  range: Range;
  align: number;
  targetNode: number;
}

/** Range that gets struct pages: the data and the preceding info block and page map. */
export interface DaxPagemap {
  range: Range;
  altmap?: VmemAltmap;
}

export interface DaxDevice {
  /** `dax0.0` on the dax bus: region id and namespace id. */
  name: string;
  /** Name of the nd_dax device its region belongs to. */
  region: string;
  core: DeviceCore;
  minor: number;
  align: number;
  /** Empty for a device of size 0. */
  ranges: Range[];
  pagemap: DaxPagemap;
  numaNode: number;
  targetNode: number;
  /** Resource of the System RAM of each range, or null; empty before kmem was bound. */
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
