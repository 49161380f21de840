/**
 * The nd async domain: models the registration half of drivers/nvdimm/bus.c, all releases. The kernel
 * registers and unregisters devices asynchronously; this model queues that work in order until the requesting
 * operation returns. A region's seeds therefore exist before its namespaces probe, as on nearly every real
 * boot.
 */
import { device_attach, device_release_driver } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { nd_device_core } from '../devices.ts';
import { nd_release } from '../personality.ts';
import type { NdWork } from '../state.ts';

/** Queues the registration or removal of a device. */
const nd_async_schedule = (k: Kernel, op: NdWork['op'], device: string): void => {
  k.state.nd.work.push({ op, device });
};

/** Queues the registration of a device; the bus probes it once the caller returns. */
export const nd_device_register = (k: Kernel, device: string): void =>
  nd_async_schedule(k, 'register', device);

/**
 * Unbinds and removes a device: at once (`sync`, when its parent goes away), or once the caller returns
 * (`async`, when the caller holds the device).
 */
export function nd_device_unregister(k: Kernel, device: string, mode: 'sync' | 'async'): void {
  if (mode === 'async') {
    nd_async_schedule(k, 'unregister', device);
    return;
  }
  nd_synchronize(k);
  device_unregister(k, device);
}

const device_unregister = traced(
  'device_unregister',
  (k, device: string): void => {
    if (nd_device_core(k, device) === undefined) return;
    device_release_driver(k, { bus: 'nd', name: device });
    nd_release(k, device);
  },
  (device) => device,
);

const device_add = traced(
  'device_add',
  (k, device: string): void => {
    device_attach(k, { bus: 'nd', name: device });
  },
  (device) => device,
);

const nd_async_device_register = traced('nd_async_device_register', (k, device: string): void =>
  device_add(k, device),
);
const nd_async_device_unregister = traced('nd_async_device_unregister', (k, device: string): void =>
  device_unregister(k, device),
);

/** Runs the queued work, including work it queues itself, on a stack of its own. */
export function nd_synchronize(k: Kernel): void {
  const { work } = k.state.nd;
  if (work.length === 0) return;
  const caller = k.stack.splice(0);
  for (let item = work.shift(); item !== undefined; item = work.shift()) {
    if (item.op === 'register') nd_async_device_register(k, item.device);
    else nd_async_device_unregister(k, item.device);
  }
  k.stack.push(...caller);
}
