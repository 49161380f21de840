/** Sections, zones, page maps and memory blocks as plain data (include/linux/mmzone.h, memremap.h). */
import type { Bitmap64 } from '../../lib/bitmap64.ts';
import type { Range } from '../../lib/range.ts';
import type { Run } from '../../lib/runs.ts';
import { SECTION_SIZE } from './mmzone.ts';

/** Where the struct pages of a section live. */
export type MemmapHome =
  /** Placed by sparse_init at boot, one PMD. */
  | 'boot'
  /** Hot-added, one PMD from RAM. */
  | 'ram-pmd'
  /** Hot-added piece by piece, base pages from RAM. */
  | 'ram-base'
  /** Hot-added, one PMD carved out of the device by the altmap. */
  | 'altmap';

/** The state that sections of one run share. */
export interface SectionState {
  early: boolean;
  online: boolean;
  /** SECTION_TAINT_ZONE_DEVICE. */
  taint: boolean;
  nid: number;
  /** Active sub-sections of 2 MiB. */
  map: Bitmap64;
  memmap: MemmapHome;
  /** Before 5.3: the page map that set up the struct pages of the section last, which puts it in zone Device. */
  mapper?: number;
  /** Before 5.3: the page map whose altmap holds the memmap. */
  altmapOf?: number;
  /** Before 5.3: its first struct page was never set up, since an altmap reserves it. */
  headless?: boolean;
}

/** Sections `first`..`last` (inclusive numbers) in equal state. Runs are ascending and do not touch equals. */
export type SectionRun = Run<SectionState>;

export type ZoneName = 'DMA' | 'DMA32' | 'Normal' | 'Movable' | 'Device';

export interface Zone {
  nid: number;
  name: ZoneName;
  startPfn: number;
  /** Pages; 0 for an empty zone. */
  spanned: number;
  present: number;
}

export interface VmemAltmap {
  basePfn: number;
  endPfn: number;
  /** Pages at the start that must not be used. */
  reserve: number;
  /** Pages that may hold the memmap. */
  free: number;
  /** Pages lost to alignment. */
  align: number;
  /** Pages handed out. */
  alloc: number;
}

export type PagemapType = 'private' | 'fs-dax' | 'generic' | 'pci-p2pdma';

/** One devm_memremap_pages mapping. */
export interface DevPagemap {
  id: number;
  /** The device that mapped it, `pfn0.0`. */
  owner: string;
  /** The driver that the device had, `nd_pmem`. */
  driver: string;
  type: PagemapType;
  ranges: Range[];
  nid: number;
  altmap?: VmemAltmap;
}

/** An entry of pgmap_array: frames `first`..`last` belong to page map `id`. */
export type PagemapEntry = Run<{ id: number }>;

/** An entry of pgmap_radix while its keys were sections (4.5 to 4.13); the page map may be gone by now. */
export type PagemapSection = Run<{ id: number; owner: string }>;

/** The state that memory blocks of one run share. */
export interface MemoryBlockState {
  state: 'online' | 'offline';
  nid: number;
  /** The zone a block belongs to; null when it has several, and since 4.13 while offline. */
  zone: ZoneName | null;
  /** True for blocks made at boot. */
  early: boolean;
}

/** Memory blocks `first`..`last` (inclusive block ids) in equal state. */
export type MemoryBlockRun = Run<MemoryBlockState>;

/** An address range and its node; `end` is inclusive. */
export interface NodeRange extends Range {
  nid: number;
}

/** The words of auto_online_blocks and memhp_default_state=. */
export const ONLINE_POLICIES = ['offline', 'online', 'online_kernel', 'online_movable'] as const;
export type OnlinePolicy = (typeof ONLINE_POLICIES)[number];

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
  /** Every zone of every online node, empty ones too, in the order of /proc/zoneinfo. */
  zones: Zone[];
  /** Online nodes, ascending. */
  nodes: number[];
  /** memblock.memory: boot RAM by node, as byte ranges. */
  memory: NodeRange[];
  /** numa_meminfo: which node an address up to the end of RAM belongs to. */
  numa: NodeRange[];
  /** numa_reserved_meminfo: nodes of addresses that held no RAM at boot. */
  numaReserved: NodeRange[];
  /** Ascending by id. */
  pagemaps: DevPagemap[];
  nextPagemap: number;
  /** pgmap_array: which page map answers for a frame. */
  pagemapFrames: PagemapEntry[];
  /** pgmap_radix of 4.5 to 4.13: which page map answers for a section. */
  pagemapSections: PagemapSection[];
  /** Numbers of GiB that the direct mapping of devices maps with one page each. */
  gigapages: Run<{ large: true }>[];
  blocks: MemoryBlockRun[];
  /** Device-private memory, oldest first: its page maps, and the resources that stand for it. */
  chunks?: { pagemap: number; resource: number }[];
  /** Device memory that another device put out of the direct mapping; absent while there is none. */
  unmapped?: Range[];
}

/** Nothing known yet, on a kernel that can map `physBits` bits of physical address. */
export const mmState = (physBits: number): MmState => ({
  maxPfn: 0,
  physBits,
  blockSize: SECTION_SIZE,
  autoOnline: 'offline',
  sections: [],
  zones: [],
  nodes: [],
  memory: [],
  numa: [],
  numaReserved: [],
  pagemaps: [],
  nextPagemap: 1,
  pagemapFrames: [],
  pagemapSections: [],
  gigapages: [],
  blocks: [],
});
