/** The same memory on other kernels: boots of copies, release by release, joined where nothing differs. */

import { dax_kmem_range } from '../../kernel/dax/kmem-ranges.ts';
import { RELEASES } from '../../kernel/history/releases.ts';
import { resource } from '../../kernel/kernel/resource/tree.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { mhp_supports_memmap_on_memory } from '../../kernel/mm/memory_hotplug/memmap-on-memory.ts';
import { type Range, rangeSize } from '../../lib/range.ts';
import { copyOf } from '../../machine/copy.ts';
import { type Machine, rebootMachine } from '../../machine/machine.ts';

/** A range of memory on one release, or on several in a row that agree. */
export interface OnReleases {
  from: string;
  to: string;
  /** Kind of the range: RAM is there since boot; null where the kernel leaves it alone. */
  by: 'CXL region' | 'Soft Reserved' | 'RAM' | null;
  blockSize: number;
  /** Bytes that can become System RAM; null where nothing can make it that. */
  systemRam: number | null;
  /** Bytes of the range that are in no whole memory block. */
  lost: number;
  /** Struct pages can lie in the added memory. */
  memmapOnMemory: boolean;
}

type Row = Omit<OnReleases, 'from' | 'to'>;

/** The object of a kernel that has exactly the range. */
function holder(k: Kernel, { start, end }: Range): Row['by'] {
  const { cxl, dax, mm } = k.state;
  const isRegion = Object.values(cxl?.regions ?? {}).some((region) => {
    const hpa = region.resource === null ? undefined : resource(k, region.resource);
    return hpa?.start === start && hpa.end === end;
  });
  if (isRegion) return 'CXL region';
  const holds = (range: Range): boolean => range.start <= start && range.end >= end;
  if (Object.values(dax.hmem ?? {}).some(({ range }) => holds(range))) return 'Soft Reserved';
  return mm.memory.some(holds) ? 'RAM' : null;
}

function rowOf(k: Kernel, range: Range): Row {
  const by = holder(k, range);
  const { blockSize } = k.state.mm;
  const blocks = dax_kmem_range(k, range);
  if (by === null) return { by, blockSize, systemRam: null, lost: 0, memmapOnMemory: false };
  if (by === 'RAM') return { by, blockSize, systemRam: rangeSize(range), lost: 0, memmapOnMemory: false };
  const taken = blocks === undefined ? 0 : rangeSize(blocks);
  return {
    by,
    blockSize,
    systemRam: taken,
    lost: rangeSize(range) - taken,
    memmapOnMemory: mhp_supports_memmap_on_memory(k, blockSize),
  };
}

const same = (a: Row, b: Row): boolean =>
  a.by === b.by &&
  a.systemRam === b.systemRam &&
  (a.by === null || a.by === 'RAM' || (a.blockSize === b.blockSize && a.memmapOnMemory === b.memmapOnMemory));

/** The range after a boot of each release named by its series, oldest first. */
export function onReleases(machine: Machine, range: Range): OnReleases[] {
  const rows: OnReleases[] = [];
  for (const { name, series } of RELEASES) {
    if (name !== series) continue;
    const copy = copyOf(machine);
    const { kernel } = rebootMachine(copy, { ...copy.request, kernel: name });
    if (kernel.state.crashed !== undefined) continue;
    const row = rowOf(kernel, range);
    const last = rows.at(-1);
    if (last !== undefined && same(last, row)) last.to = name;
    else rows.push({ from: name, to: name, ...row });
  }
  return rows;
}
