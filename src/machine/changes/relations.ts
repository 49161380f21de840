/** The records that belong to one device: a namespace, its claimer, its disk or dax device and its page map. */
import type { Devres } from '../../kernel/base/device.ts';
import type { KernelState } from '../../kernel/state.ts';

/** Tables of a kernel that grow with the number of its devices, by the way to each. */
export const TABLES = {
  namespaces: ['nd', 'namespaces'],
  pfns: ['nd', 'pfns'],
  btts: ['nd', 'btts'],
  disks: ['block', 'disks'],
  daxRegions: ['dax', 'regions'],
  daxDevices: ['dax', 'devices'],
  pagemaps: ['mm', 'pagemaps'],
} as const;

export type TableName = keyof typeof TABLES;
type Reference = [table: TableName, key: string | number | null];

/** Keys of records by table. */
export type Keys = Record<TableName, Set<string>>;

export const noKeys = (): Keys => ({
  namespaces: new Set(),
  pfns: new Set(),
  btts: new Set(),
  disks: new Set(),
  daxRegions: new Set(),
  daxDevices: new Set(),
  pagemaps: new Set(),
});

function* heldBy({ devres }: { devres: readonly Devres[] }): Generator<Reference> {
  for (const res of devres)
    if (res.kind === 'pagemap') yield ['pagemaps', res.id];
    else if (res.kind === 'disk') yield ['disks', res.name];
    else if (res.kind === 'dax-region') yield ['daxRegions', res.name];
    else if (res.kind === 'dax-device') yield ['daxDevices', res.name];
}

/** Devices on the nd bus with a name, and those on the dax bus. */
function* named(name: string | null): Generator<Reference> {
  yield ['namespaces', name];
  yield ['pfns', name];
  yield ['btts', name];
}

/** The records that a record refers to. */
const REFERENCES: { [Name in TableName]: (state: KernelState, key: string) => Iterable<Reference> } = {
  *namespaces({ nd }, key) {
    const record = nd.namespaces[key];
    if (record === undefined) return;
    yield ['pfns', record.claim];
    yield ['btts', record.claim];
    yield* heldBy(record.core);
  },
  *pfns({ nd }, key) {
    const record = nd.pfns[key];
    if (record === undefined) return;
    yield ['namespaces', record.namespace];
    yield* heldBy(record.core);
  },
  *btts({ nd }, key) {
    const record = nd.btts[key];
    if (record === undefined) return;
    yield ['namespaces', record.namespace];
    yield* heldBy(record.core);
  },
  *disks({ block }, key) {
    yield* named(block.disks[key]?.owner ?? null);
  },
  *daxRegions(_, key) {
    yield ['pfns', key];
  },
  *daxDevices({ dax }, key) {
    const record = dax.devices[key];
    if (record === undefined) return;
    yield ['daxRegions', record.region];
    yield* heldBy(record.core);
  },
  *pagemaps({ mm }, key) {
    const owner = mm.pagemaps[Number(key)]?.owner ?? null;
    yield* named(owner);
    yield ['daxDevices', owner];
  },
};

/** Adds a record, and all records that it refers to in any of the states. */
export function addRelated(keys: Keys, states: readonly KernelState[], table: TableName, key: string): void {
  const left: [TableName, string][] = [[table, key]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [name, one] = next;
    if (keys[name].has(one)) continue;
    keys[name].add(one);
    for (const state of states)
      for (const [other, to] of REFERENCES[name](state, one)) if (to !== null) left.push([other, `${to}`]);
  }
}
