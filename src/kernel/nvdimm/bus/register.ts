/**
 * Bus registration: models nvdimm_bus_register() and nd_bus_probe() of drivers/nvdimm/bus.c, all releases.
 */
import type { Driver } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import { nd_device_kind } from '../devices.ts';
import { nd_device_register, nd_device_unregister } from './async.ts';

/**
 * Creates a bus and queues its registration.
 *
 * @param provider `e820`, `ACPI.NFIT`
 * @param firmware index into the platform's buses, or null for a bus that no NFIT describes
 * @param parent path in /sys of its parent device, unless it follows from the provider's name
 * @returns the name, `ndbus0`
 */
export function nvdimm_bus_register(
  k: Kernel,
  provider: string,
  firmware: number | null,
  parent?: string,
): string {
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
    ...(parent !== undefined && { parent }),
  };
  nd_device_register(k, name);
  return name;
}

/** Removes a bus without DIMMs, and its regions before it. */
export const nvdimm_bus_unregister = traced(
  'nvdimm_bus_unregister',
  (k: Kernel, name: string): void => {
    for (const region of [...(k.state.nd.buses[name]?.regions ?? [])])
      nd_device_unregister(k, region, 'sync');
    nd_device_unregister(k, name, 'sync');
  },
  (name) => name,
);

/** Deletes the record of a bus that was unregistered. */
export function nvdimm_bus_release(k: Kernel, name: string): void {
  const { nd } = k.state;
  const bus = nd.buses[name];
  if (bus === undefined) return;
  ida_free(nd.busIda, bus.id);
  delete nd.buses[name];
}

/**
 * Driver of the bus devices. The kernel's probe creates /dev/ndctlN; here the node is derived from the bus
 * record.
 */
export const nd_bus_driver: Driver = {
  name: 'nd_bus',
  bus: 'nd',
  module: 'libnvdimm',
  suppressBind: true,
  matches: (_k, device) => nd_device_kind(device) === 'bus',
  probe: () => 0,
  remove: () => {},
};
