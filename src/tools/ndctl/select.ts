/** Which devices an option or operand names: util_bus_filter() and its kin of ndctl/filter.c. */

import { strtol, strtoull } from '../util/strtoull.ts';
import type { Bus } from './lib/bus.ts';
import type { Dimm } from './lib/dimm.ts';
import type { Namespace } from './lib/namespace.ts';
import type { Region } from './lib/region.ts';

/**
 * True when one of the names in `ident` (apart by blanks) is `all` or fits.
 *
 * @param names what the device is called
 * @param id its number, which `ident` may be as a whole
 */
function matches(ident: string | undefined, names: readonly string[], id: number): boolean {
  if (ident === undefined) return true;
  // Each name is cut out of the text in place, so that its first word is all the number is read from.
  const list = ident.split(' ').filter((name) => name !== '');
  const first = list[0] ?? '';
  const { value, end } = strtoull(first);
  const number = end === 0 || end < first.length ? undefined : Number(value);
  return list.some((name) => name === 'all' || (number === undefined ? names.includes(name) : number === id));
}

/** A bus goes by provider, name or number. */
export const matchesBus = (bus: Bus, ident: string | undefined): boolean =>
  matches(ident, [bus.provider, bus.name], bus.id);

/** A region goes by name or number. */
export const matchesRegion = (region: Region, ident: string | undefined): boolean =>
  matches(ident, [region.name], region.id);

/** A DIMM goes by name or number. */
export const matchesDimm = (dimm: Dimm, ident: string | undefined): boolean =>
  matches(ident, [dimm.name], dimm.id);

/** A namespace goes by its name or by `REGION.ID`. */
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
