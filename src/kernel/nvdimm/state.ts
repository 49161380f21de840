/** The libnvdimm bus as plain data (drivers/nvdimm/nd.h, nd-core.h). Records are keyed by device name. */

import type { Bytes, Phys } from '../../lib/units.ts';
import type { DeviceCore } from '../base/device.ts';
import type { BadBlocks } from '../block/badblocks.ts';
import { type Ida, ida_init } from '../lib/ida.ts';
import type { BttArena } from './btt/arena.ts';
import type { NvdimmDrvdata } from './dimm_devs/state.ts';
import type { NdPfnSb } from './pfn_devs/info-block.ts';

export interface NdBus {
  name: string;
  id: number;
  /** `e820`, `ACPI.NFIT`, `nfit_test.0`. */
  provider: string;
  /** Index into platform.buses, or null for the e820 bus. */
  firmware: number | null;
  core: DeviceCore;
  regions: string[];
  dimms: string[];
  /** Every uuid that a namespace, btt or pfn device of the bus has, with the number of devices. */
  uuids: Record<string, number>;
  /** Scrubs that have ended since the bus was made. */
  scrubCount: number;
  /** The range of the last scrub that user space asked for; `end` is inclusive. */
  scrubbed: { start: number; end: number } | null;
  /** A memory error starts a scrub. */
  hwErrorScrub: boolean;
  /** Physical byte ranges known to be bad, in the order in which they were found (badrange). */
  badrange?: { start: number; length: number }[];
}

export interface Nvdimm {
  name: string;
  id: number;
  bus: string;
  /** Index into the bus's firmware dimms. */
  firmware: number;
  core: DeviceCore;
  /** NDD_LABELING (a label index is in use). */
  labeling: boolean;
  /** NDD_LOCKED. */
  locked: boolean;
  /** NDD_UNARMED: it cannot persist writes. */
  unarmed: boolean;
  /** Flush hint addresses; with any, its regions need flushing. */
  numFlush: number;
  /** What `security` shows; null for a DIMM without security commands. */
  security: 'disabled' | null;
  /** Regions that hold it busy. */
  busy: number;
  drvdata: NvdimmDrvdata | null;
}

/** The labels that a region follows on one DIMM (nd_mapping->labels). */
export interface MappingLabels {
  /** Slots by namespace uuid. */
  byUuid: Record<string, number[]>;
  /** Entries of the list, those without a label included. */
  entries: number;
  /** Entries with a label. */
  active: number;
  /** Slots to free at the next label write: their namespace got another uuid. */
  reap: number[];
}

export interface NdMapping {
  dimm: string;
  start: number;
  size: Bytes;
  position: number;
  /** True while the region holds the DIMM busy (nd_mapping->ndd). */
  held: boolean;
  labels: MappingLabels;
}

/** Set cookies in hex with 0x, and the type guid that 256-byte labels repeat. */
export interface InterleaveSet {
  typeGuid: string;
  cookie1: string;
  cookie2: string;
  altcookie: string;
}

export interface NdRegion {
  name: string;
  id: number;
  bus: string;
  core: DeviceCore;
  start: Phys;
  size: Bytes;
  kind: 'pmem' | 'volatile';
  readOnly: boolean;
  /** ND_REGION_PAGEMAP: struct pages may describe it. */
  pagemap: boolean;
  persistenceDomain: 'cpu_cache' | 'memory_controller' | null;
  /** Number of the NFIT range; null when no NFIT describes the region. */
  rangeIndex: number | null;
  /** Allocation unit in bytes. */
  align: number;
  numaNode: number;
  targetNode: number;
  mappings: NdMapping[];
  interleave: InterleaveSet | null;
  /** Names of the devices that wait for the next configuration. */
  namespaceSeed: string | null;
  bttSeed: string | null;
  pfnSeed: string | null;
  daxSeed: string | null;
  /** `active/total` of the last enable; null while it is disabled. */
  initNamespaces: string | null;
  /** Numbers of its children, by kind. */
  nsIda: Ida;
  bttIda: Ida;
  pfnIda: Ida;
  daxIda: Ida;
  /** Children by kind, ascending by id. */
  namespaces: string[];
  btts: string[];
  pfns: string[];
  daxes: string[];
  /** Bad sectors of the enabled region, from its start. */
  badblocks?: BadBlocks;
}

export type ClaimClass = 'none' | 'btt' | 'btt2' | 'pfn' | 'dax' | 'unknown';

/** What a driver has open of a namespace for reads and writes of bytes. */
export interface NsioWindow {
  /** Bytes from the namespace's start. */
  size: number;
  /** The claim in /proc/iomem; null for memory of the nfit_test module. */
  resource: number | null;
  badblocks: BadBlocks;
}

export interface NdNamespace {
  name: string;
  id: number;
  region: string;
  core: DeviceCore;
  /** `io` has no label and is the whole region; `pmem` is cut out of DIMMs by labels. */
  kind: 'io' | 'pmem';
  start: Phys;
  size: Bytes;
  forceRaw: boolean;
  /** The btt, pfn or dax device that holds it. */
  claim: string | null;
  claimClass: ClaimClass;
  uuid: string | null;
  altName: string;
  lbasize: number;
  /** Absent while nobody reads or writes it below the block layer. */
  io?: NsioWindow;
}

/** Work for the nd async domain: devices to add or remove once the caller is done. */
export interface NdWork {
  op: 'register' | 'unregister';
  device: string;
}

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
  /** What counts of the info block in force while bound, else null. */
  sb: Pick<NdPfnSb, 'dataoff' | 'npfns' | 'startPad' | 'endTrunc'> | null;
  /** Usable range while bound, else null. */
  data: { start: Phys; size: Bytes } | null;
}

export interface NdBtt {
  name: string;
  id: number;
  region: string;
  core: DeviceCore;
  uuid: string | null;
  lbasize: number;
  namespace: string | null;
  /** Capacity of the last time it was bound; 0 before. */
  size: number;
  /** 1.1 begins 4 KiB into the namespace, 2.0 at its start. */
  version: '1.1' | '2.0';
  /** Ascending by address; empty while unbound. */
  arenas: BttArena[];
}

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
  /** The drivers of namespaces, which are modules, are loaded: after the buses, when boot is over. */
  namespaceDrivers: boolean;
  /** Drivers that are built in and have not registered yet. */
  unloaded?: string[];
  /** First in, first out; empty between two operations of user space. */
  work: NdWork[];
}

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
