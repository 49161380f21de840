/** Facts from the sources of a paste, each with its place. */
import type { CxlFacts } from './readers/cxl-facts.ts';
import type { DaxDeviceFact, DaxRegionFact } from './readers/dax-facts.ts';
import type { BusFact, DimmFact, NamespaceFact, RegionFact } from './readers/nd-facts.ts';

/** A place in the paste. */
export interface Place {
  file: string;
  /** From 1. */
  line: number;
}

/** A range of physical addresses; `end` is inclusive. */
export interface MapRow extends Place {
  start: number;
  end: number;
  /** The kernel's word for it. */
  type: string;
}

/** A row of /proc/iomem; `depth` counts levels below the top. */
export interface IomemRow extends Place {
  depth: number;
  start: number;
  end: number;
  name: string;
}

/** One reading of /proc/iomem. */
export interface Iomem {
  rows: IomemRow[];
  /** Every address is 0: it was read without CAP_SYS_ADMIN. */
  hidden: boolean;
}

export interface SratRow extends Place {
  node: number;
  start: number;
  end: number;
  hotplug: boolean;
  nonVolatile: boolean;
}

export interface Told extends Place {
  text: string;
}

/** A number that a source states. */
export interface Stated extends Place {
  value: number;
}

/** The kernel's log of one boot. */
export interface Boot {
  release?: Told;
  cmdline?: Told;
  bios: MapRow[];
  user: MapRow[];
  srat: SratRow[];
  /** CPUs of the SRAT. */
  cpus: { cpu: number; node: number }[];
  /** Memory of nodes when the kernel set up its zones. */
  nodes: SratRow[];
  noSrat: boolean;
  efi?: Told;
  hypervisor?: Told;
  /** The board or product in the kernel's DMI line. */
  product?: Told;
  blockSize?: Stated;
  /** Lines about memory or persistent memory that report a failure. */
  troubles: Told[];
}

export const newBoot = (): Boot => ({
  bios: [],
  user: [],
  srat: [],
  cpus: [],
  nodes: [],
  noSrat: false,
  troubles: [],
});

export interface LsmemRow extends Place {
  start: number;
  end: number;
  online: boolean;
}

export interface Lsmem {
  rows: LsmemRow[];
  blockSize?: Stated;
}

/** A command that was typed, and what it printed that looks like a failure. */
export interface Typed extends Told {
  failures: string[];
}

export interface Facts {
  boots: Boot[];
  iomem: Iomem[];
  lsmem: Lsmem[];
  /** Output of `uname`, or of anything else that names the running release. */
  releases: Told[];
  /** Contents of /proc/cmdline. */
  cmdlines: Told[];
  /** Command lines that a boot loader is configured to use. */
  configured: Told[];
  /** Sizes of the memory modules that the firmware lists. */
  modules: { size: number; nonVolatile: boolean; place: Place }[];
  zones: { node: number; start: number; spanned: number }[];
  nfit: NfitFacts;
  buses: BusFact[];
  dimms: DimmFact[];
  regions: RegionFact[];
  namespaces: NamespaceFact[];
  daxRegions: DaxRegionFact[];
  daxDevices: DaxDeviceFact[];
  cxl: CxlFacts;
  commands: Typed[];
  /** The machine is not x86-64. */
  otherArch?: Told;
}

/** Tables of a disassembled NFIT. */
export interface NfitFacts {
  ranges: (Place & { index: number; base: number; size: number; persistent: boolean })[];
  maps: (Place & {
    handle: number;
    physId: number;
    range: number;
    control: number;
    size: number;
    offset: number;
    base: number;
    ways: number;
  })[];
  controls: (Place & { index: number; vendor: number; serial: number; format: number })[];
}

export const newFacts = (): Facts => ({
  boots: [],
  iomem: [],
  lsmem: [],
  releases: [],
  cmdlines: [],
  configured: [],
  modules: [],
  zones: [],
  nfit: { ranges: [], maps: [], controls: [] },
  buses: [],
  dimms: [],
  regions: [],
  namespaces: [],
  daxRegions: [],
  daxDevices: [],
  cxl: { memdevs: [], bridges: [], endpoints: [], decoders: [], regions: [] },
  commands: [],
});

/** The boot that the log is in. */
export function currentBoot({ boots }: Facts): Boot {
  const last = boots.at(-1);
  if (last !== undefined) return last;
  const boot = newBoot();
  boots.push(boot);
  return boot;
}

/** The place of a line. */
export const placeOf = ({ file, number }: { file: string; number: number }): Place => ({
  file,
  line: number,
});
