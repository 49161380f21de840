/**
 * Huge pages of device memory in the direct mapping: models kernel_physical_mapping_init() of
 * arch/x86/mm/init_64.c, 5.0 to 5.2. Each whole GiB gets one page. A page left over from a failed attempt
 * must be replaced by a table when a later range ends inside it, which 0a9fe8ca844d (5.0) warns about.
 */

import { findRun, rewriteRuns } from '../../../../lib/runs.ts';
import { alignDown, alignUp, GiB } from '../../../../lib/units.ts';
import { WARN_SITES } from '../../../history/warn-sites.ts';
import { once, WARN } from '../../../kernel/printk.ts';
import type { Kernel } from '../../../kernel.ts';
import { traced } from '../../../trace.ts';
import { pgd_clear, pgd_populate } from './pgd.ts';

type Page = { large: true };

const setPages = (k: Kernel, first: number, last: number, page: Page | undefined): void =>
  rewriteRuns(
    k.state.mm.gigapages,
    first,
    last,
    () => page,
    () => true,
  );

/** Numbers of the GiBs that lie wholly in a range; `last` is below `first` when there is none. */
const wholeGigapages = (start: number, size: number) => ({
  first: alignUp(start, GiB) / GiB,
  last: alignDown(start + size, GiB) / GiB - 1,
});

/** Maps a part of one GiB by smaller pages; an existing huge page is replaced. */
const phys_pud_init = traced('phys_pud_init', (k: Kernel, gigapage: number): void => {
  if (findRun(k.state.mm.gigapages, gigapage) === undefined) return;
  once(k, 'pud_populate_safe', () => WARN(k, WARN_SITES.pudPopulate, ''));
  setPages(k, gigapage, gigapage, undefined);
});

const __kernel_physical_mapping_init = traced(
  '__kernel_physical_mapping_init',
  (k: Kernel, start: number, size: number): void => {
    const { first, last } = wholeGigapages(start, size);
    const edges = [start, start + size].filter((edge) => edge % GiB !== 0);
    for (const edge of edges) phys_pud_init(k, Math.floor(edge / GiB));
    if (first <= last) setPages(k, first, last, { large: true });
  },
);

const kernel_physical_mapping_init = traced('kernel_physical_mapping_init', __kernel_physical_mapping_init);

/**
 * Maps a range into the direct mapping.
 *
 * @param start physical address in bytes
 * @param size bytes
 */
export const init_memory_mapping = traced(
  'init_memory_mapping',
  (k: Kernel, start: number, size: number): void => {
    pgd_populate(k, start, size);
    if (k.has('direct-map-split-warns')) kernel_physical_mapping_init(k, start, size);
  },
);

/**
 * Removes a range from the direct mapping.
 *
 * @param start physical address in bytes
 * @param size bytes
 */
export function kernel_physical_mapping_remove(k: Kernel, start: number, size: number): void {
  pgd_clear(k, start, size);
  const { first, last } = wholeGigapages(start, size);
  if (first <= last) setPages(k, first, last, undefined);
}
