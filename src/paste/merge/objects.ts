/** Objects of several lists: one record each, of the last list, completed by earlier ones. */
import type { Facts, Place } from '../facts.ts';
import { type Amount, isAmount } from '../readers/amounts.ts';
import type { NamespaceFact } from '../readers/nd-facts.ts';
import { nfitObjects } from './nfit-objects.ts';
import { type Notes, noteConflict, noteUnknown } from './notes.ts';

/** The lists' objects, without idle namespaces, whose size is 0. */
export type Objects = Pick<Facts, 'buses' | 'dimms' | 'regions' | 'namespaces' | 'daxRegions' | 'daxDevices'>;

/** Numbers of a name: `namespace1.10` is [1, 10]. */
const numbersOf = (name: string): number[] => (name.match(/\d+/g) ?? []).map(Number);

/** Orders names by their numbers, so that region10 follows region9. */
export function byNumber(a: string, b: string): number {
  const [x, y] = [numbersOf(a), numbersOf(b)];
  return (x[0] ?? 0) - (y[0] ?? 0) || (x[1] ?? 0) - (y[1] ?? 0);
}

/** Number of the region in the name of a namespace, dax device or region. */
export const regionNumber = (name: string): number => numbersOf(name)[0] ?? 0;

/** Tests whether an amount adds nothing to one that is known exactly. */
const isLessExact = (next: unknown, known: unknown): boolean =>
  isAmount(next) &&
  isAmount(known) &&
  !next.exact &&
  known.exact &&
  Math.abs(next.value - known.value) <= next.within;

function update<T extends object>(known: T, next: T): T {
  const changed = Object.entries(next).filter(
    ([key, value]) => value !== undefined && !isLessExact(value, known[key as keyof T]),
  );
  return { ...known, ...Object.fromEntries(changed) };
}

/** Objects of one kind; machines have some hundred. */
const MAX_OBJECTS = 1024;

interface Sized {
  size?: Amount | undefined;
}

/** Tests whether two amounts cannot be the same number; 0 is the size of an idle object. */
const differ = (a: Amount | undefined, b: Amount | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.value * b.value > 0 &&
  Math.abs(a.value - b.value) > a.within + b.within;

/** Tests for a command between two lists that changes objects. */
const changedBetween = ({ commands }: Facts, a: Place, b: Place): boolean =>
  a.file === b.file &&
  commands.some(
    ({ file, line, text }) =>
      file === a.file && line > a.line && line < b.line && /^(?:ndctl|daxctl|cxl|memsim) (?!list)/.test(text),
  );

function merged<T extends Place & Sized>(
  list: readonly T[],
  nameOf: (one: T) => string,
  source: string,
  { facts, notes }: { facts: Facts; notes: Notes },
): T[] {
  const byName = new Map<string, T>();
  for (const next of list) {
    const name = nameOf(next);
    const known = byName.get(name);
    if (known !== undefined && differ(known.size, next.size) && !changedBetween(facts, known, next))
      noteConflict(notes, {
        about: `size of ${name}`,
        says: [known, next].map((one) => ({ source, place: one, value: `${one.size?.value}` })),
        choice: 'the later list',
      });
    byName.set(name, known === undefined ? next : update(known, next));
  }
  const all = [...byName.values()].sort((a, b) => byNumber(nameOf(a), nameOf(b)));
  if (all.length > MAX_OBJECTS)
    noteUnknown(notes, `${all.length - MAX_OBJECTS} more objects of ${source}: ${MAX_OBJECTS} are read`);
  return all.slice(0, MAX_OBJECTS);
}

const withoutSize = <T extends object>(list: readonly T[]): (T & Sized)[] => [...list];

/** Namespaces that a command destroyed after the last list that shows them. */
function destroyed({ commands }: Facts, { dev, file, line }: NamespaceFact): boolean {
  return commands.some(
    ({ text, failures, ...at }) =>
      at.file === file &&
      at.line > line &&
      failures.length === 0 &&
      /\bdestroy-namespace\b/.test(text) &&
      (/\sall\b/.test(text) || text.split(/\s+/).includes(dev)),
  );
}

const isIdle = ({ size }: NamespaceFact): boolean => size?.value === 0;

/** The objects that all lists together show. */
export function objectsOf(facts: Facts, notes: Notes): Objects {
  const ndctl = 'ndctl list';
  const about = { facts, notes };
  const nfit = nfitObjects(facts);
  const namespaces = merged(facts.namespaces, ({ dev }) => dev, ndctl, about);
  return {
    buses: merged(withoutSize(facts.buses), ({ dev }) => dev, ndctl, about),
    dimms: merged(withoutSize([...nfit.dimms, ...facts.dimms]), ({ dev }) => dev, ndctl, about),
    regions: merged([...nfit.regions, ...facts.regions], ({ dev }) => dev, ndctl, about),
    namespaces: namespaces.filter((one) => !isIdle(one) && !destroyed(facts, one)),
    daxRegions: merged(facts.daxRegions, ({ path }) => path, 'daxctl list', about),
    daxDevices: merged(facts.daxDevices, ({ chardev }) => chardev, 'daxctl list', about),
  };
}
