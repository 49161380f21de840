/** The shape of what is expected of a paste, and patterns of notes that many pastes have. */

export interface Expected {
  kernel: string;
  cmdline?: string;
  mapFrom: string;
  /** Usable ranges of the firmware's map above 1 MiB. */
  ram: string[];
  /** Name, bus, address, size. */
  regions?: string[];
  /** Ids of the DIMMs. */
  dimms?: string[];
  /** Name, mode, size and uuid as `ndctl list` has them; `-` for no uuid. */
  namespaces?: string[];
  /** Device, mode and size as `daxctl list` has them. */
  dax?: string[];
  /** Start and size of CXL windows. */
  windows?: string[];
  /** A pattern for each note, in order. */
  assumed?: RegExp[];
  notKnown?: RegExp[];
  conflicts?: string[];
  differs?: RegExp[];
  nodes?: number;
  hypervisor?: boolean;
  /** The failed command. */
  command?: string;
  logged?: RegExp[];
  encoding?: string;
}

export const NO_CMDLINE = /^an empty command line/;
export const NO_KIND = /^a virtual machine: no source shows which/;
export const NO_DIMMS = /^DIMMs with made-up handles/;
export const ONE_DIMM = /^one DIMM for each region/;
export const OF_IOMEM = /^the memory map is that of \/proc\/iomem/;
export const NO_RELEASE = /^kernel 6\.1: no source names a release/;
export const DIMM_SIZES = /^sizes of DIMMs beyond what regions map/;
