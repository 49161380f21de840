/**
 * The platform bus, reduced to the devices of Soft Reserved memory and the root of CXL: models
 * drivers/base/platform.c, all releases.
 */
import { cxl_bus_drain } from '../cxl/core/bus.ts';
import { ACPI_HOST } from '../cxl/core/device.ts';
import type { Kernel } from '../kernel.ts';
import type { Bus } from './dd.ts';
import type { DeviceCore } from './device.ts';

function core(k: Kernel, device: string): DeviceCore | undefined {
  if (device === ACPI_HOST) return k.has('cxl-root-decoders') ? k.state.cxl?.acpi : undefined;
  return k.state.dax.hmem?.[device]?.core;
}

/** Names of its devices. */
export const platform_devices = (k: Kernel): string[] => [
  ...Object.keys(k.state.dax.hmem ?? {}),
  ...(core(k, ACPI_HOST) === undefined ? [] : [ACPI_HOST]),
];

/** The platform bus. */
export const platform_bus_type: Bus = {
  name: 'platform',
  core,
  probe: (k, driver, device) => driver.probe(k, device),
  remove: (k, driver, device) => driver.remove(k, device),
  devices: platform_devices,
  settle: cxl_bus_drain,
};
