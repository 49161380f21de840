/**
 * Memory blocks as runs of equal state, created at boot and by hotplug: models the records of
 * drivers/base/memory.c. A block is the unit of onlining and offlining.
 */
import { findRun, rewriteRuns, type Span } from '../../../lib/runs.ts';
import { alignUp, PAGE_SIZE } from '../../../lib/units.ts';
import type { Kernel } from '../../kernel.ts';
import { zone_end_pfn, zone_intersects } from '../../mm/memory_hotplug/zones.ts';
import { PAGES_PER_SECTION, SECTION_SIZE, section } from '../../mm/mmzone.ts';
import type { MemoryBlockState, NodeRange, ZoneName } from '../../mm/state.ts';

const sameBlock = (a: MemoryBlockState, b: MemoryBlockState): boolean =>
  a.state === b.state && a.nid === b.nid && a.zone === b.zone && a.early === b.early && a.group === b.group;

/** State of a block; undefined when it does not exist. */
export const memoryBlock = (k: Kernel, id: number): MemoryBlockState | undefined =>
  findRun(k.state.mm.blocks, id);

/** Changes blocks `first`..`last`; `edit` receives undefined for an absent block. */
export const editBlocks = (
  k: Kernel,
  { first, last }: Span,
  edit: (state: MemoryBlockState | undefined) => MemoryBlockState | undefined,
): void => rewriteRuns(k.state.mm.blocks, first, last, edit, sameBlock);

/** Blocks that contain a byte range. */
export const blocksOf = (k: Kernel, start: number, size: number): Span => ({
  first: Math.floor(start / k.state.mm.blockSize),
  last: Math.floor((start + size - 1) / k.state.mm.blockSize),
});

/** First frame and number of frames of a block. */
export const blockFrames = (k: Kernel, id: number): { frame: number; count: number } => {
  const count = k.state.mm.blockSize / PAGE_SIZE;
  return { frame: id * count, count };
};

/**
 * Number of the block whose struct pages before the start of `range` are left zeroed by b92df1de5d28 (4.11),
 * which skips from an absent section to the start of the next range.
 */
function skippedBlock(k: Kernel, range: NodeRange): number | undefined {
  if (!k.has('skip-invalid-pfns') || range.start % SECTION_SIZE === 0) return undefined;
  const nr = Math.floor(range.start / SECTION_SIZE);
  const first = k.state.mm.memory.find(({ end }) => end >= nr * SECTION_SIZE);
  if (first !== range || section(k, nr - 1) !== undefined) return undefined;
  return Math.floor(range.start / k.state.mm.blockSize);
}

const skippedBlocks = (k: Kernel): number[] =>
  k.state.mm.memory.flatMap((range) => skippedBlock(k, range) ?? []);

/** MAX_ORDER_NR_PAGES: test_pages_in_a_zone() reads the zone of one struct page in each 4 MiB. */
const TESTED_EVERY = 1024;

/**
 * Before 5.18 the struct pages of a mapped device range take their blocks out of their zone: a block is in zone
 * Device when all tested struct pages are, else in no single zone. They stay in zone Device when the mapping ends.
 *
 * @param frame first frame whose struct page is initialised for the device
 * @param end frame after the last one
 */
export function shareWithDevice(k: Kernel, frame: number, end: number): void {
  if (k.has('block-zone-cached')) return;
  const first = alignUp(frame, TESTED_EVERY);
  const last = alignUp(end, TESTED_EVERY) - TESTED_EVERY;
  if (first > last) return;
  const { count } = blockFrames(k, 0);
  const touched = { first: Math.floor(first / count), last: Math.floor(last / count) };
  const whole = { first: Math.ceil(first / count), last: Math.floor((last + TESTED_EVERY) / count) - 1 };
  editBlocks(k, touched, (old) => old && { ...old, zone: old.zone === 'Device' ? 'Device' : null });
  if (whole.first <= whole.last) editBlocks(k, whole, (old) => old && { ...old, zone: 'Device' });
}

/**
 * The only populated zone of the node that a block created at boot intersects. Null when there are several,
 * and before 5.18 when a tested struct page is in no zone.
 */
function early_node_zone_for_memory_block(k: Kernel, id: number, nid: number): ZoneName | null {
  const { frame, count } = blockFrames(k, id);
  const matching = k.state.mm.zones.filter(
    (zone) => zone.nid === nid && zone.present > 0 && zone_intersects(zone, frame, count),
  );
  const [zone] = matching;
  if (zone === undefined || matching.length > 1) return null;
  const lastTested = frame + count - TESTED_EVERY;
  const leavesZone = lastTested >= zone_end_pfn(zone) && !k.has('block-zone-cached');
  return leavesZone || skippedBlocks(k).includes(id) ? null : zone.name;
}

/**
 * Creates the blocks of a run of early sections, split at zone boundaries so that each part has the same
 * zones.
 */
function addEarlyBlocks(k: Kernel, run: Span, nid: number): void {
  const perBlock = k.state.mm.blockSize / SECTION_SIZE;
  const first = Math.floor(run.first / perBlock);
  const last = Math.floor(run.last / perBlock);
  const edges = k.state.mm.zones
    .flatMap((zone) => [zone.startPfn, zone.startPfn + zone.spanned])
    .map((frame) => Math.floor(frame / (PAGES_PER_SECTION * perBlock)));
  // A block that contains a boundary differs from both neighbours.
  const apart = [...edges, ...skippedBlocks(k)];
  const inside = apart.flatMap((id) => [id, id + 1]).filter((at) => at > first && at <= last);
  const starts = [...new Set([first, ...inside])].sort((a, b) => a - b);
  for (const [i, start] of starts.entries()) {
    const fresh: MemoryBlockState = {
      state: 'online',
      nid,
      zone: early_node_zone_for_memory_block(k, start, nid),
      early: true,
    };
    const end = (starts[i + 1] ?? last + 1) - 1;
    editBlocks(k, { first: start, last: end }, (old) =>
      old === undefined || old.nid === nid ? fresh : { ...old, nid, zone: null },
    );
  }
}

/** Creates the blocks of boot RAM: one for each block-sized range with a present section. */
export function memory_dev_init(k: Kernel): void {
  for (const run of k.state.mm.sections) addEarlyBlocks(k, run, run.nid);
}

/** Before 4.5 the sections of a device are blocks too, and stay offline. */
export const add_device_blocks = (k: Kernel, nid: number, start: number, size: number): void =>
  editBlocks(
    k,
    blocksOf(k, start, size),
    (old) => old ?? { state: 'offline', nid, zone: 'Device', early: false },
  );

/** Removes the blocks that add_device_blocks created in a range. */
export const remove_device_blocks = (k: Kernel, start: number, size: number): void =>
  editBlocks(k, blocksOf(k, start, size), (old) => (old?.zone === 'Device' ? undefined : old));
