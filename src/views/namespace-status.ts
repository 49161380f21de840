/** What a namespace is at the moment: its mode in ndctl's words, where its struct pages are, its device. */
import type { StatusMachine } from './status.ts';

export interface NamespaceStatus {
  name: string;
  mode: 'fsdax' | 'devdax' | 'system-ram' | 'sector' | 'raw';
  /** Where its struct pages live: `mem` is RAM, `dev` the device; null when it has none. */
  map: 'mem' | 'dev' | null;
  enabled: boolean;
  start: number;
  size: number;
  /** Bytes that a user gets of `size`. */
  usable: number;
  /** `/dev/pmem0`, `/dev/dax0.0`; null while disabled. */
  device: string | null;
  /** True when an info block on the media says the mode; without one fsdax and raw are what the kernel falls back to. */
  infoBlock: boolean;
  uuid: string | null;
}

const MAPS = { none: null, ram: 'mem', pmem: 'dev' } as const;

/**
 * Makes a reader of namespaces by name. Indexes are built once, so that a region of thousands stays cheap.
 * The reader gives undefined for a namespace without memory (a seed) or an unknown name.
 */
export function namespaceReader(machine: StatusMachine): (name: string) => NamespaceStatus | undefined {
  const { nd } = machine;
  const disks = new Map(Object.values(machine.block.disks).map(({ owner, name }) => [owner, `/dev/${name}`]));
  const daxDevices = new Map(Object.values(machine.dax.devices).map((device) => [device.region, device]));
  const mapped = new Set(machine.mm.pagemaps.map(({ owner }) => owner));

  return (name) => {
    const namespace = nd.namespaces[name];
    if (namespace === undefined || namespace.size === 0) return undefined;
    const { start, size, claim, core, uuid } = namespace;
    const common = { name, start, size, uuid };
    const pfn = claim === null ? undefined : nd.pfns[claim];
    const btt = claim === null ? undefined : nd.btts[claim];
    const device = disks.get(claim ?? name) ?? null;
    if (btt !== undefined) {
      const enabled = btt.core.driver !== null;
      return {
        ...common,
        mode: 'sector',
        map: null,
        enabled,
        usable: btt.size ?? size,
        device,
        infoBlock: true,
      };
    }
    if (pfn === undefined) {
      const isMapped = mapped.has(name);
      const mode = isMapped ? 'fsdax' : 'raw';
      const map = isMapped ? 'mem' : null;
      return { ...common, mode, map, enabled: core.driver !== null, usable: size, device, infoBlock: false };
    }
    const dax = daxDevices.get(claim!);
    const claimed = {
      ...common,
      map: MAPS[pfn.mode],
      enabled: pfn.core.driver !== null,
      usable: pfn.data?.size ?? size,
      infoBlock: true,
    };
    if (pfn.kind === 'pfn') return { ...claimed, mode: 'fsdax', device };
    const mode = dax !== undefined && dax.kmem.length > 0 ? 'system-ram' : 'devdax';
    return { ...claimed, mode, device: dax === undefined ? null : `/dev/${dax.name}` };
  };
}
