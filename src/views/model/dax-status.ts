/** Dax regions of Soft Reserved memory and their devices, for the summary of a machine. */
import type { DaxDevice, DaxRegion } from '../../kernel/dax/state.ts';
import { rangeSize, totalSize } from '../../lib/range.ts';

type Named<T> = Record<string, T>;

/** The records that the summary reads. */
export interface DaxRecords {
  regions: Named<Pick<DaxRegion, 'parent' | 'range' | 'align' | 'targetNode' | 'dynamic'>>;
  devices: Named<Pick<DaxDevice, 'name' | 'region' | 'ranges' | 'align' | 'core'>>;
}

export interface DaxDeviceStatus {
  name: string;
  mode: 'devdax' | 'system-ram';
  enabled: boolean;
  size: number;
  /** Number of ranges. */
  ranges: number;
  align: number;
}

export interface DaxRegionStatus {
  name: string;
  start: number;
  size: number;
  /** Bytes that no device has. */
  available: number;
  align: number;
  /** Node of the memory once it is System RAM; -1 without one. */
  node: number;
  devices: DaxDeviceStatus[];
}

function deviceStatus({ name, ranges, align, core }: DaxRecords['devices'][string]): DaxDeviceStatus {
  return {
    name,
    mode: core.driver === 'kmem' ? 'system-ram' : 'devdax',
    enabled: core.driver !== null,
    size: totalSize(ranges),
    ranges: ranges.length,
    align,
  };
}

/** The dynamic regions with their devices, in the order of their creation. */
export const daxStatus = ({ regions, devices }: DaxRecords): DaxRegionStatus[] =>
  Object.values(regions)
    .filter(({ dynamic }) => dynamic !== undefined)
    .map(({ parent, range, align, targetNode }): DaxRegionStatus => {
      const own = Object.values(devices)
        .filter(({ region }) => region === parent)
        .map(deviceStatus);
      const size = rangeSize(range);
      return {
        name: parent,
        start: range.start,
        size,
        available: own.reduce((left, device) => left - device.size, size),
        align,
        node: targetNode,
        devices: own,
      };
    });
