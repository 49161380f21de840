/**
 * Explanation of CXL regions, windows and devices: what each step between a device and memory takes, on this
 * kernel and on others, and what the firmware should have done.
 */
import { region_hpa } from '../kernel/cxl/core/region/targets.ts';
import type { CxlDecoder, CxlMemdev, CxlRegion, CxlState } from '../kernel/cxl/state.ts';
import { dax_kmem_range } from '../kernel/dax/kmem.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { mhp_supports_memmap_on_memory } from '../kernel/mm/memory_hotplug/memmap-on-memory.ts';
import { typedSize } from '../lib/quantity.ts';
import { type Range, rangeSize } from '../lib/range.ts';
import { alignDown, alignUp, hex, MiB } from '../lib/units.ts';
import type { Explanation } from './explanation.ts';
import { multiple, type Sum, type Test } from './sums.ts';

type Facts = Pick<Explanation, 'said' | 'sums' | 'tests'>;

/** A region takes this much of each device at a time. */
const CAPACITY_UNIT = 256 * MiB;
/** A struct page of 64 bytes for each page of 4 KiB. */
const PAGES_PER_STRUCT_PAGE = 64;

const bytes = (name: string, value: number, how = ''): Sum => ({ name, value, unit: 'bytes', how });
const address = (name: string, value: number): Sum => ({ name, value, unit: 'address', how: '' });

const rangeOf = ({ start, size }: { start: number; size: number }): Range => ({
  start,
  end: start + size - 1,
});

/** A range as kmem adds it: whole memory blocks, and the bytes lost at both ends. */
function asMemory(k: Kernel, range: Range): Facts {
  const { blockSize } = k.state.mm;
  const blocks = dax_kmem_range(k, range);
  const taken = blocks === undefined ? 0 : rangeSize(blocks);
  const start = blocks?.start ?? range.end + 1;
  const sums = [
    bytes('block size', blockSize, 'block_size_bytes'),
    bytes('as System RAM', taken, 'whole memory blocks only'),
    bytes('left out at the start', start - range.start, 'up to the first border of a block'),
    bytes('left out at the end', blocks === undefined ? 0 : range.end - blocks.end, 'behind the last border'),
    bytes('struct pages', taken / PAGES_PER_STRUCT_PAGE, '64 bytes for each 4 KiB that becomes System RAM'),
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
      said.push('since 6.15 the size of blocks divides the borders of CXL windows, where it can');
    said.push(advice(range, blockSize));
  }
  return { said, sums, tests };
}

/** Start and size of a range that loses nothing to memory blocks. */
function advice(range: Range, blockSize: number): string {
  const size = alignUp(rangeSize(range), blockSize);
  return (
    `the firmware should have put it at a multiple of ${typedSize(blockSize)}, at ` +
    `${hex(alignUp(range.start, blockSize))}, with ${typedSize(size)} or ` +
    `${typedSize(alignDown(rangeSize(range), blockSize))}; kernels do not add part of a block`
  );
}

function onOtherKernels(k: Kernel, mode: CxlRegion['mode']): string[] {
  if (mode === 'pmem') return ['kernels since 6.0 make such regions'];
  return [
    k.has('cxl-auto-regions')
      ? 'before 6.3 a kernel does not know regions of RAM: what the firmware set up stays Soft Reserved memory for dax_hmem'
      : 'since 6.3 a kernel knows regions of RAM, also those that the firmware set up',
  ];
}

function explainRegion(k: Kernel, cxl: CxlState, region: CxlRegion): Facts {
  const window = cxl.decoders[region.decoder]!;
  const hpa = region_hpa(k, region);
  const said = [`${region.mode}, ${region.state}`, ...onOtherKernels(k, region.mode)];
  const sums = [address('window start', window.hpa.start), bytes('window size', window.hpa.size)];
  if (hpa === null) return { said: [...said, 'it has no addresses yet'], sums, tests: [] };
  const unit = CAPACITY_UNIT * Math.max(1, region.ways);
  const tests: Test[] = [
    multiple('window start by 256 MiB', window.hpa.start, CAPACITY_UNIT),
    multiple(
      region.ways > 1 ? `size by 256 MiB x ${region.ways} devices` : 'size by 256 MiB',
      hpa.size,
      unit,
    ),
  ];
  sums.push(
    address('start', hpa.start),
    bytes('size', hpa.size),
    bytes('of each device', hpa.size / Math.max(1, region.ways), `size / ${region.ways} ways`),
  );
  const memory = asMemory(k, rangeOf(hpa));
  return {
    said: [...said, ...memory.said],
    sums: [...sums, ...memory.sums],
    tests: [...tests, ...memory.tests],
  };
}

function explainWindow(k: Kernel, window: CxlDecoder): Facts {
  const { capabilities } = window.root!;
  const memory = asMemory(k, rangeOf(window.hpa));
  return {
    said: [`a window for ${capabilities.join(', ')}`, ...memory.said],
    sums: [address('start', window.hpa.start), bytes('size', window.hpa.size), ...memory.sums],
    tests: [
      multiple('start by 256 MiB', window.hpa.start, CAPACITY_UNIT),
      multiple('size by 256 MiB', window.hpa.size, CAPACITY_UNIT),
      ...memory.tests,
    ],
  };
}

function explainMemdev(cxl: CxlState, memdev: CxlMemdev): Facts {
  const decoders = memdev.endpoint === null ? [] : (cxl.ports[memdev.endpoint]?.decoders ?? []);
  const parts = decoders.flatMap((name) => {
    const { ep, region } = cxl.decoders[name]!;
    return ep?.dpa == null ? [] : [bytes(name, ep.dpa.size, `${ep.mode}, ${region ?? 'no region'}`)];
  });
  const used = parts.reduce((sum, { value }) => sum + value, 0);
  return {
    said: memdev.core.driver === null ? ['disabled: nothing leads to its memory'] : [],
    sums: [
      bytes('ram', memdev.ram),
      bytes('pmem', memdev.pmem),
      ...parts,
      bytes('free', memdev.ram + memdev.pmem - used, 'in no decoder; more decoders or regions can take it'),
    ],
    tests: [],
  };
}

/** Facts about an object of CXL; undefined for a name of none. */
export function explainCxl(k: Kernel, name: string): Facts | undefined {
  const { cxl } = k.state;
  if (cxl === undefined) return undefined;
  const region = cxl.regions[cxl.daxRegions[name]?.region ?? name];
  if (region !== undefined) return explainRegion(k, cxl, region);
  const decoder = cxl.decoders[name];
  if (decoder?.root !== undefined) return explainWindow(k, decoder);
  const memdev = cxl.memdevs[name];
  return memdev === undefined ? undefined : explainMemdev(cxl, memdev);
}
