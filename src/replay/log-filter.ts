/**
 * Recordings keep the log lines about the memory map and about persistent memory. The kernel says more
 * than that of memory at boot and when it is hot-added, and the kinds below never appear in a recording.
 * Everything else counts, so a line that the model makes up is a difference.
 */
const NOT_RECORDED: readonly RegExp[] = [
  /^e820: (update|reserve RAM buffer) /,
  // The BIOS area below 1 MiB, on every boot; what mem= removes is kept.
  /^e820: remove \[mem 0x000a0000-0x000fffff\] usable$/,
  /^(e820: )?last_pfn = /,
  /^\.text \.data \.bss are not marked as /,
  /^(e820: )?\[mem .*\] available for PCI devices$/,
  /^(No NUMA configuration found|Faking a node at |NUMA: |NODE_DATA\()/,
  // The place of a table in memory is the firmware's; no platform says it.
  /^ACPI: (SRAT 0x|Reserving SRAT table memory )/,
  /^(Zone ranges:|Movable zone start |Early memory node ranges|Initmem setup node |On node )/,
  /^ {2}(DMA|DMA32|Normal|Device|node) /,
  /^(PM: hibernation: |x86\/mm: |Memory: )/,
  // Recordings keep a command line for the map that it makes.
  /^(Kernel c|C)ommand line: ?(?!.*memmap=)/,
  /^(Cannot find an available gap |PCI devices with unassigned )/,
  // Of struct pages only the lines of dax devices are kept, of an oops next to nothing.
  /^(namespace|pfn)\d+\.\d+ initialised, /,
  /^(BUG: |general protection fault|kernel BUG |RIP: |Call Trace:$| \w+$)/,
  /^memory add fail, invalid altmap$/,
  /^nd namespace\d+\.\d+: failed to track label: /,
  /^(Built \d+ zonelists|Policy zone: |Offlined Pages )/,
];

/** The order and tiers of nodes, which every kernel that knows such lines prints at boot. */
const NODE_ORDER = /^(Fallback order|Demotion targets) for Node /;
const SRAT = /^(ACPI: )?SRAT: /;

/** What tells recordings apart by the kinds of lines that they keep. */
export interface KeptKinds {
  /** The order of nodes: a recorder kept all of these lines or none. */
  nodeOrder: boolean;
  /** What the kernel reads in the SRAT: known where the platform describes nodes. */
  srat: boolean;
}

/** Neither. */
export const PLAIN_KINDS: KeptKinds = { nodeOrder: false, srat: false };

/**
 * The kinds of lines that a recording keeps.
 *
 * @param logs what each of its boots logged
 * @param platform the platform of the boot in question, as recorded
 */
export function keptKinds(logs: readonly string[][], platform: unknown): KeptKinds {
  const { numa } = (platform ?? {}) as { numa?: unknown };
  return {
    nodeOrder: logs.some((dmesg) => dmesg.some((line) => NODE_ORDER.test(line))),
    srat: Array.isArray(numa) && numa.length > 0,
  };
}

/** True for a line of a kind that a recording keeps. */
export const isRecordedKind = (line: string, kept: KeptKinds): boolean =>
  (kept.nodeOrder || !NODE_ORDER.test(line)) &&
  (kept.srat || !SRAT.test(line)) &&
  !NOT_RECORDED.some((kind) => kind.test(line));

/** The command line without the word by which a recorder asked its guest for modules. */
export const maskRecorder = (line: string): string =>
  line.replace(/^((?:Kernel c|C)ommand line:) families(?= )/, '$1');

/** A line that is printed once per boot names whichever of several colliding ranges came first there. */
export const maskCollider = (line: string): string =>
  line.replace(/(?<=attempted on (mixed|ram) region ).*$/, 'one of them');

/** True for a line in which an oops says where a build of the kernel has its functions. */
export const isOopsAddress = (line: string): boolean => /^R?IP:? +\[<[0-9a-f]+>\]/.test(line);

/** How long the old kernels took to set up struct pages is not the model's to know. */
export const maskDuration = (line: string): string =>
  line.replace(/^(dax\d+\.\d+ initialised, \d+ pages in) \d+ms$/, '$1 Nms');
