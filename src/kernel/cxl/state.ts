/** CXL memory as plain data (drivers/cxl/cxl.h, cxlmem.h). Records are keyed by device name. */
import type { DeviceCore } from '../base/device.ts';
import { type Ida, ida_init } from '../lib/ida.ts';

/** A downstream port, with a device or a switch below it. */
export interface CxlDport {
  /** Name of its device: a host bridge (`ACPI0016:00`), a root port (`0000:0c:00.0`). */
  device: string;
  id: number;
}

/** The record of an endpoint in one of the ports above it. */
export interface CxlEp {
  memdev: string;
  /** Device name of the downstream port on the path to it, marked when that was freed (core/freed-dport.ts). */
  dport: string;
  /** The next port on the way down; null when the endpoint is next. */
  next: string | null;
}

/** The decoder and targets that a region uses on a port (struct cxl_region_ref). */
export interface CxlRegionRef {
  region: string;
  decoder: string;
  /** Endpoint decoders of the region below this port, except those that the port has no endpoint of. */
  endpoints: string[];
  nrEps: number;
  nrTargets: number;
  nrTargetsSet: number;
}

export interface CxlPort {
  /** `root0`, `port1`, `endpoint2`. */
  name: string;
  id: number;
  kind: 'root' | 'switch' | 'endpoint';
  core: DeviceCore;
  /** The port above; null for a root. */
  parent: string | null;
  /** Name of its device: the host bridge, a switch, a memdev. */
  uport: string;
  /** The device with its registers: a host bridge or a switch by PCI name. */
  component: string;
  /** Device name of the host bridge at the top; null for a root. */
  hostBridge: string | null;
  depth: number;
  /** Physical address of its component registers; null if unknown. */
  registers: number | null;
  dports: CxlDport[];
  endpoints: Record<string, CxlEp>;
  regions: Record<string, CxlRegionRef>;
  /** Names of its decoders, ascending. */
  decoders: string[];
  decoderIda: Ida;
  /** Last decoder with device addresses; -1 for none. */
  hdmEnd: number;
  /** Last committed decoder; -1 for none. */
  commitEnd: number;
  dead: boolean;
}

export type CxlDecoderMode = 'none' | 'ram' | 'pmem' | 'mixed' | 'dead';

export interface CxlDecoder {
  /** `decoder0.0` */
  name: string;
  id: number;
  port: string;
  kind: 'root' | 'switch' | 'endpoint';
  core: DeviceCore;
  /** Host addresses; size 0 for none. */
  hpa: { start: number; size: number };
  ways: number;
  granularity: number;
  enabled: boolean;
  locked: boolean;
  targetType: 'expander' | 'accelerator';
  /** The region that uses it; null for none and in a root decoder. */
  region: string | null;
  /** Set if it has registers; a passthrough decoder has none. */
  programmable: boolean;
  /** Number of targets, at most. */
  nrTargets: number;
  /** Device names of its downstream ports by position; those of freed ones are marked. */
  targets: string[];
  root?: CxlRootDecoder;
  ep?: CxlEndpointDecoder;
}

/** Fields of root decoders: a window of the platform. */
export interface CxlRootDecoder {
  /** Index into the platform's windows. */
  window: number;
  capabilities: string[];
  /** Id of the window in /proc/iomem; null when it could not be inserted. */
  resource: number | null;
  /** Number that the next region gets. */
  regionId: number;
}

/** Fields of endpoint decoders: device addresses. */
export interface CxlEndpointDecoder {
  mode: CxlDecoderMode;
  dpa: { start: number; size: number } | null;
  /** Bytes of skipped device addresses before `dpa`. */
  skip: number;
  /** Position in its region; -1 for none. */
  pos: number;
}

export interface CxlMemdev {
  /** `mem0` */
  name: string;
  id: number;
  core: DeviceCore;
  /** Address of its PCI function, `0000:0d:00.0`: the key of the device on the platform. */
  pci: string;
  /** Sizes of the partitions in bytes: RAM from device address 0 on, then persistent memory. */
  ram: number;
  pmem: number;
  /** Its endpoint port; null for none. */
  endpoint: string | null;
}

/** The libnvdimm side of a memdev (struct cxl_nvdimm). */
export interface CxlNvdimm {
  /** `pmem0` */
  name: string;
  memdev: string;
  core: DeviceCore;
  /** Its DIMM on the nd bus while bound. */
  nvdimm: string | null;
  /** Names of the pmem regions that use it. */
  regions: string[];
}

export interface CxlNvdimmBridge {
  /** `nvdimm-bridge0` */
  name: string;
  id: number;
  port: string;
  core: DeviceCore;
  /** Its nd bus while online. */
  bus: string | null;
}

export type CxlConfigState = 'idle' | 'interleave-active' | 'active' | 'reset-pending' | 'commit';

export interface CxlRegion {
  /** `region0` */
  name: string;
  id: number;
  /** Its root decoder. */
  decoder: string;
  core: DeviceCore;
  mode: 'pmem' | 'ram';
  state: CxlConfigState;
  /** The firmware committed it (CXL_REGION_F_AUTO). */
  auto: boolean;
  /** A decoder of it is locked: it remains committed until a reset (CXL_REGION_F_LOCK). */
  locked: boolean;
  /** Nil until one is written. */
  uuid: string;
  ways: number;
  granularity: number;
  /** Id of its host addresses in /proc/iomem. */
  resource: number | null;
  /** Endpoint decoders by position. */
  targets: (string | null)[];
  nrTargets: number;
}

/** The device of a committed pmem region for libnvdimm. */
export interface CxlPmemRegion {
  /** `pmem_region0` */
  name: string;
  region: string;
  core: DeviceCore;
  hpa: { start: number; size: number };
  mappings: { memdev: string; start: number; size: number }[];
  /** Its region on the nd bus while bound. */
  ndRegion: string | null;
}

/** The device of a committed region of RAM for dax. */
export interface CxlDaxRegion {
  /** `dax_region0` */
  name: string;
  region: string;
  core: DeviceCore;
  hpa: { start: number; size: number };
}

/** The registers of one HDM decoder. */
export interface HdmRegisters {
  base: number;
  size: number;
  committed: boolean;
  locked: boolean;
  ways: number;
  granularity: number;
  /** Numbers of downstream ports; empty in a device. */
  targets: number[];
  skip: number;
}

export interface CxlState {
  ports: Record<string, CxlPort>;
  decoders: Record<string, CxlDecoder>;
  memdevs: Record<string, CxlMemdev>;
  nvdimms: Record<string, CxlNvdimm>;
  bridges: Record<string, CxlNvdimmBridge>;
  regions: Record<string, CxlRegion>;
  pmemRegions: Record<string, CxlPmemRegion>;
  daxRegions: Record<string, CxlDaxRegion>;
  portIda: Ida;
  memdevIda: Ida;
  bridgeIda: Ida;
  /** Memdevs to unbind, first in, first out. */
  detach: string[];
  /** Registers by device. */
  hardware: Record<string, HdmRegisters[]>;
  /** Present PCI functions. */
  functions: Record<string, DeviceCore>;
  /** The driver of ACPI0017:00 is bound. */
  acpi: DeviceCore;
}

/** CXL state before the first probe. */
export const cxlState = (): CxlState => ({
  ports: {},
  decoders: {},
  memdevs: {},
  nvdimms: {},
  bridges: {},
  regions: {},
  pmemRegions: {},
  daxRegions: {},
  portIda: ida_init(),
  memdevIda: ida_init(),
  bridgeIda: ida_init(),
  detach: [],
  hardware: {},
  functions: {},
  acpi: { driver: null, devres: [] },
});
