/** The CXL part of a platform file, from the lists of a paste. */
import { GiB } from '../../lib/units.ts';
import type { Facts } from '../facts.ts';
import { type CommittedFile, committedOf } from './cxl-committed.ts';
import { listedDevices } from './cxl-devices.ts';
import { type BridgeFile, hostBridgesOf } from './cxl-topology.ts';
import { listedWindows, type WindowFile, windowFile } from './cxl-windows.ts';
import type { MapRange } from './memory-map.ts';
import { type Notes, noteUnknown } from './notes.ts';

export interface CxlFile {
  windows: WindowFile[];
  hostBridges: BridgeFile[];
  memdevs: string[];
  committed?: CommittedFile[];
}

/** Lowest address of a window that is used. */
const LOWEST_WINDOW = 4 * GiB;

/** The CXL part of a platform; undefined if no source shows a device or window. */
export function cxlOf(facts: Facts, map: readonly MapRange[], notes: Notes): CxlFile | undefined {
  const all = listedDevices(facts.cxl);
  const windows = listedWindows(facts);
  if (all.length === 0 && windows.length === 0) return undefined;
  const devices = all.filter(({ file }) => (file.pmem ?? 0) + (file.ram ?? 0) > 0);
  for (const { memdev } of all.filter((one) => !devices.includes(one)))
    noteUnknown(notes, `the size of ${memdev.memdev}: its list has none, and the device is left out`);
  const hostBridges = hostBridgesOf(facts.cxl, devices, notes);
  if (windows.length === 0) {
    const total = devices.reduce((sum, { file }) => sum + (file.pmem ?? 0) + (file.ram ?? 0), 0);
    noteUnknown(
      notes,
      `CXL windows: no root decoder and no row of /proc/iomem shows one (${total} bytes of devices)`,
    );
  }
  const soft = map.filter(({ type }) => type === 'soft reserved');
  const committed = committedOf(facts, devices, soft);
  return {
    ...(committed.length > 0 && { committed }),
    windows: windows
      .filter(({ start }) => start >= LOWEST_WINDOW)
      .map((window) => windowFile(window, hostBridges)),
    hostBridges,
    memdevs: devices.map(({ file }) => file.pci),
  };
}
