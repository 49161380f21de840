/** The libnvdimm bus as plain data (drivers/nvdimm/nd.h, nd-core.h). Records are keyed by device name. */

import type { DeviceCore } from '../base/device.ts';
import type { BadBlocks } from '../block/badblocks.ts';
import { type Ida, ida_init } from '../lib/ida.ts';
import type { NfitTestDimm } from '../testing/nfit_test/state.ts';
import type { BttArena } from './btt/arena.ts';
import type { NvdimmDrvdata } from './dimm_devs/state.ts';
import type { NdPfnSb } from './pfn_devs/info-block.ts';

/** A bus of NVDIMMs (struct nvdimm_bus). */
export interface NdBus {
  name: string;
  id: number;
  /** `e820`, `ACPI.NFIT`, `nfit_test.0`, `virtio-pmem`. */
  provider: string;
  /** Path in /sys of the parent device, for a provider with several devices. */
  parent?: string;
  /** Index into platform.buses, or null for a bus that no NFIT describes. */
  firmware: number | null;
  core: DeviceCore;
  regions: string[];
  dimms: string[];
  /** Number of namespaces, btt and pfn devices of the bus by uuid. */
  uuids: Record<string, number>;
  /** Number of completed scrubs. */
  scrubCount: number;
  /** Range of the last scrub requested through an ioctl; `end` is inclusive. */
  scrubbed: { start: number; end: number } | null;
  /** hw_error_scrub: whether a memory error starts a scrub. */
  hwErrorScrub: boolean;
  /** Known bad physical byte ranges, in the order of their discovery (badrange). */
  badrange?: Badrange[];
  /**
   * Bad ranges of the medium, which nfit_test keeps; absent before the first injection: then they are those
   * of the bus.
   */
  poison?: Badrange[];
  /** A scrub was requested by a reported error and has not run yet. */
  scrubRequested?: boolean;
}

/** Bad bytes from a physical address on (struct badrange_entry). */
export interface Badrange {
  start: number;
  length: number;
}

/** A DIMM (struct nvdimm). */
export interface Nvdimm {
  name: string;
  id: number;
  bus: string;
  /** Index into the bus's firmware dimms. */
  firmware: number;
  core: DeviceCore;
  /** NDD_LABELING: the DIMM's regions have labelled namespaces. */
  labeling: boolean;
  /** NDD_LOCKED: the label area and the data are not accessible. */
  locked: boolean;
  /** NDD_UNARMED: writes do not persist. */
  unarmed: boolean;
  /** Number of flush hint addresses; regions of a DIMM with any need flushing. */
  numFlush: number;
  /** Content of `security`; null for a DIMM without security commands. */
  security: 'disabled' | null;
  /** Number of enabled regions that hold the DIMM busy. */
  busy: number;
  /** PCI function of the CXL device that it is; absent for a DIMM of an NFIT. */
  cxl?: string;
  /** State of the DIMM in nfit_test; absent while it is that of the start. */
  test?: NfitTestDimm;
  drvdata: NvdimmDrvdata | null;
}

/** Labels that a region tracks on one DIMM (nd_mapping->labels). */
export interface MappingLabels {
  /** Label slots by namespace uuid. */
  byUuid: Record<string, number[]>;
  /** Number of list entries, including those without a label. */
  entries: number;
  /** Number of list entries with a label. */
  active: number;
  /** Slots to free at the next label write, because their namespace's uuid was changed. */
  reap: number[];
}

/**
 * Part of a DIMM that a region uses (struct nd_mapping): DPA range in bytes and position in the interleave
 * set.
 */
export interface NdMapping {
  dimm: string;
  /** Device physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
  position: number;
  /** Set while the region holds the DIMM busy (nd_mapping->ndd). */
  held: boolean;
  labels: MappingLabels;
}

/** Set cookies in hex with 0x, and the type guid stored in 256-byte labels. */
export interface InterleaveSet {
  typeGuid: string;
  cookie1: string;
  cookie2: string;
  altcookie: string;
}

