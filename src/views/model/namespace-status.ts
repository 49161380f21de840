/** The current state of a namespace: mode in ndctl's words, location of its struct pages, device. */
import type { StatusMachine } from './status.ts';

export interface NamespaceStatus {
  name: string;
  mode: 'fsdax' | 'devdax' | 'system-ram' | 'sector' | 'raw';
  /** Location of its struct pages: `mem` is RAM, `dev` the device; null if it has none. */
  map: 'mem' | 'dev' | null;
  enabled: boolean;
  start: number;
  size: number;
  /** Usable bytes of `size`. */
  usable: number;
  /** `/dev/pmem0`, `/dev/dax0.0`; null while disabled. */
  device: string | null;
  /**
   * Set if an info block on the media determines the mode; without one, fsdax and raw are the kernel's
   * defaults.
   */
  infoBlock: boolean;
  uuid: string | null;
}

type Claimer<T extends 'pfns' | 'btts'> = StatusMachine['nd'][T][string];
type Personality = Pick<NamespaceStatus, 'mode' | 'map' | 'enabled' | 'usable' | 'infoBlock'>;

const MAPS = { none: null, ram: 'mem', pmem: 'dev' } as const;

const sector = (btt: Claimer<'btts'>, size: number): Personality => ({
  mode: 'sector',
  map: null,
  enabled: btt.core.driver !== null,
  usable: btt.size ?? size,
  infoBlock: true,
});

function daxOrFsdax(pfn: Claimer<'pfns'>, isRam: boolean, size: number): Personality {
  const common = { enabled: pfn.core.driver !== null, usable: pfn.data?.size ?? size, infoBlock: true };
  if (pfn.kind === 'pfn') return { ...common, mode: 'fsdax', map: MAPS[pfn.mode] };
  return isRam
    ? { ...common, mode: 'system-ram', map: null }
    : { ...common, mode: 'devdax', map: MAPS[pfn.mode] };
}

const unclaimed = (isMapped: boolean, enabled: boolean, size: number): Personality => ({
  mode: isMapped ? 'fsdax' : 'raw',
  map: isMapped ? 'mem' : null,
  enabled,
  usable: size,
  infoBlock: false,
});

/**
 * Returns a function that reads a namespace by name. Indexes are built once, so that the cost stays linear
 * for a region with thousands of namespaces. The function returns undefined for a namespace without memory
 * (a seed) or an unknown name.
 */
export function namespaceReader(machine: StatusMachine): (name: string) => NamespaceStatus | undefined {
  const { nd } = machine;
  const disks = new Map(Object.values(machine.block.disks).map(({ owner, name }) => [owner, name]));
  const daxDevices = new Map(Object.values(machine.dax.devices).map((dax) => [dax.region, dax]));
  const mapped = new Set(Object.values(machine.mm.pagemaps).map(({ owner }) => owner));

  return (name) => {
    const namespace = nd.namespaces[name];
    if (namespace === undefined || namespace.size === 0) return undefined;
    const { start, size, claim, core, uuid } = namespace;
    const holder = claim ?? name;
    const btt = nd.btts[holder];
    const pfn = nd.pfns[holder];
    const dax = daxDevices.get(holder);
    const personality =
      (btt && sector(btt, size)) ??
      (pfn && daxOrFsdax(pfn, dax !== undefined && dax.kmem.length > 0, size)) ??
      unclaimed(mapped.has(name), core.driver !== null, size);
    const node = disks.get(holder) ?? dax?.name;
    return { name, start, size, uuid, ...personality, device: node === undefined ? null : `/dev/${node}` };
  };
}
