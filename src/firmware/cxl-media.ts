/**
 * Persistent state of CXL devices: data, label area and the partition of the next boot; and the host addresses that
 * committed decoders currently map to device addresses.
 */
import { type SparseBytes, sparseBytes } from '../lib/bytes/sparse-bytes.ts';
import type { CxlDevice } from './cxl.ts';

export interface CxlDeviceMedia {
  label: SparseBytes;
  data: SparseBytes;
  /** Bytes of RAM of a device with variable partitions, as the next boot finds it. */
  nextRam?: number;
}

/** Host addresses that committed decoders map to devices. */
export interface CxlRoute {
  start: number;
  size: number;
  /** Interleave granularity in bytes. */
  granularity: number;
  /** Devices by position; null when the decoders above lead to no device. */
  targets: (CxlRouteTarget | null)[];
}

export interface CxlRouteTarget {
  device: string;
  /** Device address at which its part begins. */
  dpa: number;
}

export interface CxlMedia {
  /** By `cxlKey`. */
  devices: Record<string, CxlDeviceMedia>;
  routes: CxlRoute[];
}

/** The identity of a device across reboots. */
export const cxlKey = (device: Pick<CxlDevice, 'serial'>): string => device.serial.toString(16);

interface HasCxl {
  cxl?: CxlMedia;
}

/** The CXL media, created at first use. */
export function cxlMedia(media: HasCxl): CxlMedia {
  media.cxl ??= { devices: {}, routes: [] };
  return media.cxl;
}

/** The media of a device by its key, created (all zeroes) on first use. */
export function cxlDeviceMedia(media: HasCxl, key: string): CxlDeviceMedia {
  const { devices } = cxlMedia(media);
  devices[key] ??= { label: sparseBytes(), data: sparseBytes() };
  return devices[key];
}

/** Bytes of RAM and persistent memory of a device as it was divided before the boot. */
export function cxlCapacity(media: HasCxl, device: CxlDevice): { ram: number; pmem: number } {
  const { ram, pmem, partitionAlign } = device;
  if (partitionAlign === 0) return { ram, pmem };
  const next = media.cxl?.devices[cxlKey(device)]?.nextRam ?? ram;
  return { ram: next, pmem: ram + pmem - next };
}

/**
 * Device, device address and contiguous length of the bytes at a host address. Bytes that no device answers for read
 * as zero, and writes to them are lost.
 */
export function cxlPiece(
  media: HasCxl,
  address: number,
  length: number,
): { store: SparseBytes; offset: number; length: number } | undefined {
  const route = media.cxl?.routes.find(({ start, size }) => address >= start && address < start + size);
  if (route === undefined) return undefined;
  const { start, size, granularity, targets } = route;
  const offset = address - start;
  const ways = targets.length;
  const line = Math.floor(offset / granularity);
  const inLine = offset % granularity;
  const target = targets[line % ways] ?? null;
  const inRoute = Math.min(length, size - offset);
  return {
    store: target === null ? sparseBytes() : cxlDeviceMedia(media, target.device).data,
    offset: (target?.dpa ?? 0) + Math.floor(line / ways) * granularity + inLine,
    length: ways === 1 ? inRoute : Math.min(inRoute, granularity - inLine),
  };
}
