/**
 * Resources of the memory map: busy ranges are inserted early, the others after the platform's devices and
 * expanded over resources that they overlap. Models the last third of arch/x86/kernel/e820.c, releases 4.4 to
 * 7.3.
 */
import { E820 } from '../../../../firmware/e820-types.ts';
import { alignUp, KiB, MiB } from '../../../../lib/units.ts';
import { pr_debug, pr_info } from '../../../kernel/printk.ts';
import {
  format_resource,
  insert_resource,
  insert_resource_expand_to_fit,
} from '../../../kernel/resource/resource.ts';
import { reserve_region_with_split } from '../../../kernel/resource/split.ts';
import type { ResourceDesc } from '../../../kernel/resource/state.ts';
import type { NewResource } from '../../../kernel/resource/tree.ts';
import type { Kernel } from '../../../kernel.ts';
import type { E820Entry } from './state.ts';

interface TypeInfo {
  name: string;
  desc: ResourceDesc;
  busy: boolean;
}

const TYPES: Readonly<Record<number, TypeInfo>> = {
  [E820.RAM]: { name: 'System RAM', desc: 'none', busy: true },
  [E820.RESERVED_KERN]: { name: 'System RAM', desc: 'none', busy: true },
  [E820.RESERVED]: { name: 'Reserved', desc: 'reserved', busy: false },
  [E820.ACPI]: { name: 'ACPI Tables', desc: 'acpi-tables', busy: true },
  [E820.NVS]: { name: 'ACPI Non-volatile Storage', desc: 'acpi-nvs', busy: true },
  [E820.UNUSABLE]: { name: 'Unusable memory', desc: 'none', busy: true },
  [E820.PMEM]: { name: 'Persistent Memory', desc: 'pmem', busy: false },
  [E820.PRAM]: { name: 'Persistent Memory (legacy)', desc: 'pmem-legacy', busy: false },
  [E820.SOFT_RESERVED]: { name: 'Soft Reserved', desc: 'soft-reserved', busy: false },
};
const UNKNOWN: TypeInfo = { name: 'Unknown E820 type', desc: 'none', busy: true };

/** Type in this release, which has Soft Reserved since 5.5. */
const typeInfo = (k: Kernel, type: number): TypeInfo =>
  (type === E820.SOFT_RESERVED && !k.has('soft-reserved') ? undefined : TYPES[type]) ?? UNKNOWN;

/** Names that were `reserved` before 4.12. */
const NAMED_LATER: readonly string[] = ['Reserved', UNKNOWN.name];

/** Name of a type in /proc/iomem and /sys/firmware/memmap. */
export function e820_type_to_string(k: Kernel, type: number): string {
  const { name } = typeInfo(k, type);
  return NAMED_LATER.includes(name) && !k.has('e820-reserved-capital') ? 'reserved' : name;
}

const do_mark_busy = (k: Kernel, { start, type }: E820Entry): boolean =>
  start < MiB || typeInfo(k, type).busy;

function asResource(k: Kernel, { start, end, type }: E820Entry, busy: boolean): NewResource {
  const { desc } = typeInfo(k, type);
  const name = e820_type_to_string(k, type);
  return { name, start, end, busy, desc, systemRam: name === 'System RAM' };
}

/** Inserts the busy ranges: RAM, ACPI, and everything below 1 MiB. */
export function e820__reserve_resources(k: Kernel): void {
  for (const entry of k.state.e820.table)
    if (do_mark_busy(k, entry)) insert_resource(k, asResource(k, entry, true));
}

/** Alignment in bytes of the buffer after RAM, depending on the end of RAM. */
function ram_alignment(end: number): number {
  if (end < MiB) return 64 * KiB;
  return end < 16 * MiB ? MiB : 64 * MiB;
}

/** Soft Reserved ranges wait for a driver since 7.0. */
const isDeferred = (k: Kernel, { type }: E820Entry): boolean =>
  type === E820.SOFT_RESERVED && k.has('soft-reserved-deferred');

/** Inserts the remaining ranges, and a buffer after the end of each RAM range. */
export function e820__reserve_resources_late(k: Kernel): void {
  for (const entry of k.state.e820.table)
    if (!do_mark_busy(k, entry) && !isDeferred(k, entry))
      insert_resource_expand_to_fit(k, asResource(k, entry, false));
  for (const entry of k.state.e820.table) {
    if (entry.type !== E820.RAM) continue;
    const start = entry.end + 1;
    const end = alignUp(start, ram_alignment(start)) - 1;
    if (start >= end) continue;
    const range = format_resource({ start, end });
    if (k.has('e820-print-gaps')) pr_info(k, `e820: register RAM buffer resource ${range}`);
    else pr_debug(k, `e820: reserve RAM buffer ${range}`);
    reserve_region_with_split(k, start, end, 'RAM buffer');
  }
}
