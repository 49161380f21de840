/**
 * The first argument of every kernel function: the running kernel's state, its firmware and media, and the
 * changes that its release contains.
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
  /** Buses and drivers of this kernel. */
  readonly drivers: DriverTable;
  /** Returns true if the running kernel contains the change. Code must not compare versions. */
  has(change: ChangeId): boolean;
  /** Names of the active traced calls, outermost first: the back trace of a WARN. */
  readonly stack: string[];
  /** Receives every traced call while set. */
  tracer?: Tracer | undefined;
  /** Concurrent task; absent while there is one task only. */
  race?: Race | undefined;
}

/** Opens a kernel on `state`. Everything else that it holds (change set, drivers, call stack) is derived. */
export function openKernel(state: KernelState, firmware: Firmware): Kernel {
  const changes = new Set<string>(state.changes);
  return { state, firmware, drivers: DRIVERS, has: (change) => changes.has(change), stack: [] };
}
