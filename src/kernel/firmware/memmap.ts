/**
 * /sys/firmware/memmap: models drivers/firmware/memmap.c. It lists the BIOS map, followed by hot-added RAM.
 */
import { hex } from '../../lib/units.ts';
import { e820_type_to_string } from '../arch/x86/e820/resources.ts';
import { type Directory, dir, listing, ro } from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';

interface MapEntry {
  start: number;
  end: number;
  type: string;
}

/** Adds an entry of hot-added RAM; `end` is exclusive. */
export function firmware_map_add_hotplug(k: Kernel, start: number, end: number): void {
  const { e820 } = k.state;
  e820.hotplugged.push({ index: e820.nextIndex++, start, end: end - 1 });
}

/** Removes an entry of hot-added RAM; does nothing when it does not exist. */
export function firmware_map_remove(k: Kernel, start: number, end: number): void {
  const { e820 } = k.state;
  e820.hotplugged = e820.hotplugged.filter((entry) => entry.start !== start || entry.end !== end - 1);
}

function entryAt(k: Kernel, index: number): MapEntry | undefined {
  const { firmware, hotplugged } = k.state.e820;
  const entry = firmware[index];
  if (entry !== undefined) return { ...entry, type: e820_type_to_string(k, entry.type) };
  const added = hotplugged.find((candidate) => candidate.index === index);
  return added && { start: added.start, end: added.end, type: 'System RAM' };
}

function* names(k: Kernel): Generator<string> {
  for (const index of k.state.e820.firmware.keys()) yield String(index);
  for (const { index } of k.state.e820.hotplugged) yield String(index);
}

/** /sys/firmware/memmap. */
export const firmware_memmap_dir: Directory = listing(names, (k, name) => {
  const entry = /^(0|[1-9]\d*)$/.test(name) ? entryAt(k, Number(name)) : undefined;
  return (
    entry &&
    dir({
      start: ro(() => `${hex(entry.start)}\n`),
      end: ro(() => `${hex(entry.end)}\n`),
      type: ro(() => `${entry.type}\n`),
    })
  );
});
