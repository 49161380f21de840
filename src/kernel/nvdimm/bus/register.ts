/**
 * A bus comes to be: models nvdimm_bus_register() and nd_bus_probe() of drivers/nvdimm/bus.c, all releases.
 */
import type { Driver } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc } from '../../lib/ida.ts';
import { nd_device_kind } from '../devices.ts';
import { nd_device_register } from './async.ts';

/**
 * @param provider `e820`, `ACPI.NFIT`
 * @param firmware index into the platform's buses, or null for one that no NFIT describes
 * @returns the name, `ndbus0`
 */
export function nvdimm_bus_register(k: Kernel, provider: string, firmware: number | null): string {
  const { nd } = k.state;
  const id = ida_alloc(nd.busIda);
  const name = `ndbus${id}`;
  nd.buses[name] = {
    name,
    id,
    provider,
    firmware,
    core: { driver: null, devres: [] },
    regions: [],
    dimms: [],
    uuids: {},
    scrubCount: 0,
    scrubbed: null,
    hwErrorScrub: false,
  };
  nd_device_register(k, name);
  return name;
}

/** The driver of the buses themselves; it makes /dev/ndctlN, which here follows from the bus. */
export const nd_bus_driver: Driver = {
  name: 'nd_bus',
  bus: 'nd',
  module: 'libnvdimm',
  suppressBind: true,
  matches: (_k, device) => nd_device_kind(device) === 'bus',
  probe: () => 0,
  remove: () => {},
};
