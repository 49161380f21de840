/**
 * What the firmware describes and a reboot keeps: the BIOS e820 map, the NFIT's DIMMs and regions, and the
 * other top-level resources of the machine. `schema.ts` reads it from a platform file.
 */

/** One BIOS e820 entry; `end` is inclusive, `type` is the word the kernel prints. */
export interface E820Range {
  /** Physical address of the first byte. */
  start: number;
  /** Physical address of the last byte. */
  end: number;
  type: string;
}

/** A top-level resource that is neither RAM nor NVDIMM: a PCI window, an APIC. */
export interface ReservedRange {
  /** Physical address of the first byte. */
  start: number;
  /** Physical address of the last byte. */
  end: number;
  name: string;
}

export interface NfitDimm {
  /** NFIT device handle. */
  handle: number;
  physId: number;
  /** Vendor as the NFIT holds it; sysfs prints it byte-swapped. */
  vendorId: number;
  /** Serial as the NFIT holds it; sysfs prints it byte-swapped. */
  serial: number;
  /** The `id` attribute; made from vendor and serial unless the platform gives it. */
  id: string;
  /** Region format interface code, or null when the DIMM has no control region. */
  format: number | null;
  /** Label area in bytes; 0 for a DIMM without one. */
  labelSize: number;
  /** Version of the empty label area that a new DIMM brings, or null when the area is blank. */
  labels: '1.1' | '1.2' | null;
  /** Data capacity in bytes, label area not included. */
  size: number;
  /** DSM commands, the words of the `commands` attribute. */
  commands: string[];
  /** NFIT state flags, the words of the nfit `flags` attribute. */
  flags: string[];
}

export interface NfitMapping {
  /** Index into the bus's dimms. */
  dimm: number;
  /** Device physical address at which the mapping begins. */
  offset: number;
  size: number;
  position: number;
  regionOffset: number;
}

export interface NfitRegion {
  /** System physical address; null for a range that the firmware did not place (a virtual disk). */
  address: number | null;
  size: number;
  readOnly: boolean;
  volatile: boolean;
  persistenceDomain: 'cpu_cache' | 'memory_controller' | null;
  mappings: NfitMapping[];
}

export interface NfitBus {
  /** `ACPI.NFIT`, `nfit_test.0`, .. */
  provider: string;
  commands: string[];
  dimms: NfitDimm[];
  regions: NfitRegion[];
}

/** One memory entry of the SRAT, enabled. */
export interface NumaRange {
  node: number;
  /** Physical address of the first byte. */
  start: number;
  /** Physical address of the last byte. */
  end: number;
  hotplug: boolean;
  nonVolatile: boolean;
}

/** One processor; `cpu` is its number and that of its local APIC. */
export interface Cpu {
  cpu: number;
  node: number;
}

export interface PciBar {
  index: number;
  /** Physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
}

export interface PciDevice {
  /** `0000:00:04.0` */
  address: string;
  bars: PciBar[];
}

export interface Platform {
  e820: E820Range[];
  reserved: ReservedRange[];
  buses: NfitBus[];
  /** SRAT memory affinity; empty for a machine without one. */
  numa: NumaRange[];
  /** Processors and the nodes that the SRAT puts them on: one on the first node unless the platform says more. */
  cpus: Cpu[];
  pci: PciDevice[];
  /** Physical address bits of the CPU: no resource lies beyond them. */
  physBits: number;
  /** The CPU has the HYPERVISOR bit: block size rules differ on bare metal. */
  hypervisor: boolean;
}
