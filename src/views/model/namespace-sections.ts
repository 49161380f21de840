/** Sections that the struct pages of namespaces describe. */
import { SECTION_SIZE } from '../../kernel/mm/mmzone.ts';
import type { StatusMachine } from './status.ts';

/** The values by a key that each has, in order. */
function groupedBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}

/** The namespaces, and what owns page maps. */
interface SectionOwners {
  mm: Pick<StatusMachine['mm'], 'pagemaps'>;
  nd: { namespaces: Record<string, { claim: string | null }> };
  dax: { devices: Record<string, { name: string; region: string }> };
}

/** Counts the sections that the mappings of a namespace, its claimer or its dax device intersect. */
export function sectionCounter({ mm, nd, dax }: SectionOwners): (name: string) => number {
  const pagemaps = groupedBy(Object.values(mm.pagemaps), ({ owner }) => owner);
  const devices = groupedBy(Object.values(dax.devices), ({ region }) => region);
  return (name) => {
    const holder = nd.namespaces[name]?.claim ?? name;
    const owners = new Set([name, holder, ...(devices.get(holder) ?? []).map((device) => device.name)]);
    const ranges = [...owners].flatMap((owner) => pagemaps.get(owner) ?? []).flatMap((one) => one.ranges);
    let count = 0;
    let before = -1;
    for (const { start, end } of ranges.sort((a, b) => a.start - b.start)) {
      const [first, last] = [Math.floor(start / SECTION_SIZE), Math.floor(end / SECTION_SIZE)];
      count += last - first + (first === before ? 0 : 1);
      before = last;
    }
    return count;
  };
}
