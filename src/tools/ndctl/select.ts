/** Matching of options and operands to devices: util_bus_filter() and its siblings of ndctl/filter.c. */

import { strtol, strtoull } from '../util/strtoull.ts';
import type { Bus } from './lib/bus.ts';
import type { Dimm } from './lib/dimm.ts';
import type { Namespace } from './lib/namespace.ts';
import type { Region } from './lib/region.ts';

/**
 * Tests whether one of the words in `ident` (separated by blanks) is `all` or names the device.
 *
 * @param names of the device
 * @param id its number, which the whole of `ident` may be
 */
function matches(ident: string | undefined, names: readonly string[], id: number): boolean {
  if (ident === undefined) return true;
  // strtok() cuts the words out of the text in place, so the number is read from the first word only.
  const list = ident.split(' ').filter((name) => name !== '');
  const first = list[0] ?? '';
  const { value, end } = strtoull(first);
  const number = end === 0 || end < first.length ? undefined : Number(value);
  return list.some((name) => name === 'all' || (number === undefined ? names.includes(name) : number === id));
}

/** Matches a bus by provider, name or number. */
export const matchesBus = (bus: Bus, ident: string | undefined): boolean =>
  matches(ident, [bus.provider, bus.name], bus.id);

/** Matches a region by name or number. */
export const matchesRegion = (region: Region, ident: string | undefined): boolean =>
  matches(ident, [region.name], region.id);

/** Matches a DIMM by name or number. */
export const matchesDimm = (dimm: Dimm, ident: string | undefined): boolean =>
  matches(ident, [dimm.name], dimm.id);

/** Matches a namespace by its name or by `REGION.ID`. */
export function matchesNamespace(ndns: Namespace, ident: string | undefined): boolean {
  if (ident === undefined) return true;
  return ident
    .split(' ')
    .filter((name) => name !== '')
    .some((name) => {
      if (name === 'all' || name === ndns.name) return true;
      const ids = /^\s*([+-]?\d+)\.\s*([+-]?\d+)/.exec(name);
      if (ids === null) return false;
      const [regionId, id] = ids.slice(1).map((digits) => strtol(digits, 10).value);
      return regionId === ndns.region.id && id === ndns.id;
    });
}
