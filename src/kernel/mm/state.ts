/** Sections, zones, page maps and memory blocks as plain data (include/linux/mmzone.h, memremap.h). */
import type { Bitmap64 } from '../../lib/bitmap64.ts';
import type { Range } from '../../lib/range.ts';
import type { Run } from '../../lib/runs.ts';
import { SECTION_SIZE } from './mmzone.ts';

/** Location of a section's struct pages. */
export type MemmapHome =
  /** Allocated by sparse_init at boot, one PMD. */
  | 'boot'
  /** Hot-added, one PMD from RAM. */
  | 'ram-pmd'
  /** Hot-added in parts, base pages from RAM. */
  | 'ram-base'
  /** Hot-added, one PMD allocated from the device's altmap. */
  | 'altmap'
  /** Hot-added, PMDs at the start of the memory block that they describe (memmap_on_memory). */
  | 'self-hosted';

/** State shared by the sections of a run. */
export interface SectionState {
  early: boolean;
  online: boolean;
  /** SECTION_TAINT_ZONE_DEVICE. */
  taint: boolean;
  nid: number;
  /** Active sub-sections of 2 MiB. */
  map: Bitmap64;
  memmap: MemmapHome;
  /** Since 5.19: bytes of the compound pages whose tail struct pages share one page of memmap. */
  compound?: number;
  /**
   * Before 5.3: page map that last initialised the section's struct pages, which puts it into zone Device.
   */
  mapper?: number;
  /** Before 5.3: page map whose altmap holds the memmap. */
  altmapOf?: number;
  /** Before 5.3: the first struct page is not initialised, because an altmap reserves it. */
  headless?: boolean;
}

/** Sections `first`..`last` (inclusive numbers) in equal state. Runs are ascending; adjacent runs differ. */
export type SectionRun = Run<SectionState>;

export type ZoneName = 'DMA' | 'DMA32' | 'Normal' | 'Movable' | 'Device';

/** A zone of a node (struct zone), in page frames. */
export interface Zone {
  nid: number;
  name: ZoneName;
  startPfn: number;
  /** Number of pages; 0 for an empty zone. */
  spanned: number;
  present: number;
}

/** Reserved space in a device for its struct pages (struct vmem_altmap), in page frames. */
export interface VmemAltmap {
  basePfn: number;
  endPfn: number;
  /** Pages at the start that must not be used. */
  reserve: number;
  /** Pages available for the memmap. */
  free: number;
  /** Pages lost to alignment. */
  align: number;
  /** Pages allocated. */
  alloc: number;
}

/** RAM for struct pages, where the tail pages of a compound page of `compound` bytes share one page. */
export interface SharedMemmap {
  compound: number;
}

/** Source of struct pages other than plain RAM; `self-hosted`: the added memory blocks themselves. */
export type MemmapSource = VmemAltmap | 'self-hosted' | SharedMemmap;

/** MEMORY_DEVICE_* of a page map. */
export type PagemapType = 'private' | 'fs-dax' | 'generic' | 'pci-p2pdma';

/** One devm_memremap_pages mapping. */
export interface DevPagemap {
  id: number;
  /** Device that created the mapping, `pfn0.0`. */
  owner: string;
  /** Driver of that device, `nd_pmem`. */
  driver: string;
  type: PagemapType;
  ranges: Range[];
  nid: number;
  altmap?: VmemAltmap;
  /** Bytes of a compound page of the mapping (vmemmap_shift), for devdax of 2 MiB or 1 GiB. */
  compound?: number;
}

/** An entry of pgmap_array: frames `first`..`last` belong to page map `id`. */
export type PagemapEntry = Run<{ id: number }>;

/** Entry of pgmap_radix while it is keyed by section (4.5 to 4.13); its page map may have been removed. */
export type PagemapSection = Run<{ id: number; owner: string }>;

/** State shared by the memory blocks of a run. */
export interface MemoryBlockState {
  state: 'online' | 'offline';
  nid: number;
  /** Zone of the block; null when it has several, and since 4.13 while offline. */
  zone: ZoneName | null;
  /** Set for blocks created at boot. */
  early: boolean;
  /** Id of the memory group, for blocks of a driver's memory. */
  group?: number;
}

