/** Summary of a machine: kernel, memory, and the tree of buses, regions and namespaces. */
import type { Platform } from '../../firmware/platform.ts';
import type { BlockState } from '../../kernel/block/state.ts';
import type { DaxState } from '../../kernel/dax/state.ts';
import type { MmState } from '../../kernel/mm/state.ts';
import type { NdBtt, NdBus, NdNamespace, NdPfn, NdRegion, Nvdimm } from '../../kernel/nvdimm/state.ts';
import { rangeSize } from '../../lib/range.ts';
import { type CxlRecords, type CxlStatus, cxlStatus } from './cxl-status.ts';
import { type DaxRecords, type DaxRegionStatus, daxStatus } from './dax-status.ts';
import { allResources, type Machine } from './layout.ts';
import { type NamespaceStatus, namespaceReader } from './namespace-status.ts';

type Named<T> = Record<string, T>;
type Core = { core: { driver: string | null } };

/** The records that the summary reads; a KernelState satisfies it. */
export interface StatusMachine extends Machine {
  release: string;
  cmdline: string;
  crashed?: string;
  mm: Machine['mm'] & Pick<MmState, 'nodes' | 'autoOnline'>;
  nd: {
    buses: Named<Pick<NdBus, 'name' | 'provider' | 'regions' | 'dimms'>>;
    dimms: Named<
      Pick<Nvdimm, 'name' | 'locked'> & Core & { drvdata: { configSize: number; labelSize: number } | null }
    >;
    regions: Named<
      Pick<NdRegion, 'name' | 'start' | 'size' | 'kind' | 'readOnly' | 'align' | 'numaNode' | 'namespaces'> &
        Core & { mappings: { dimm: string }[] }
    >;
    namespaces: Named<Pick<NdNamespace, 'name' | 'region' | 'start' | 'size' | 'claim' | 'uuid'> & Core>;
    pfns: Named<Pick<NdPfn, 'kind' | 'mode' | 'align' | 'namespace' | 'data'> & Core>;
    btts: Named<Pick<NdBtt, 'namespace' | 'size' | 'lbasize'> & Core>;
  };
  dax: DaxRecords & { devices: Named<Pick<DaxState['devices'][string], 'kmem'>> };
  block: { disks: Named<Pick<BlockState['disks'][string], 'name' | 'owner'>> };
  cxl?: CxlRecords;
}

export interface DimmStatus {
  name: string;
  enabled: boolean;
  locked: boolean;
  /** Bytes; null without a label area or while disabled. */
  labelArea: number | null;
  labelSize: number | null;
}

export interface RegionStatus {
  name: string;
  kind: 'pmem' | 'volatile';
  start: number;
  size: number;
  enabled: boolean;
  readOnly: boolean;
  align: number;
  node: number;
  dimms: string[];
  namespaces: NamespaceStatus[];
}

export interface BusStatus {
  name: string;
  provider: string;
  dimms: DimmStatus[];
  regions: RegionStatus[];
}

export interface StatusModel {
  release: string;
  cmdline: string;
  /** Reason of a crash; absent while the machine runs. */
  crashed?: string;
  memory: {
    /** Bytes of RAM at boot, of RAM added later (on whatever memory), of persistent memory. */
    ram: number;
    added: number;
    pmem: number;
    /** Soft Reserved memory. */
    soft: number;
    nodes: number;
    blockSize: number;
    autoOnline: string;
  };
  platform: {
    /** Name of a platform of the package, or `a file`; absent if it is not known. */
    name?: string;
    nvdimms: number;
    cxlDevices: number;
    virtioPmem: number;
    pciDevices: number;
    numaRanges: number;
    hypervisor: boolean;
  };
  buses: BusStatus[];
  /** Dax regions of Soft Reserved memory and of CXL regions. */
  dax: DaxRegionStatus[];
  /** Absent without CXL, or without a driver for it. */
  cxl?: CxlStatus;
}

function memoryStatus({ mm, nd, resources }: StatusMachine): StatusModel['memory'] {
  const sum = (sizes: number[]): number => sizes.reduce((total, size) => total + size, 0);
  const added = mm.blocks.filter(({ early }) => !early);
  return {
    ram: sum(mm.memory.map(rangeSize)),
    added: sum(added.map(({ first, last }) => (last - first + 1) * mm.blockSize)),
    pmem: sum(Object.values(nd.regions).map(({ size }) => size)),
    soft: sum(
      allResources(resources)
        .filter(({ name }) => name === 'Soft Reserved')
        .map(rangeSize),
    ),
    nodes: mm.nodes.length,
    blockSize: mm.blockSize,
    autoOnline: mm.autoOnline,
  };
}

function dimmStatus({ name, core, locked, drvdata }: StatusMachine['nd']['dimms'][string]): DimmStatus {
  return {
    name,
    enabled: core.driver !== null,
    locked,
    labelArea: drvdata?.configSize ?? null,
    labelSize: drvdata?.labelSize ?? null,
  };
}

/**
 * The summary of a running machine on its platform.
 *
 * @param name of the platform
 */
export function statusModel(
  machine: StatusMachine,
  platform: Pick<Platform, 'buses' | 'cxl' | 'pci' | 'numa' | 'hypervisor' | 'virtioPmem'>,
  name?: string,
): StatusModel {
  const readNamespace = namespaceReader(machine);
  const regionStatus = (region: StatusMachine['nd']['regions'][string]): RegionStatus => ({
    name: region.name,
    kind: region.kind,
    start: region.start,
    size: region.size,
    enabled: region.core.driver !== null,
    readOnly: region.readOnly,
    align: region.align,
    node: region.numaNode,
    dimms: region.mappings.map(({ dimm }) => dimm),
    namespaces: region.namespaces.flatMap((name) => readNamespace(name) ?? []),
  });
  const buses = Object.values(machine.nd.buses).map(
    ({ name, provider, dimms, regions }): BusStatus => ({
      name,
      provider,
      dimms: dimms.flatMap((dimm) => machine.nd.dimms[dimm] ?? []).map(dimmStatus),
      regions: regions.flatMap((region) => machine.nd.regions[region] ?? []).map(regionStatus),
    }),
  );
  const cxl = cxlStatus(machine);
  return {
    release: machine.release,
    cmdline: machine.cmdline,
    ...(machine.crashed !== undefined && { crashed: machine.crashed }),
    memory: memoryStatus(machine),
    platform: {
      ...(name !== undefined && { name }),
      nvdimms: platform.buses.reduce((count, bus) => count + bus.dimms.length, 0),
      cxlDevices: platform.cxl?.memdevs.length ?? 0,
      virtioPmem: platform.virtioPmem.length,
      pciDevices: platform.pci.length,
      numaRanges: platform.numa.length,
      hypervisor: platform.hypervisor,
    },
    buses,
    dax: daxStatus(machine.dax),
    ...(cxl && { cxl }),
  };
}
