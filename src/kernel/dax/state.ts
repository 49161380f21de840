/** The device-dax bus as plain data (drivers/dax/dax-private.h). */
import type { Range } from '../../lib/range.ts';
import type { DeviceCore } from '../nvdimm/state.ts';

export interface DaxRegion {
  /** Name of the nd_dax device behind it, `dax0.0`. */
  parent: string;
  id: number;
  range: Range;
  align: number;
  targetNode: number;
}

export interface DaxDevice {
  /** `dax0.0` on the dax bus: region id and namespace id. */
  name: string;
  /** Name of the nd_dax device behind its region. */
  region: string;
  core: DeviceCore;
  align: number;
  ranges: Range[];
  targetNode: number;
  /** Ranges that kmem turned into System RAM, as resources. */
  kmem: number[];
}

export interface DaxState {
  regions: Record<string, DaxRegion>;
  devices: Record<string, DaxDevice>;
  /** Names written to a driver's new_id, by driver. */
  newId: Record<string, string[]>;
}
