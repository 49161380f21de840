/**
 * Soft and hard offlining of pages through sysfs: models mm/memory-failure.c, all releases with the messages
 * of 6.1. Use and poison state of pages are not modelled; RAM counts as free.
 */
import { ERRNO } from '../../lib/errno.ts';
import { hex } from '../../lib/units.ts';
import { pr_err } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { pfn_to_online_page } from './memory_hotplug/pages.ts';
import { get_dev_pagemap } from './memremap/pgmap-array.ts';
import { findLive } from './memremap/pgmap-lookup.ts';
import { pfn_valid } from './mmzone.ts';

/**
 * Migrates a page's content. Before 5.5 device pages were recognised by their struct page.
 *
 * @returns 0, -ENXIO for a frame without a struct page, -EIO for a frame that is not online RAM
 */
export function soft_offline_page(k: Kernel, frame: number): number {
  if (!pfn_valid(k, frame)) return -ERRNO.ENXIO;
  if (!k.has('soft-offline-by-pfn') && findLive(k, frame) !== undefined) return -ERRNO.EIO;
  return pfn_to_online_page(k, frame) ? 0 : -ERRNO.EIO;
}

/** Handles a page as failed. Returns 0, -EBUSY for an unmapped device page, -ENXIO for any other frame. */
export function hard_offline_page(k: Kernel, frame: number): number {
  const report = (what: string): void => pr_err(k, `Memory failure: ${hex(frame)}: ${what}`);
  if (pfn_to_online_page(k, frame)) {
    report('recovery action for free buddy page: Recovered');
    return 0;
  }
  if (pfn_valid(k, frame) && get_dev_pagemap(k, frame) !== undefined) {
    report('recovery action for dax page: Failed');
    return -ERRNO.EBUSY;
  }
  report('memory outside kernel control');
  return -ERRNO.ENXIO;
}
