/** The device-dax bus as plain data (drivers/dax/dax-private.h). */
import type { Range } from '../../lib/range.ts';
import type { BusName } from '../base/dd.ts';
import type { DeviceCore } from '../base/device.ts';
import { type Ida, ida_init } from '../lib/ida.ts';
import type { OnlinePolicy, VmemAltmap } from '../mm/state.ts';

/** State of a region whose devices user space creates (one without IORESOURCE_DAX_STATIC). */
export interface DynamicRegion {
  /** Bus of the parent device. */
  bus: BusName;
  /** IORESOURCE_DAX_KMEM: its devices match the kmem driver by type. */
  kmem: boolean;
  /** Node of the parent; the devices inherit it. */
  numaNode: number;
  /** First created device that was not bound yet, or null. */
  seed: string | null;
  /** Last created device, or null. */
  youngest: string | null;
  /** Allocator of device numbers. */
  ids: Ida;
}

/** A dax region (struct dax_region). */
export interface DaxRegion {
  /** Name of the device it belongs to: nd_dax device `dax0.0`, platform device `hmem.0`. */
  parent: string;
  /** Number of the nd region, or of the platform device. */
  id: number;
  /** Physical byte range of the data. */
  range: Range;
  align: number;
  targetNode: number;
  /** Absent for the static region of a namespace. */
  dynamic?: DynamicRegion;
}

/** Range that gets struct pages: the data and the preceding info block and page map. */
export interface DaxPagemap {
  range: Range;
  altmap?: VmemAltmap;
}

/** A device of the dax bus (struct dev_dax). */
export interface DaxDevice {
  /** `dax0.0` on the dax bus: region id, and the id of the namespace or of the device in its region. */
  name: string;
  /** Name of the device it belongs to: nd_dax device `dax0.0`, platform device `hmem.0`. */
  region: string;
  core: DeviceCore;
  minor: number;
  align: number;
  /** Empty for a device of size 0; in the order of their page offsets. */
  ranges: Range[];
  /** Null for a device of a dynamic region, which maps its ranges. */
  pagemap: DaxPagemap | null;
  numaNode: number;
  targetNode: number;
  /** Resource of the System RAM of each range, or null; empty before kmem was bound. */
  kmem: (number | null)[];
  /** Attribute `memmap_on_memory`; absent means false. */
  memmapOnMemory?: boolean;
  /** Attribute `state` while kmem has the device, since 7.3. */
  kmemState?: OnlinePolicy | 'unplugged';
  /** Id of the memory group of kmem, since 7.3. */
  kmemGroup?: number;
  /** A failed probe of device_dax left its page map behind (since 5.17), so that the next one fails. */
  stalePagemap?: true;
}

/** Platform device of a Soft Reserved range (drivers/dax/hmem). */
export interface HmemDevice {
  /** `hmem.0` */
  name: string;
  id: number;
  core: DeviceCore;
  range: Range;
  numaNode: number;
  targetNode: number;
}

export interface DaxState {
  /** By the name of the device behind it. */
  regions: Record<string, DaxRegion>;
  devices: Record<string, DaxDevice>;
  /** Absent on a machine without Soft Reserved memory. */
  hmem?: Record<string, HmemDevice>;
  /** Names written to a driver's new_id, by driver. */
  newId: Record<string, string[]>;
  minorIda: Ida;
}

/** Dax state without devices. */
export const daxState = (): DaxState => ({ regions: {}, devices: {}, newId: {}, minorIda: ida_init() });
