/**
 * CXL memory for the summary of a machine: windows with their regions, ports, memdevs and their device
 * addresses.
 */
import type { CxlDecoder, CxlMemdev, CxlPort, CxlRegion, CxlState } from '../../kernel/cxl/state.ts';
import type { Resource } from '../../kernel/kernel/resource/state.ts';

type Named<T> = Record<string, T>;
type Enabled = { core: { driver: string | null } };

/** The records that the summary reads. */
export interface CxlRecords {
  ports: Named<Pick<CxlPort, 'name' | 'kind' | 'parent' | 'uport' | 'component' | 'decoders'> & Enabled>;
  decoders: Named<
    Pick<CxlDecoder, 'name' | 'port' | 'hpa' | 'ways' | 'granularity' | 'locked' | 'region' | 'root' | 'ep'>
  >;
  memdevs: Named<Pick<CxlMemdev, 'name' | 'pci' | 'ram' | 'pmem' | 'endpoint'> & Enabled>;
  regions: Named<
    Pick<
      CxlRegion,
      'name' | 'decoder' | 'mode' | 'state' | 'ways' | 'granularity' | 'resource' | 'targets' | 'nrTargets'
    > &
      Enabled
  >;
  pmemRegions: Named<Pick<CxlState['pmemRegions'][string], 'region' | 'ndRegion'>>;
  daxRegions: Named<Pick<CxlState['daxRegions'][string], 'name' | 'region'> & Enabled>;
}

/** The machine as far as CXL regions need it: their addresses are resources. */
export interface CxlMachine {
  cxl?: CxlRecords;
  resources: { byId: Record<number, Pick<Resource, 'start' | 'end'>> };
}

export interface CxlRegionStatus {
  name: string;
  mode: 'pmem' | 'ram';
  /** Host addresses; null before their allocation. */
  start: number | null;
  size: number;
  ways: number;
  granularity: number;
  /** Set if every decoder on the path to the memdevs is committed. */
  committed: boolean;
  enabled: boolean;
  /** Memdevs by position; null for a position without one. */
  memdevs: (string | null)[];
  /** The region of libnvdimm or dax that uses it; null without one. */
  user: string | null;
}

export interface CxlWindowStatus {
  /** Its root decoder. */
  name: string;
  start: number;
  size: number;
  /** Bytes in no region. */
  free: number;
  ways: number;
  granularity: number;
  uses: string[];
  locked: boolean;
  regions: CxlRegionStatus[];
}

/** Device addresses of a memdev that are allocated to an endpoint decoder. */
export interface DpaUse {
  decoder: string;
  mode: string;
  start: number;
  size: number;
  region: string | null;
}

export interface CxlMemdevStatus {
  name: string;
  pci: string;
  enabled: boolean;
  /** Capacity of each kind, and the bytes of it that decoders have. */
  ram: number;
  ramUsed: number;
  pmem: number;
  pmemUsed: number;
  uses: DpaUse[];
}

/** A host bridge or a switch. */
export interface CxlPortStatus {
  name: string;
  device: string;
  enabled: boolean;
  ports: CxlPortStatus[];
  memdevs: CxlMemdevStatus[];
}

export interface CxlStatus {
  /** The root port; null before the kernel has ports. */
  root: string | null;
  windows: CxlWindowStatus[];
  ports: CxlPortStatus[];
  /** Memdevs without an endpoint port, whose memory has no host addresses. */
  apart: CxlMemdevStatus[];
}

type Core<K extends 'regions' | 'memdevs' | 'ports'> = CxlRecords[K][string];

const isEnabled = ({ core }: Enabled): boolean => core.driver !== null;

/** The memdev of an endpoint decoder. */
const memdevOf = (cxl: CxlRecords, decoder: string): string | null => {
  const port = cxl.decoders[decoder]?.port;
  return (port !== undefined && cxl.ports[port]?.uport) || null;
};

function userOf(cxl: CxlRecords, { name }: Core<'regions'>): string | null {
  const pmem = Object.values(cxl.pmemRegions).find(({ region }) => region === name);
  const dax = Object.values(cxl.daxRegions).find((one) => one.region === name && isEnabled(one));
  return pmem?.ndRegion ?? dax?.name ?? null;
}

