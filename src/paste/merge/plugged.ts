/** Ranges of lsmem that are dax devices hot-plugged as System RAM, where no other source shows addresses. */
import { rangeSize } from '../../lib/range.ts';
import type { Facts } from '../facts.ts';
import type { DaxDeviceFact } from '../readers/dax-facts.ts';
import type { MapRange } from './memory-map.ts';
import { type Notes, noteAssumption, rangeText } from './notes.ts';
import { regionNumber } from './objects.ts';

/** Devices in mode system-ram that are not of persistent memory. */
function pluggedDevices({ daxDevices, namespaces, regions }: Facts): DaxDeviceFact[] {
  const pmem = new Set([...namespaces, ...regions].map(({ dev }) => regionNumber(dev)));
  return daxDevices.filter(({ chardev, mode }) => mode === 'system-ram' && !pmem.has(regionNumber(chardev)));
}

/** Marks the row of each such device as Soft Reserved if exactly one row above the first has the device's size. */
export function withPlugged(rows: readonly MapRange[], facts: Facts, notes: Notes): MapRange[] {
  const out = [...rows];
  for (const { chardev, size } of pluggedDevices(facts)) {
    const isLike = (row: MapRange): boolean =>
      size !== undefined &&
      row.type === 'usable' &&
      row.start >= 2 ** 32 &&
      Math.abs(rangeSize(row) - size.value) <= size.within;
    const [row, ...others] = out.filter(isLike);
    if (row === undefined || others.length > 0) continue;
    out[out.indexOf(row)] = { ...row, type: 'soft reserved' };
    noteAssumption(
      notes,
      `${rangeText(row)} is Soft Reserved by the firmware: of lsmem's ranges it has the size of ${chardev}`,
    );
  }
  return out;
}
