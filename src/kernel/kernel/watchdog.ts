/**
 * The soft lockup detector (kernel/watchdog.c) as far as devm_memremap_pages() can trip it: before 4.14 it
 * set its struct pages up in one go, and a CPU that does not reschedule for twenty seconds is reported. The
 * time that a struct page takes is an assumption, that of a machine of the day; nothing else here takes time.
 */
import { PAGE_SIZE } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { show_trace } from './panic.ts';
import { printk } from './printk.ts';

const SECOND = 1_000_000;
/** Microseconds to set a struct page up. */
const STRUCT_PAGE_TIME = 0.03;
/** Microseconds without rescheduling that are too many: twice watchdog_thresh. */
const THRESHOLD = 20 * SECOND;
/** Seconds after which it is noticed: the detector looks every four, not at the moment itself. */
const NOTICED = 22;

/** Sets the struct pages of `size` bytes up. */
export function init_struct_pages(k: Kernel, size: number): void {
  if (k.has('memremap-cond-resched')) return;
  if ((size / PAGE_SIZE) * STRUCT_PAGE_TIME <= THRESHOLD) return;
  const task = k.stack.includes('nd_async_device_register') ? 'kworker/u2:0' : 'ndctl';
  k.state.log.clock += NOTICED * SECOND;
  printk(k, 'emerg', `NMI watchdog: BUG: soft lockup - CPU#0 stuck for ${NOTICED}s! [${task}]`);
  printk(k, 'emerg', `RIP: ${k.stack.at(-1)}`);
  show_trace(k);
}
