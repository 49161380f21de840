/** Registration of a driver after the devices of the nd bus: models drivers/nvdimm/bus.c, all releases. */
import { type Driver, driver_attach } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { nd_synchronize } from './async.ts';

const holders = (k: Kernel): string[] => [...Object.keys(k.state.nd.btts), ...Object.keys(k.state.nd.pfns)];

/**
 * Probes the namespaces and their holders that the driver matches. Holders that a probe adds are probed
 * asynchronously, and once more by the walk of the device list.
 */
export const nd_driver_register = traced(
  '__nd_driver_register',
  (k: Kernel, driver: Driver): void => {
    const { nd } = k.state;
    nd.unloaded = nd.unloaded?.filter((other) => other !== driver.name) ?? [];
    const known = [...Object.keys(nd.namespaces), ...holders(k)];
    driver_attach(k, driver, known);
    nd_synchronize(k);
    driver_attach(
      k,
      driver,
      holders(k).filter((device) => !known.includes(device)),
    );
    nd_synchronize(k);
  },
  ({ name }) => name,
);
