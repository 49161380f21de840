/** The libdaxctl view of the machine (daxctl/lib/libdaxctl-private.h of daxctl 76.1). */
import type { LogContext } from '../../util/sysfs.ts';

/** The library's context. Regions are scanned at first use. */
export interface DaxContext extends LogContext {
  /** The regions found so far by their paths, newest last. */
  regions: Map<string, DaxRegion>;
  /** Set after the first scan for regions. */
  scanned: boolean;
}

/** The parent of dax devices: a pmem dax instance, or soft-reserved memory. */
export interface DaxRegion {
  ctx: DaxContext;
  id: number;
  /** Real path in /sys of the region's device. */
  path: string;
  /** Bytes; undefined if the kernel does not report it. */
  size: number | undefined;
  align: number | undefined;
  /** Newest first; undefined before the first scan. */
  devices: DaxDevice[] | undefined;
}

/** A range of memory that programs map, or that the kernel uses as RAM; sizes in bytes. */
export interface DaxDevice {
  region: DaxRegion;
  id: number;
  /** `dax0.0` */
  name: string;
  path: string;
  /** First physical address; 0 when unknown. */
  resource: number;
  size: number;
  /** 0 if the kernel does not report it (before 5.10). */
  align: number;
  /** -1 when unknown. */
  targetNode: number;
  /** Set while the device is known to be system RAM. */
  memory: DaxMemory | undefined;
}

/** The memory blocks of a device in system-ram mode. */
export interface DaxMemory {
  device: DaxDevice;
  /** Bytes; 0 when unknown. */
  blockSize: number;
  /** `/sys/devices/system/node/node0`; undefined when the node is unknown. */
  nodePath: string | undefined;
  /** Names of the blocks that begin inside the device; undefined before the first scan. */
  blocks: string[] | undefined;
  zone: MemoryZone | undefined;
}

/** The zone that all blocks of a device are in; `unknown` when they differ. */
export type MemoryZone = 'unknown' | 'movable' | 'normal';

/** A part of a device's address range. */
export interface DaxMapping {
  /** Bytes into the device, as its file maps it. */
  pageOffset: number;
  start: number;
  /** Inclusive. */
  end: number;
}
