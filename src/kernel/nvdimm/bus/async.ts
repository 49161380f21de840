/**
 * The nd async domain: work that waits until the operation of user space that asked for it is done. Models
 * the scheduling half of drivers/nvdimm/bus.c, all releases; bus.ts runs the queue (nd_synchronize).
 */
import type { Kernel } from '../../kernel.ts';
import type { NdWork } from '../state.ts';

/** Queues the addition or removal of a device. */
export const nd_async_schedule = (k: Kernel, op: NdWork['op'], device: string): void => {
  k.state.nd.work.push({ op, device });
};

/** Adds a device to the bus, which probes it, once the caller is done. */
export const nd_device_register = (k: Kernel, device: string): void =>
  nd_async_schedule(k, 'register', device);
