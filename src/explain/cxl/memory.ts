/** Ranges of CXL as memory: whole memory blocks, lost bytes, struct pages, and the range that loses nothing. */
import { dax_kmem_range } from '../../kernel/dax/kmem-ranges.ts';
import { changeOf } from '../../kernel/history/history.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { mhp_supports_memmap_on_memory } from '../../kernel/mm/memory_hotplug/memmap-on-memory.ts';
import { typedSize } from '../../lib/quantity.ts';
import { type Range, rangeSize } from '../../lib/range.ts';
import { alignDown, alignUp, hex, MiB } from '../../lib/units.ts';
import type { Facts } from '../explanation.ts';
import { bytes, multiple } from '../sums.ts';

/** The change by which the borders of windows determine the size of memory blocks. */
const ADVISED = changeOf('block-size-by-windows');

/** A region takes this much of each device at a time. */
export const CAPACITY_UNIT = 256 * MiB;
/** Bytes that a struct page describes for each byte of its own: 4096 / 64. */
const DESCRIBED = 64;

/** The range of a start and a size. */
export const rangeOf = ({ start, size }: { start: number; size: number }): Range => ({
  start,
  end: start + size - 1,
});

/** Bytes of the struct pages of a memory. */
export const structPages = (size: number): number => size / DESCRIBED;

/** Joins facts in their order. */
export const joined = (...parts: readonly Facts[]): Facts => ({
  said: parts.flatMap(({ said }) => said),
  sums: parts.flatMap(({ sums }) => sums),
  tests: parts.flatMap(({ tests }) => tests),
});

/** A range as kmem adds it: whole memory blocks, and the bytes lost at both ends. */
export function asMemory(k: Kernel, range: Range): Facts {
  const { blockSize } = k.state.mm;
  const blocks = dax_kmem_range(k, range);
  const taken = blocks === undefined ? 0 : rangeSize(blocks);
  const start = blocks?.start ?? range.end + 1;
  const sums = [
    bytes('block size', blockSize, 'block_size_bytes'),
    bytes('as System RAM', taken, 'whole memory blocks only'),
    bytes('left out at the start', start - range.start, 'up to the first border of a block'),
    bytes('left out at the end', blocks === undefined ? 0 : range.end - blocks.end, 'behind the last border'),
    bytes('struct pages', structPages(taken), '64 bytes for each 4 KiB that becomes System RAM'),
  ];
  const tests = [
    multiple('start by the block size', range.start, blockSize),
    multiple('end by the block size', range.end + 1, blockSize),
  ];
  const said = [
    mhp_supports_memmap_on_memory(k, blockSize)
      ? 'struct pages can lie in the memory that is added (memmap_on_memory)'
      : 'struct pages of memory that is added lie in the RAM that is there already',
  ];
  if (taken < rangeSize(range)) {
    if (!k.has('block-size-by-windows'))
      said.push(`since ${ADVISED.since} the size of blocks divides the borders of CXL windows, where it can`);
    said.push(advice(range, blockSize));
  }
  return { said, sums, tests };
}

/** Start and size of a range that loses nothing to memory blocks. */
function advice(range: Range, blockSize: number): string {
  const size = alignUp(rangeSize(range), blockSize);
  const smaller = alignDown(rangeSize(range), blockSize);
  return (
    `the firmware should have put it at a multiple of ${typedSize(blockSize)}, at ` +
    `${hex(alignUp(range.start, blockSize))}, with ${typedSize(size)}` +
    `${smaller > 0 ? ` or ${typedSize(smaller)}` : ''}; kernels do not add part of a block`
  );
}