/** A region (struct nd_region). */
export interface NdRegion {
  name: string;
  id: number;
  bus: string;
  core: DeviceCore;
  /** Physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
  kind: 'pmem' | 'volatile';
  readOnly: boolean;
  /** ND_REGION_PAGEMAP: struct pages may be allocated for the region. */
  pagemap: boolean;
  persistenceDomain: 'cpu_cache' | 'memory_controller' | null;
  /** Range index of the NFIT; null when no NFIT describes the region. */
  rangeIndex: number | null;
  /** Allocation unit in bytes. */
  align: number;
  numaNode: number;
  targetNode: number;
  mappings: NdMapping[];
  interleave: InterleaveSet | null;
  /** Idle devices that are configured next, by kind. */
  namespaceSeed: string | null;
  bttSeed: string | null;
  pfnSeed: string | null;
  daxSeed: string | null;
  /** init_namespaces, `active/total`, of the last time the region was enabled; null while it is disabled. */
  initNamespaces: string | null;
  /** Id allocators of the children, by kind. */
  nsIda: Ida;
  bttIda: Ida;
  pfnIda: Ida;
  daxIda: Ida;
  /** Children by kind, ascending by id. */
  namespaces: string[];
  btts: string[];
  pfns: string[];
  daxes: string[];
  /** Its number is that of a CXL region, which gives it back. */
  cxl?: boolean;
  /** Bad sectors of an enabled region, relative to its start. */
  badblocks?: BadBlocks;
}

/** NVDIMM_CCLASS_* of a namespace. */
export type ClaimClass = 'none' | 'btt' | 'btt2' | 'pfn' | 'dax' | 'unknown';

/** Raw byte access to a namespace, opened by its driver (struct nd_namespace_io). */
export interface NsioWindow {
  /** Bytes from the namespace's start. */
  size: number;
  /** Resource id of the reservation in /proc/iomem; null for memory of the nfit_test module. */
  resource: number | null;
  badblocks: BadBlocks;
}

/** A namespace (struct nd_namespace_io or nd_namespace_pmem). */
export interface NdNamespace {
  name: string;
  id: number;
  region: string;
  core: DeviceCore;
  /** `io` has no label and spans the region; `pmem` is allocated from DIMMs by labels. */
  kind: 'io' | 'pmem';
  /** Physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
  forceRaw: boolean;
  /** Name of the btt, pfn or dax device that claims it. */
  claim: string | null;
  claimClass: ClaimClass;
  uuid: string | null;
  altName: string;
  lbasize: number;
  /** Absent while raw access is not enabled. */
  io?: NsioWindow;
}

/** Work of the nd async domain: a device to add or remove once the caller returns. */
export interface NdWork {
  op: 'register' | 'unregister';
  device: string;
}

/** PFN_MODE_*: no struct pages, in RAM, or in a page map on the namespace. */
export type PfnMode = 'none' | 'ram' | 'pmem';

/** An nd_pfn or nd_dax device. */
export interface NdPfn {
  name: string;
  kind: 'pfn' | 'dax';
  id: number;
  region: string;
  core: DeviceCore;
  uuid: string | null;
  mode: PfnMode;
  align: number;
  namespace: string | null;
  /** Info block fields in force while bound, else null. */
  sb: Pick<NdPfnSb, 'dataoff' | 'npfns' | 'startPad' | 'endTrunc'> | null;
  /** Usable range while bound, else null. */
  data: { start: number; size: number } | null;
}

/** An nd_btt device. */
export interface NdBtt {
  name: string;
  id: number;
  region: string;
  core: DeviceCore;
  uuid: string | null;
  lbasize: number;
  namespace: string | null;
  /** Capacity in bytes at the last bind; 0 before the first. */
  size: number;
  /** 1.1 starts 4 KiB into the namespace, 2.0 at its start. */
  version: '1.1' | '2.0';
  /** Ascending by address; empty while unbound. */
  arenas: BttArena[];
}

/** State of libnvdimm; records are keyed by name. */
export interface NdState {
  buses: Record<string, NdBus>;
  dimms: Record<string, Nvdimm>;
  regions: Record<string, NdRegion>;
  namespaces: Record<string, NdNamespace>;
  pfns: Record<string, NdPfn>;
  btts: Record<string, NdBtt>;
  busIda: Ida;
  regionIda: Ida;
  dimmIda: Ida;
  /** The namespace drivers, which are modules, are loaded: true once boot has registered the buses. */
  namespaceDrivers: boolean;
  /** Built-in drivers that have not registered yet. */
  unloaded?: string[];
  /** First in, first out; empty between two operations of user space. */
  work: NdWork[];
}

/** libnvdimm state without buses. */
export const ndState = (): NdState => ({
  buses: {},
  dimms: {},
  regions: {},
  namespaces: {},
  pfns: {},
  btts: {},
  busIda: ida_init(),
  regionIda: ida_init(),
  dimmIda: ida_init(),
  namespaceDrivers: false,
  work: [],
});
