/** Removing several ranges of System RAM or none: models offline_and_remove_memory_ranges() of mm/memory_hotplug.c, 7.3. */
import { type Range, rangeSize } from '../../../lib/range.ts';
import { blocksOf, memoryBlock } from '../../base/memory/blocks.ts';
import { memory_subsys_offline, memory_subsys_online } from '../../base/memory/online.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import { remove_memory } from './add.ts';
import type { OnlineType } from './online.ts';

/** A block that went offline, and the type that brings it back into its zone. */
interface Offlined {
  id: number;
  type: OnlineType;
}

/** Offlines the blocks of a range in order; returns 0, or the errno of the first that stays online. */
function offline_blocks(k: Kernel, range: Range, done: Offlined[]): number {
  const { first, last } = blocksOf(k, range.start, rangeSize(range));
  for (let id = first; id <= last; id++) {
    const type = memoryBlock(k, id)?.zone === 'Movable' ? 'online_movable' : 'online_kernel';
    const rc = memory_subsys_offline(k, id);
    if (rc < 0) return rc;
    if (rc === 0) done.push({ id, type });
  }
  return 0;
}

/**
 * Offlines all memory blocks of the ranges, then removes them. When a block cannot go offline, those that did
 * are online again.
 *
 * @returns 0, or the errno of memory_subsys_offline
 */
export const offline_and_remove_memory_ranges = traced(
  'offline_and_remove_memory_ranges',
  (k: Kernel, ranges: readonly Range[]): number => {
    const done: Offlined[] = [];
    for (const range of ranges) {
      const rc = offline_blocks(k, range, done);
      if (rc === 0) continue;
      for (const { id, type } of done) memory_subsys_online(k, id, type);
      return rc;
    }
    for (const range of ranges) remove_memory(k, range.start, rangeSize(range));
    return 0;
  },
);
