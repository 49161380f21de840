/**
 * Scrubs of the ranges of an NFIT: models acpi_nfit_scrub() and ars_status_process_records() of
 * drivers/acpi/nfit/core.c, all releases. A scrub of emulated media takes no time.
 */
import type { Kernel } from '../../kernel.ts';
import { badrange_add, badrange_in, medium_badrange } from '../../nvdimm/badrange.ts';
import { nd_device_notify } from '../../nvdimm/bus/bus.ts';
import { to_nd_region } from '../../nvdimm/devices.ts';
import type { NdBus } from '../../nvdimm/state.ts';
import { traced } from '../../trace.ts';

/** Reads the bad ranges of every region's medium and updates the lists of bad sectors. */
export const acpi_nfit_scrub = traced(
  'acpi_nfit_scrub',
  (k: Kernel, bus: NdBus): void => {
    bus.badrange ??= [];
    for (const name of bus.regions) {
      const { start, size } = to_nd_region(k, name);
      for (const found of badrange_in(medium_badrange(bus), { start, end: start + size - 1 }))
        badrange_add(bus.badrange, found.start, found.length);
      nd_device_notify(k, name, 'revalidate-poison');
    }
    bus.scrubRequested = false;
    bus.scrubCount += 1;
  },
  (bus) => bus.name,
);