/** Memory blocks `first`..`last` (inclusive block ids) in equal state. */
export type MemoryBlockRun = Run<MemoryBlockState>;

/** An address range and its node; `end` is inclusive. */
export interface NodeRange extends Range {
  nid: number;
}

/** Values of auto_online_blocks and memhp_default_state=. */
export const ONLINE_POLICIES = ['offline', 'online', 'online_kernel', 'online_movable'] as const;
export type OnlinePolicy = (typeof ONLINE_POLICIES)[number];

/** Result of numa=fake=. */
export interface NumaEmulation {
  /** emu_nid_to_phys: the firmware's node of each node. */
  physical: number[];
  /** Distances given on the command line, row by row; null or absent where none is given. */
  distances: (number | null)[];
}

/** Module parameters that choose the zone of plain `online`. */
export interface MhpPolicy {
  policy: 'contig-zones' | 'auto-movable';
  /** Movable memory in percent of the kernel memory of boot. */
  ratio: number;
  /** Keep to the ratio on each node too. */
  numaAware: boolean;
}

/** Memory of one device that is to be onlined into one zone (struct memory_group, static). */
export interface MemoryGroup {
  id: number;
  /** Pages. */
  maxPages: number;
}

/** State of memory management. */
export interface MmState {
  /** First frame after boot RAM; hot-added System RAM raises it. */
  maxPfn: number;
  /** MAX_PHYSMEM_BITS of the running kernel. */
  physBits: number;
  /** memory_block_size_bytes(). */
  blockSize: number;
  /** auto_online_blocks. */
  autoOnline: OnlinePolicy;
  sections: SectionRun[];
  /** Zones of all online nodes, including empty ones, in the order of /proc/zoneinfo. */
  zones: Zone[];
  /** Online nodes, ascending. */
  nodes: number[];
  /** Nodes that may ever be online, ascending. */
  possible: number[];
  /** Processors and their nodes, by number. */
  cpus: { cpu: number; node: number }[];
  /** numa=off is in force. */
  numaOff?: true;
  /** Nodes by the firmware's proximity domain; empty without a table. */
  pxm: Record<number, number>;
  /** Absent unless numa=fake= took effect. */
  emulation?: NumaEmulation;
  /** node_memory_types: abstract distance and number of references, by node. */
  memoryTypes: Record<number, { distance: number; count: number }>;
  /** memblock.memory: boot RAM by node, as byte ranges. */
  memory: NodeRange[];
  /** numa_meminfo: nodes of addresses up to the end of RAM. */
  numa: NodeRange[];
  /** numa_reserved_meminfo: nodes of addresses without RAM at boot. */
  numaReserved: NodeRange[];
  /** Ascending by id. */
  pagemaps: Record<number, DevPagemap>;
  nextPagemap: number;
  /** pgmap_array: page maps by frame. */
  pagemapFrames: PagemapEntry[];
  /** pgmap_radix of 4.5 to 4.13: page maps by section. */
  pagemapSections: PagemapSection[];
  /** GiBs of device memory that the direct mapping covers with one page each. */
  gigapages: Run<{ large: true }>[];
  blocks: MemoryBlockRun[];
  /** Absent while there are none. */
  groups?: MemoryGroup[];
  /** Absent while the parameters are as booted. */
  policy?: MhpPolicy;
  /** Device-private memory, oldest first: page maps with their resources. */
  chunks?: { pagemap: number; resource: number }[];
  /**
   * Device ranges lost from the direct mapping when another device replaced the table; absent when there are
   * none.
   */
  unmapped?: Range[];
}

/** Initial state of a kernel with `physBits` bits of physical address. */
export const mmState = (physBits: number): MmState => ({
  maxPfn: 0,
  physBits,
  blockSize: SECTION_SIZE,
  autoOnline: 'offline',
  sections: [],
  zones: [],
  nodes: [],
  possible: [],
  cpus: [],
  pxm: {},
  memoryTypes: {},
  memory: [],
  numa: [],
  numaReserved: [],
  pagemaps: {},
  nextPagemap: 1,
  pagemapFrames: [],
  pagemapSections: [],
  gigapages: [],
  blocks: [],
});
