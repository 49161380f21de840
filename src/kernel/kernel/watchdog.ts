/**
 * Soft lockup detector: models kernel/watchdog.c as far as devm_memremap_pages() triggers it. Before 4.14
 * that function initialises its struct pages without rescheduling; a CPU that does not reschedule for twenty
 * seconds is reported. The time per struct page is an assumption for a machine of that age; no other
 * operation takes time.
 */
import { PAGE_SIZE } from '../../lib/units.ts';
import type { Kernel } from '../kernel.ts';
import { show_trace } from './panic.ts';
import { printk } from './printk.ts';

const SECOND = 1_000_000;
/** Microseconds to initialise a struct page. */
const STRUCT_PAGE_TIME = 0.03;
/** Microseconds without rescheduling that are reported: twice watchdog_thresh. */
const THRESHOLD = 20 * SECOND;
/** Seconds until the detector, which runs every four seconds, reports it. */
const NOTICED = 22;

/** Accounts for the time to initialise the struct pages of `size` bytes and logs a soft lockup. */
export function init_struct_pages(k: Kernel, size: number): void {
  if (k.has('memremap-cond-resched')) return;
  if ((size / PAGE_SIZE) * STRUCT_PAGE_TIME <= THRESHOLD) return;
  const task = k.stack.includes('nd_async_device_register') ? 'kworker/u2:0' : 'ndctl';
  k.state.log.clock += NOTICED * SECOND;
  printk(k, 'emerg', `NMI watchdog: BUG: soft lockup - CPU#0 stuck for ${NOTICED}s! [${task}]`);
  printk(k, 'emerg', `RIP: ${k.stack.at(-1)}`);
  show_trace(k);
}
