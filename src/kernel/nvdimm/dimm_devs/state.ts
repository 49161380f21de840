/**
 * What the driver of a DIMM holds in memory, as plain data: the labels, the index block in force, and who
 * owns which device addresses (struct nvdimm_drvdata of drivers/nvdimm/nd.h).
 */
import type { Bytes } from '../../../lib/units.ts';

/** An extent of device addresses that a namespace owns (a child of ndd->dpa). */
export interface DpaExtent {
  start: number;
  size: number;
  /** The label id, `pmem-UUID`. */
  label: string;
}

/** What the extents of a DIMM take from one mapping, rounded outward to `align`. */
export interface DpaBusy {
  /** The mapping; `end` is inclusive. */
  start: number;
  end: number;
  align: number;
  bytes: number;
  /** Extents that reach beyond the end of the mapping. */
  astray: number;
}

/** The device addresses of a DIMM: who owns what. Extents never overlap; gaps are what they leave. */
export interface DpaSpace {
  /** How many extents there are. */
  count: number;
  /** By start address. */
  extents: Record<string, DpaExtent>;
  /** Starts of the extents of a label id, ascending. */
  byLabel: Record<string, number[]>;
  /** Free ranges, ascending, no two touching; `end` is inclusive. */
  gaps: { start: number; end: number }[];
  /** Sums by mapping (`REGION:INDEX`) of each region that was enabled, kept while extents come and go. */
  busy: Record<string, DpaBusy>;
}

/** A namespace label as the driver holds it in memory. */
export interface NamespaceLabel {
  uuid: string;
  name: string;
  flags: number;
  nlabel: number;
  position: number;
  /** Hex with 0x. */
  isetcookie: string;
  lbasize: number;
  dpa: number;
  rawsize: number;
  slot: number;
  /** 256-byte labels only. */
  typeGuid: string | null;
  abstractionGuid: string | null;
}

/** The index block in force, with the free map as the next write will have it. */
export interface LabelIndex {
  seq: number;
  nslot: number;
  /** Bytes from the start of the area to the first label. */
  labelOffset: number;
  minor: number;
  /** A set bit is a free slot; words of 32, lowest slot first. */
  free: number[];
  /** Set bits in `free`. */
  nfree: number;
  /** No slot below this word is free. */
  hint: number;
}

/** Driver data of an enabled DIMM with a label area (struct nvdimm_drvdata). */
export interface NvdimmDrvdata {
  configSize: Bytes;
  /** Bytes of one label: 128 (v1.1) or 256 (v1.2). */
  labelSize: number;
  /** Index block in force: 0, 1, or -1 when the area has none. */
  current: number;
  next: number;
  index: LabelIndex | null;
  /** Labels in slots that are not free, by slot. */
  labels: Record<number, NamespaceLabel>;
  dpa: DpaSpace;
}