/** The state of a region of CXL. */
export function cxlRegionStatus(
  { cxl, resources }: CxlMachine & { cxl: CxlRecords },
  region: Core<'regions'>,
): CxlRegionStatus {
  const { name, mode, ways, granularity, state, targets } = region;
  const hpa = region.resource === null ? undefined : resources.byId[region.resource];
  return {
    name,
    mode,
    start: hpa?.start ?? null,
    size: hpa === undefined ? 0 : hpa.end - hpa.start + 1,
    ways,
    granularity,
    committed: state === 'commit',
    enabled: isEnabled(region),
    memdevs: targets.slice(0, ways).map((target) => (target === null ? null : memdevOf(cxl, target))),
    user: userOf(cxl, region),
  };
}

function windowStatus(
  machine: CxlMachine & { cxl: CxlRecords },
  decoder: CxlRecords['decoders'][string],
): CxlWindowStatus {
  const { name, hpa, ways, granularity, locked, root } = decoder;
  const regions = Object.values(machine.cxl.regions)
    .filter((region) => region.decoder === name)
    .map((region) => cxlRegionStatus(machine, region));
  const used = regions.reduce((sum, { size }) => sum + size, 0);
  const uses = root?.capabilities ?? [];
  return { name, ...hpa, free: hpa.size - used, ways, granularity, uses, locked, regions };
}

/** Device addresses of a memdev in use, in the order of its decoders. */
export function dpaUses(cxl: CxlRecords, memdev: Pick<CxlMemdev, 'endpoint'>): DpaUse[] {
  const port = memdev.endpoint === null ? undefined : cxl.ports[memdev.endpoint];
  return (port?.decoders ?? []).flatMap((decoder): DpaUse[] => {
    const { ep, region } = cxl.decoders[decoder]!;
    return ep?.dpa == null ? [] : [{ decoder, mode: ep.mode, ...ep.dpa, region }];
  });
}

function memdevStatus(cxl: CxlRecords, memdev: Core<'memdevs'>): CxlMemdevStatus {
  const { name, pci, ram, pmem } = memdev;
  const uses = dpaUses(cxl, memdev);
  const used = (from: number, to: number): number =>
    uses.reduce(
      (sum, { start, size }) => sum + Math.max(0, Math.min(start + size, to) - Math.max(start, from)),
      0,
    );
  return {
    name,
    pci,
    enabled: isEnabled(memdev),
    ram,
    ramUsed: used(0, ram),
    pmem,
    pmemUsed: used(ram, ram + pmem),
    uses,
  };
}

/** The port above the endpoint port of a memdev. */
const parentOf = (cxl: CxlRecords, { endpoint }: Core<'memdevs'>): string | null =>
  (endpoint !== null && cxl.ports[endpoint]?.parent) || null;

function portStatus(cxl: CxlRecords, port: Core<'ports'>): CxlPortStatus {
  return {
    name: port.name,
    device: port.component,
    enabled: isEnabled(port),
    ports: portsBelow(cxl, port.name),
    memdevs: Object.values(cxl.memdevs)
      .filter((memdev) => parentOf(cxl, memdev) === port.name)
      .map((memdev) => memdevStatus(cxl, memdev)),
  };
}

const portsBelow = (cxl: CxlRecords, parent: string): CxlPortStatus[] =>
  Object.values(cxl.ports)
    .filter((port) => port.kind === 'switch' && port.parent === parent)
    .map((port) => portStatus(cxl, port));

/** The CXL part of a machine; undefined on a machine, or a kernel, without. */
export function cxlStatus(machine: CxlMachine): CxlStatus | undefined {
  const { cxl } = machine;
  if (cxl === undefined) return undefined;
  const root = Object.values(cxl.ports).find(({ kind }) => kind === 'root');
  return {
    root: root?.name ?? null,
    windows: Object.values(cxl.decoders)
      .filter((decoder) => decoder.root !== undefined)
      .map((decoder) => windowStatus({ ...machine, cxl }, decoder)),
    ports: root === undefined ? [] : portsBelow(cxl, root.name),
    apart: Object.values(cxl.memdevs)
      .filter((memdev) => parentOf(cxl, memdev) === null)
      .map((memdev) => memdevStatus(cxl, memdev)),
  };
}
