/** Mappings of a device above 8 GiB on kernels with whole sections. */
import { TaskEnd } from '../../../../src/kernel/kernel/panic.ts';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { node_zone } from '../../../../src/kernel/mm/memory_hotplug/zones.ts';
import { section } from '../../../../src/kernel/mm/mmzone.ts';
import type { VmemAltmap } from '../../../../src/kernel/mm/state.ts';
import { GiB, MiB, PAGE_SIZE } from '../../../../src/lib/units.ts';
import { mapDevice } from '../../../helpers/device.ts';

/** RAM ends at 8 GiB; higher addresses belong to a device. */
export const BASE = 8 * GiB;
export const SECTION = 128 * MiB;

/** One kernel for each way of protecting sections. */
export const BY_SECTION = '4.12.4';
export const BY_FRAME = '4.14.67';
export const BY_ENDS = '4.19.13';
export const BY_ENDS_NO_RAM = '5.2.1';
export const ALL = ['4.9.35', BY_SECTION, BY_FRAME, BY_ENDS, BY_ENDS_NO_RAM];
export const map = (k: Kernel, owner: string, start: number, size: number, altmap?: VmemAltmap): number =>
  mapDevice(k, start, size, { owner, altmap });

/** The altmap that libnvdimm creates for a page map on the device, with the data at `dataoff` bytes. */
export function altmapOf(start: number, size: number, dataoff: number): VmemAltmap {
  const base = Math.floor(start / SECTION) * SECTION;
  return {
    basePfn: base / PAGE_SIZE,
    endPfn: (start + size) / PAGE_SIZE - 1,
    reserve: 2 + (start - base) / PAGE_SIZE,
    free: dataoff / PAGE_SIZE - 2,
    align: 0,
    alloc: 0,
  };
}

export const isPresent = (k: Kernel, address: number): boolean =>
  section(k, Math.floor(address / SECTION)) !== undefined;

export const deviceSpan = (k: Kernel): number => (node_zone(k, 0, 'Device').spanned * PAGE_SIZE) / SECTION;

export const fate = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof TaskEnd) return error.fate;
    throw error;
  }
  return 'returned';
};
