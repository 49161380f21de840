/**
 * Downstream ports that were freed while endpoint records still point to them. Unbinding a port frees them. Before
 * 6.3 cxl_detach_ep() of drivers/cxl/core/port.c looks up ports by downstream port, so that it then finds none and
 * leaves the record of the memdev behind; a later probe of the memdev keeps this record. A region takes its
 * targets from it.
 */
import type { Kernel } from '../../kernel.ts';
import type { CxlPort } from '../state.ts';

const MARK = 'freed ';

/**
 * The number of a freed downstream port. The real one is whatever the allocator has put there: numbers of other
 * ports when nothing else was allocated in between, else parts of pointers. This one is memory poisoned on free
 * (slub_debug=P).
 */
export const FREED_PORT_ID = 0x6b6b6b6b;
/** The part of it that fits into the registers of a decoder. */
export const FREED_TARGET = 0x6b;

/** Tests for the name that `free_dport` gives. */
export const is_freed = (device: string): boolean => device.startsWith(MARK);

/** Marks the records of a port that name a downstream port as pointers to freed memory. */
export function free_dport(k: Kernel, port: CxlPort, device: string): void {
  if (k.has('cxl-detach-by-depth')) return;
  for (const ep of Object.values(port.endpoints)) if (ep.dport === device) ep.dport = MARK + device;
}
