/** Explanation of dax devices and of Soft Reserved ranges: the part that can become System RAM, and what prevents it. */
import { dax_match_type, dev_dax_size } from '../kernel/dax/bus/bus.ts';
import { dax_region_avail_size } from '../kernel/dax/bus/ranges.ts';
import { dax_kmem_range } from '../kernel/dax/kmem-ranges.ts';
import type { DaxDevice, HmemDevice } from '../kernel/dax/state.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { mhp_supports_memmap_on_memory } from '../kernel/mm/memory_hotplug/memmap-on-memory.ts';
import { type Range, rangeSize } from '../lib/range.ts';
import { MiB } from '../lib/units.ts';
import type { Facts } from './explanation.ts';
import { address, bytes, multiple, type Sum } from './sums.ts';

function sumsOfRange(k: Kernel, range: Range, label: string): Sum[] {
  const blocks = dax_kmem_range(k, range);
  const taken = blocks === undefined ? 0 : rangeSize(blocks);
  return [
    address(`${label}start`, range.start),
    bytes(`${label}size`, rangeSize(range)),
    bytes(`${label}as System RAM`, taken, 'whole memory blocks only'),
  ];
}

/** Reasons for the state of a device that has no driver. */
function whyIdle(k: Kernel, device: DaxDevice): string[] {
  if (device.core.driver !== null) return [];
  if (dev_dax_size(device) === 0) return ['no size: no driver binds it before it has one'];
  if (!dax_match_type(k, device.name)) return ['disabled'];
  return ['disabled: it matches kmem by type, which binds it when its module is loaded'];
}

function whereMemmapGoes(k: Kernel, device: DaxDevice): string[] {
  if (device.memmapOnMemory !== true) return [];
  return mhp_supports_memmap_on_memory(k, k.state.mm.blockSize)
    ? ['memmap_on_memory is set: as System RAM it holds its own struct pages']
    : ['memmap_on_memory is set, but memory_hotplug.memmap_on_memory is off'];
}

/** Explains a device of the dax bus: the part of each range that would become System RAM. */
export function explainDax(k: Kernel, device: DaxDevice): Facts {
  const { ranges, align, targetNode } = device;
  const { blockSize } = k.state.mm;
  const label = (i: number): string => (ranges.length > 1 ? `mapping${i} ` : '');
  return {
    said: [
      ...whyIdle(k, device),
      ...(targetNode < 0 ? ['no NUMA node: it cannot become System RAM'] : []),
      ...whereMemmapGoes(k, device),
    ],
    sums: [
      bytes('align', align),
      bytes('block size', blockSize, 'block_size_bytes'),
      ...ranges.flatMap((range, i) => sumsOfRange(k, range, label(i))),
    ],
    tests: ranges.flatMap(({ start, end }, i) => [
      multiple(`${label(i)}start by the block size`, start, blockSize),
      multiple(`${label(i)}end by the block size`, end + 1, blockSize),
    ]),
  };
}

/** Explains the platform device of a Soft Reserved range: its dax region, and the capacity that is available. */
export function explainHmem(k: Kernel, { name, range, targetNode }: HmemDevice): Facts {
  const region = k.state.dax.regions[name];
  const available =
    region === undefined
      ? []
      : [bytes('available', dax_region_avail_size(k, region), 'size - ranges of its devices')];
  return {
    said: [
      ...(region === undefined ? ['no dax region: the probe of dax_hmem failed'] : []),
      ...(targetNode < 0 ? ['no NUMA node: its devices cannot become System RAM'] : []),
    ],
    sums: [...sumsOfRange(k, range, ''), ...available],
    tests: [
      multiple('start by 2 MiB', range.start, 2 * MiB),
      multiple('size by 2 MiB', rangeSize(range), 2 * MiB),
    ],
  };
}
