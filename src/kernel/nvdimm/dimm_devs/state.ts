/**
 * Driver data of a DIMM as plain data: labels, current index block and device address allocations (struct
 * nvdimm_drvdata of drivers/nvdimm/nd.h).
 */

/** Device address extent of a namespace (a child of ndd->dpa). */
export interface DpaExtent {
  /** Physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
  /** The label id, `pmem-UUID`. */
  label: string;
}

/** Bytes that the extents of a DIMM take from one mapping, rounded outward to `align`. */
export interface DpaBusy {
  /** Range of the mapping; `end` is inclusive. */
  start: number;
  end: number;
  align: number;
  bytes: number;
  /** Number of extents that reach beyond the end of the mapping. */
  astray: number;
}

/** Device address space of a DIMM: extents never overlap; `gaps` holds the free ranges. */
export interface DpaSpace {
  /** Number of extents. */
  count: number;
  /** By start address. */
  extents: Record<string, DpaExtent>;
  /** Start addresses of a label id's extents, ascending. */
  byLabel: Record<string, number[]>;
  /** Free ranges, ascending, not adjacent to each other; `end` is inclusive. */
  gaps: { start: number; end: number }[];
  /** Busy sums by mapping (`REGION:INDEX`) of each region that was enabled, updated as extents change. */
  busy: Record<string, DpaBusy>;
}

/** A namespace label as the driver keeps it in memory. */
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

/** The current index block, with the free map that the next write stores. */
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
  /** Lowest word of `free` that may have a set bit. */
  hint: number;
}

/** Driver data of an enabled DIMM with a label area (struct nvdimm_drvdata). */
export interface NvdimmDrvdata {
  /** Size of the label area in bytes. */
  configSize: number;
  /** Bytes of one label: 128 (v1.1) or 256 (v1.2). */
  labelSize: number;
  /** Current index block: 0, 1, or -1 when the area has none. */
  current: number;
  next: number;
  index: LabelIndex | null;
  /** Labels in allocated slots, by slot. */
  labels: Record<number, NamespaceLabel>;
  dpa: DpaSpace;
}
