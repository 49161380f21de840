/** Kinds of memory that recordings have, and the parts of the kernel that each of them runs through. */
import type { ChangeId, Subsystem } from '../../src/kernel/history/history.ts';
import type { Step } from '../../src/replay/transcript.ts';

export interface Kind {
  title: string;
  /** First mainline release with this kind of memory. */
  since: string;
  subsystems: readonly Subsystem[];
  /** Changes that brought it, for a kind without recordings. */
  brought?: readonly ChangeId[];
}

const MAP: Subsystem = 'memory map (arch/x86)';
const MM: Subsystem = 'memory management (mm)';
const NODES: Subsystem = 'nodes (mm, arch/x86, drivers/acpi/numa)';
const REMAP: Subsystem = 'device memory (mm/memremap.c)';
const CORE: Subsystem = 'driver core (drivers/base)';
const NVDIMM: Subsystem = 'persistent memory (drivers/nvdimm)';
const INFO_BLOCKS: Subsystem = 'info blocks (drivers/nvdimm/pfn_devs.c, btt.c)';
const DAX: Subsystem = 'device-dax (drivers/dax)';
const CXL: Subsystem = 'CXL memory (drivers/cxl)';
const BLOCK: Subsystem = 'block layer (block)';
const PMEM = [MM, REMAP, CORE, NVDIMM, INFO_BLOCKS, DAX, BLOCK] as const;

/** All kinds; `since` of 4.4 stands for releases before the first that memsim boots. */
export const KINDS = {
  e820: { title: 'e820 pmem (`memmap=nn!ss`)', since: '4.4', subsystems: [MAP, ...PMEM] },
  labels: { title: 'NFIT with labels', since: '4.4', subsystems: PMEM },
  labelless: { title: 'NFIT without labels', since: '4.4', subsystems: PMEM },
  interleaved: { title: 'interleaved sets', since: '4.4', subsystems: PMEM },
  kmem: { title: 'devdax as System RAM (kmem)', since: '5.1', subsystems: [MM, NODES, CORE, DAX] },
  dram: { title: 'DRAM hotplug', since: '4.4', subsystems: [MM, NODES, CORE] },
  gpu: {
    title: 'p2pdma and hmm',
    since: '4.14',
    subsystems: [MM, REMAP],
    brought: ['hmm-devmem', 'pci-p2pdma'],
  },
  soft: { title: 'Soft Reserved (hmem)', since: '5.5', subsystems: [MAP, MM, NODES, DAX] },
  numa: { title: 'several nodes', since: '4.4', subsystems: [MAP, MM, NODES] },
  virtio: { title: 'virtio-pmem', since: '5.3', subsystems: PMEM },
  cxl: { title: 'CXL', since: '6.0', subsystems: [MM, NODES, DAX, CXL] },
} as const satisfies Record<string, Kind>;

export type KindId = keyof typeof KINDS;

/** The parts of a recorded platform that determine its kinds. */
interface RecordedPlatform {
  e820?: { type: string }[];
  nvdimms?: { labelSize?: number }[];
  buses?: { dimms: { labelSize?: number }[]; regions: { mappings?: unknown[] }[] }[];
  numa?: { node: number }[];
  virtioPmem?: unknown[];
  cxl?: unknown;
}

/** The kinds of memory that a boot starts with. */
export function kindsOfBoot(platform: unknown, cmdline: string): KindId[] {
  const {
    e820 = [],
    nvdimms = [],
    buses = [],
    numa = [],
    virtioPmem = [],
    cxl,
  } = platform as RecordedPlatform;
  const dimms = [...nvdimms, ...buses.flatMap((bus) => bus.dimms)];
  const hasLabels = ({ labelSize = 0 }: { labelSize?: number }): boolean => labelSize > 0;
  const sets = buses.flatMap(({ regions }) => regions).filter(({ mappings = [] }) => mappings.length > 1);
  const has: Record<string, boolean> = {
    e820: /memmap=\S*!/.test(cmdline) || e820.some(({ type }) => type.startsWith('persistent')),
    labels: dimms.some(hasLabels),
    labelless: dimms.some((dimm) => !hasLabels(dimm)),
    interleaved: sets.length > 0,
    soft: /memmap=\S*%\S*\+0xefffffff/.test(cmdline) || e820.some(({ type }) => /soft reserved/i.test(type)),
    numa: new Set(numa.map(({ node }) => node)).size > 1 || /\bnuma=/.test(cmdline),
    virtio: virtioPmem.length > 0,
    cxl: cxl !== undefined,
  };
  return (Object.keys(KINDS) as KindId[]).filter((kind) => has[kind]);
}

/** The kind that a step brings into its boot, if any. */
export function kindOfStep(step: Step): KindId | undefined {
  if (step.op === 'write' && step.path === '/sys/devices/system/memory/probe') return 'dram';
  if (step.op !== 'run') return undefined;
  return step.argv.includes('system-ram') ? 'kmem' : undefined;
}
