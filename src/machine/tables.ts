/**
 * Tables of records keyed by name, without a prototype: names come from command lines and files, and a name
 * like `constructor` would be found in every ordinary object.
 */
import type { SavedMachine } from './machine.ts';

type Holder = Record<string, unknown>;

/** Fields of a machine that are such tables, by the way to their holder. */
const TABLES: readonly [way: readonly string[], fields: readonly string[]][] = [
  [['kernel'], ['config']],
  [
    ['kernel', 'nd'],
    ['buses', 'dimms', 'regions', 'namespaces', 'pfns', 'btts'],
  ],
  [
    ['kernel', 'dax'],
    ['regions', 'devices', 'hmem', 'newId'],
  ],
  [['kernel', 'block'], ['disks']],
  [['firmware', 'media'], ['dimms']],
];

/** The member as it is; undefined for one that is parsed when it is first read. */
function settled(holder: Holder, key: string): unknown {
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}

/** Removes the prototypes of the tables of a machine; tables that are parsed later are created without one. */
export function bareTables(machine: Pick<SavedMachine, 'kernel' | 'firmware'>): void {
  for (const [way, fields] of TABLES) {
    const holder = way.reduce<unknown>(
      (at, step) => (at === undefined ? undefined : settled(at as Holder, step)),
      machine,
    );
    if (holder === undefined) continue;
    for (const field of fields) {
      const table = settled(holder as Holder, field);
      if (typeof table === 'object' && table !== null) Object.setPrototypeOf(table, null);
    }
  }
}
