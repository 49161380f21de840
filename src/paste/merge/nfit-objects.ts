/** Regions and DIMMs of a disassembled NFIT, in the form of the lists of ndctl. */
import type { Facts } from '../facts.ts';
import { exactAmount } from '../readers/amounts.ts';
import type { DimmFact, RegionFact } from '../readers/nd-facts.ts';

/** A number as the `id` of a DIMM has it: its bytes in reverse. */
const swapped = (value: number, bytes: number): string =>
  (
    value
      .toString(16)
      .padStart(bytes * 2, '0')
      .slice(-bytes * 2)
      .match(/../g) ?? []
  )
    .reverse()
    .join('');

/** DIMMs in the order in which the table first maps them: nmem0, nmem1, .. */
function dimmsIn({ nfit }: Facts): DimmFact[] {
  const handles = [...new Set(nfit.maps.map(({ handle }) => handle))];
  return handles.map((handle, i) => {
    const map = nfit.maps.find((one) => one.handle === handle)!;
    const control = nfit.controls.find(({ index }) => index === map.control);
    return {
      dev: `nmem${i}`,
      handle,
      phys_id: map.physId,
      ...(control !== undefined && { id: `${swapped(control.vendor, 2)}-${swapped(control.serial, 4)}` }),
      file: map.file,
      line: map.line,
    };
  });
}

/** The objects of the table; none if the lists of ndctl show regions, which is what the kernel made of it. */
export function nfitObjects(facts: Facts): { regions: RegionFact[]; dimms: DimmFact[] } {
  if (facts.regions.length > 0 || facts.nfit.maps.length === 0) return { regions: [], dimms: [] };
  const dimms = dimmsIn(facts);
  const nameOf = (handle: number): string => dimms.find((dimm) => dimm.handle === handle)!.dev;
  const ranges = facts.nfit.ranges.filter(({ persistent, size }) => persistent && size > 0);
  const regions = ranges.map(({ index, base, size, file, line }, i): RegionFact => {
    const maps = facts.nfit.maps.filter(({ range }) => range === index);
    // Readers keep the order of ndctl, which prints the last mapping first.
    const mappings = maps
      .map((map, position) => ({
        dimm: nameOf(map.handle),
        offset: exactAmount(map.base),
        length: exactAmount(map.size),
        position,
      }))
      .reverse();
    return {
      dev: `region${i}`,
      type: 'pmem',
      size: exactAmount(size),
      resource: exactAmount(base),
      mappings,
      file,
      line,
    };
  });
  return { regions, dimms };
}
