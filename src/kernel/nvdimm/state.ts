/** The libnvdimm bus as plain data (drivers/nvdimm/nd.h, nd-core.h). Records are keyed by device name. */
import type { Bytes, Phys } from '../../lib/units.ts';

/** What a driver took while it was bound; undone in reverse when it lets go (devres). */
export type Devres =
  | { kind: 'mem-region'; resource: number }
  | { kind: 'pagemap'; id: number }
  | { kind: 'disk'; name: string }
  | { kind: 'dax-region'; name: string }
  | { kind: 'ndns'; name: string };

/** The part of struct device that every kind has. */
export interface DeviceCore {
  /** Name of the bound driver, or null. */
  driver: string | null;
  devres: Devres[];
}

export interface NdBus {
  name: string;
  id: number;
  /** `e820`, `ACPI.NFIT`, `nfit_test.0`. */
  provider: string;
  /** Index into platform.buses, or null for the e820 bus. */
  firmware: number | null;
  regions: string[];
  dimms: string[];
}

/** An extent of device addresses that a namespace owns (a child of ndd->dpa). */
export interface DpaExtent {
  start: number;
  size: number;
  /** The label id, `pmem-UUID`. */
  label: string;
}

/** Driver data of an enabled DIMM with a label area (struct nvdimm_drvdata). */
export interface NvdimmDrvdata {
  configSize: Bytes;
  /** Bytes of one label: 128 (v1.1) or 256 (v1.2). */
  labelSize: number;
  /** Index block in force: 0, 1, or -1 when the area has none. */
  current: number;
  next: number;
  /** Ascending by start. */
  dpa: DpaExtent[];
}

export interface Nvdimm {
  name: string;
  id: number;
  bus: string;
  /** Index into the bus's firmware dimms. */
  firmware: number;
  core: DeviceCore;
  /** NDD_ALIASING, NDD_LABELING, NDD_LOCKED and such. */
  flags: string[];
  /** Regions that hold it busy. */
  busy: number;
  drvdata: NvdimmDrvdata | null;
}

export interface NdMapping {
  dimm: string;
  start: number;
  size: Bytes;
  position: number;
}

export interface InterleaveSet {
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
  /** ND_REGION_PAGEMAP and the persistence flags. */
  flags: string[];
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
  /** `active/total` of the last enable. */
  initNamespaces: string | null;
  /** Children by kind, ascending by id. */
  namespaces: string[];
  btts: string[];
  pfns: string[];
  daxes: string[];
}

export type ClaimClass = 'none' | 'btt' | 'btt2' | 'pfn' | 'dax' | 'unknown';

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
  /** Capacity while bound, else null. */
  size: Bytes | null;
  /** 1.1 begins 4 KiB into the namespace, 2.0 at its start. */
  version: '1.1' | '2.0';
}

export interface NdState {
  buses: Record<string, NdBus>;
  dimms: Record<string, Nvdimm>;
  regions: Record<string, NdRegion>;
  namespaces: Record<string, NdNamespace>;
  pfns: Record<string, NdPfn>;
  btts: Record<string, NdBtt>;
  nextRegion: number;
  nextDimm: number;
}
