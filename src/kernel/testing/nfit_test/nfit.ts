/**
 * The nfit_test module of tools/testing/nvdimm: buses called nfit_test.N, whose ranges are buffers of the
 * module. Reservations and mappings of their addresses bypass resource tree and memory map (the __wrap_
 * functions of tools/testing/nvdimm/test/iomap.c).
 */
import { dimmMedia } from '../../../firmware/media.ts';
import type { NfitBus } from '../../../firmware/platform.ts';
import { writeBytes } from '../../../lib/bytes/sparse-bytes.ts';
import type { Kernel } from '../../kernel.ts';

/** Returns true for a bus of the module. */
export const is_nfit_test = (bus: Pick<NfitBus, 'provider'>): boolean => bus.provider.startsWith('nfit_test');

/** Addresses of ranges without one: above the CPU's physical address range, one TiB apart. */
const UNPLACED_BASE = 2 ** 52;
const UNPLACED_STRIDE = 2 ** 40;

/** Start address of range `index` of a bus; a buffer without an address gets an artificial one. */
export const nfit_range_start = (bus: NfitBus, index: number): number =>
  bus.regions[index]!.address ?? UNPLACED_BASE + index * UNPLACED_STRIDE;

/** Returns true if an address lies in a buffer of the module. */
export const get_nfit_res = (k: Kernel, address: number): boolean =>
  k.firmware.platform.buses.some(
    (bus) =>
      is_nfit_test(bus) &&
      bus.regions.some((region, i) => {
        const start = nfit_range_start(bus, i);
        return address >= start && address < start + region.size;
      }),
  );

/** Writes a name into each empty label area, as the module does when it allocates them. */
export function nfit_test_alloc(k: Kernel, bus: NfitBus): void {
  for (const [i, dimm] of bus.dimms.entries()) {
    const { label } = dimmMedia(k.firmware.media, dimm);
    if (Object.keys(label.chunks).length === 0) writeBytes(label, 0, new TextEncoder().encode(`label${i}`));
  }
}
