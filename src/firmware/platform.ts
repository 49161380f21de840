/**
 * Hardware description that survives a reboot: BIOS e820 map, DIMMs and regions of the NFIT, and other
 * top-level resources. `schema.ts` reads it from a platform file.
 */

import type { Range } from '../lib/range.ts';
import type { CxlPlatform } from './cxl.ts';

/** An entry of the BIOS e820 map; `end` is inclusive, `type` is the name that the kernel prints. */
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

/** A DIMM of the NFIT. */
export interface NfitDimm {
  /** NFIT device handle. */
  handle: number;
  physId: number;
  /** Vendor id in NFIT byte order; sysfs prints it byte-swapped. */
  vendorId: number;
  /** Serial number in NFIT byte order; sysfs prints it byte-swapped. */
  serial: number;
  /** The `id` attribute; derived from vendor and serial unless the platform specifies it. */
  id: string;
  /** Region format interface code, or null when the DIMM has no control region. */
  format: number | null;
  /** Size of the label area in bytes; 0 for a DIMM without one. */
  labelSize: number;
  /** Version of the initialised, empty label area of a new DIMM, or null for an uninitialised one. */
  labels: '1.1' | '1.2' | null;
  /** Data capacity in bytes, without the label area. */
  size: number;
  /** DSM commands, as listed in the `commands` attribute. */
  commands: string[];
  /** NFIT state flags, as listed in the nfit `flags` attribute. */
  flags: string[];
}

/** Part of a DIMM that a region maps; sizes and offsets in bytes. */
export interface NfitMapping {
  /** Index into the bus's dimms. */
  dimm: number;
  /** Device physical address of the mapping's start. */
  offset: number;
  size: number;
  position: number;
  regionOffset: number;
}

/** A system physical address range of the NFIT; sizes in bytes. */
export interface NfitRegion {
  /** System physical address; null for a range without one (a virtual disk). */
  address: number | null;
  size: number;
  readOnly: boolean;
  volatile: boolean;
  persistenceDomain: 'cpu_cache' | 'memory_controller' | null;
  mappings: NfitMapping[];
}

/** An NFIT, or a test bus. */
export interface NfitBus {
  /** `ACPI.NFIT`, `nfit_test.0`, .. */
  provider: string;
  commands: string[];
  dimms: NfitDimm[];
  regions: NfitRegion[];
}

/** An enabled memory affinity entry of the SRAT. */
export interface NumaRange {
  node: number;
  /** Physical address of the first byte. */
  start: number;
  /** Physical address of the last byte. */
  end: number;
  hotplug: boolean;
  nonVolatile: boolean;
}

/** A CPU; `cpu` is its number and that of its local APIC. */
export interface Cpu {
  cpu: number;
  node: number;
}

/** Memory of one virtio-pmem device. */
export interface VirtioPmem {
  /** Physical address in bytes. */
  address: number;
  /** Bytes. */
  size: number;
}

/** A memory BAR. */
export interface PciBar {
  index: number;
  /** Physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
}

/** A PCI device with its BARs. */
export interface PciDevice {
  /** `0000:00:04.0` */
  address: string;
  bars: PciBar[];
}

/** Complete description of a machine's hardware. */
export interface Platform {
  e820: E820Range[];
  reserved: ReservedRange[];
  buses: NfitBus[];
  /** Memory affinity of the SRAT; empty without an SRAT. */
  numa: NumaRange[];
  /** CPUs and their nodes; by default one CPU on the first node. */
  cpus: Cpu[];
  pci: PciDevice[];
  /** Devices in the order in which the kernel finds them: virtio0, virtio1, .. */
  virtioPmem: VirtioPmem[];
  /** Place of the kernel image where physical KASLR put it; absent if unknown. */
  kernelImage?: Range;
  /** CXL windows, bridges and devices; absent on a machine without. */
  cxl?: CxlPlatform;
  /** Physical address bits of the CPU, which bound all resources. */
  physBits: number;
  /** The CPU has the HYPERVISOR bit; block size rules differ on bare metal. */
  hypervisor: boolean;
  /** The firmware is EFI. By default it is if the map has Soft Reserved memory, which no BIOS reports. */
  efi: boolean;
}
