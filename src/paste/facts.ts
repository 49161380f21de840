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
  /** The type as the kernel prints it. */
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

/** A text with its place. */
export interface PlacedText extends Place {
  text: string;
}

/** A number that a source states. */
export interface Stated extends Place {
  value: number;
}

/** The kernel's log of one boot. */
export interface Boot {
  release?: PlacedText;
  cmdline?: PlacedText;
  bios: MapRow[];
  user: MapRow[];
  srat: SratRow[];
  /** CPUs of the SRAT. */
  cpus: { cpu: number; node: number }[];
  /** Memory of nodes when the kernel set up its zones. */
  nodes: SratRow[];
  noSrat: boolean;
  efi?: PlacedText;
  hypervisor?: PlacedText;
  /** The board or product in the kernel's DMI line. */
  product?: PlacedText;
  blockSize?: Stated;
  /** Lines about memory or persistent memory that report a failure. */
  troubles: PlacedText[];
}

/** A boot of which nothing is known. */
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

/** A typed command, and the lines of its output that report failures. */
export interface TypedCommand extends PlacedText {
  failures: string[];
}

export interface Facts {
  boots: Boot[];
  iomem: Iomem[];
  lsmem: Lsmem[];
  /** Output of `uname`, or of another source that names the running release. */
  releases: PlacedText[];
  /** Contents of /proc/cmdline. */
  cmdlines: PlacedText[];
  /** Command lines that a boot loader is configured to use. */
  configured: PlacedText[];
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
  commands: TypedCommand[];
  /** The machine is not x86-64. */
  otherArch?: PlacedText;
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

/** Facts before the first line is read. */
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

/** The boot to which the current line of the log belongs. */
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
