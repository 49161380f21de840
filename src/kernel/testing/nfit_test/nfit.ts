/**
 * The nfit_test module of tools/testing/nvdimm, as far as the rest of the kernel meets it: buses called
 * nfit_test.N, whose ranges are buffers of the module. Requests for their addresses and mappings of them
 * never reach resource tree or memory map (the __wrap_ functions of tools/testing/nvdimm/test/iomap.c).
 */
import { dimmMedia } from '../../../firmware/media.ts';
import type { NfitBus } from '../../../firmware/platform.ts';
import { writeBytes } from '../../../lib/sparse-bytes.ts';
import type { Kernel } from '../../kernel.ts';

/** True for a bus that the module made. */
export const is_nfit_test = (bus: Pick<NfitBus, 'provider'>): boolean => bus.provider.startsWith('nfit_test');

/** Where ranges without an address appear: above what a CPU can address, one TiB apart. */
const UNPLACED_BASE = 2 ** 52;
const UNPLACED_STRIDE = 2 ** 40;

/** The address that range `index` of a bus goes by; some buffers have no address of their own. */
export const nfit_range_start = (bus: NfitBus, index: number): number =>
  bus.regions[index]!.address ?? UNPLACED_BASE + index * UNPLACED_STRIDE;

/** True when an address lies in a buffer of the module. */
export const get_nfit_res = (k: Kernel, address: number): boolean =>
  k.firmware.platform.buses.some(
    (bus) =>
      is_nfit_test(bus) &&
      bus.regions.some((region, i) => {
        const start = nfit_range_start(bus, i);
        return address >= start && address < start + region.size;
      }),
  );

/** Writes a name into each label area, as the module does when it makes them; a used one keeps what it has. */
export function nfit_test_alloc(k: Kernel, bus: NfitBus): void {
  for (const [i, dimm] of bus.dimms.entries()) {
    const { label } = dimmMedia(k.firmware.media, dimm);
    if (Object.keys(label.chunks).length === 0) writeBytes(label, 0, new TextEncoder().encode(`label${i}`));
  }
}
