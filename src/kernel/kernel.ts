/**
 * The handle that every kernel function takes first: the running kernel's state, the firmware and media
 * beside it, and the set of changes that make this release.
 */
import type { Firmware } from '../firmware/media.ts';
import type { DriverTable } from './driver-table.ts';
import { DRIVERS } from './drivers.ts';
import type { ChangeId } from './history/history.ts';
import type { Race } from './race.ts';
import type { KernelState } from './state.ts';
import type { Tracer } from './trace.ts';

export interface Kernel {
  readonly state: KernelState;
  readonly firmware: Firmware;
  /** The buses and drivers that this kernel has. */
  readonly drivers: DriverTable;
  /** True when the running kernel contains the change. The only way to ask for a version. */
  has(change: ChangeId): boolean;
  /** Names of the traced calls under way, outermost first: the back trace of a WARN. */
  readonly stack: string[];
  /** Receives every traced call while set. */
  tracer?: Tracer | undefined;
  /** Other tasks in the kernel at the same time, while there are any. */
  race?: Race | undefined;
}

/** A handle on `state`; nothing is kept in it but the change set, the drivers and the call stack. */
export function openKernel(state: KernelState, firmware: Firmware): Kernel {
  const changes = new Set<string>(state.changes);
  return { state, firmware, drivers: DRIVERS, has: (change) => changes.has(change), stack: [] };
}
