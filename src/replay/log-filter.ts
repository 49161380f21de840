/**
 * Recordings keep the log lines about the memory map and about persistent memory. The kernel prints more
 * than that at boot and at hotplug, and the kinds below appear in no recording. All other lines are
 * compared, so a line invented by the model is a difference.
 */
const NOT_RECORDED: readonly RegExp[] = [
  /^e820: (update|reserve RAM buffer|register RAM buffer resource) /,
  // The BIOS area below 1 MiB, on every boot; what mem= removes is kept.
  /^e820: remove \[mem 0x000a0000-0x000fffff\] (usable|System RAM)$/,
  /^(e820: )?last_pfn = /,
  /^\.text \.data \.bss are not marked as /,
  /^(e820: )?\[(mem|gap) .*\] available for PCI devices$/,
  /^(No NUMA configuration found|NUMA turned off|Faking (a node|node \d+) at |NUMA: |NODE_DATA\()/,
  // The addresses of ACPI tables are the firmware's; no platform describes them.
  /^ACPI: (SRAT 0x|Reserving SRAT table memory )/,
  /^(Zone ranges:|Movable zone start |Early memory node ranges|Init(mem setup|ializing) node |On node )/,
  /^ {2}(DMA|DMA32|Normal|Device|node) /,
  /^(PM: hibernation: |x86\/mm: |Memory: )/,
  // Recordings keep a command line only for the map that results from it.
  /^(Kernel c|C)ommand line: ?(?!.*memmap=)/,
  /^(Cannot find an available gap |PCI devices with unassigned )/,
  // Of struct pages only the lines of dax devices are kept, of an oops almost none.
  /^(namespace|pfn)\d+\.\d+ initialised, /,
  /^(BUG: |general protection fault|kernel BUG |RIP: |Call Trace:$| \w+$)/,
  /^removing memory fails, because memory /,
  /^memory add fail, invalid altmap$/,
  // The text of a WARN that is kept as a WARN alone.
  /^sched: CPU /,
  /^nd namespace\d+\.\d+: failed to track label: /,
  // Of a pfn or dax device that is only probed for, without bus or driver: the name follows a blank.
  /^ (pfn|dax)\d+\.\d+: /,
  /^(Built \d+ zonelists|Policy zone: |Offlined Pages )/,
];

/** The order and tiers of nodes, printed at boot by every kernel that has these lines. */
const NODE_ORDER = /^(Fallback order|Demotion targets) for Node /;
const SRAT = /^(ACPI: )?SRAT: /;

/** Kinds of lines that only some recordings keep. */
export interface KeptKinds {
  /** The order of nodes: a recording has all of these lines or none. */
  nodeOrder: boolean;
  /** Lines about the SRAT, comparable if the platform describes nodes. */
  srat: boolean;
}

/** Neither of the two. */
export const PLAIN_KINDS: KeptKinds = { nodeOrder: false, srat: false };

/**
 * The kinds of lines that a recording keeps.
 *
 * @param logs the log of each of its boots
 * @param platform the platform of the boot, as recorded
 */
export function keptKinds(logs: readonly string[][], platform: unknown): KeptKinds {
  const { numa } = (platform ?? {}) as { numa?: unknown };
  return {
    nodeOrder: logs.some((dmesg) => dmesg.some((line) => NODE_ORDER.test(line))),
    srat: Array.isArray(numa) && numa.length > 0,
  };
}

/** Tests for a line of a kind that a recording keeps. */
export const isRecordedKind = (line: string, kept: KeptKinds): boolean =>
  (kept.nodeOrder || !NODE_ORDER.test(line)) &&
  (kept.srat || !SRAT.test(line)) &&
  !NOT_RECORDED.some((kind) => kind.test(line));

/** The command line without the word with which a recorder selects kernel modules. */
export const maskRecorder = (line: string): string =>
  line.replace(/^((?:Kernel c|C)ommand line:) families(?= )/, '$1');

/** A line that is printed once per boot names the first of several colliding ranges, which varies. */
export const maskCollider = (line: string): string =>
  line.replace(/(?<=attempted on (mixed|ram) region ).*$/, 'one of them');

/** Tests for a line in which an oops prints code addresses, which depend on the kernel's build. */
export const isOopsAddress = (line: string): boolean => /^R?IP:? +\[<[0-9a-f]+>\]/.test(line);

/** Masks the time that old kernels needed to initialise struct pages. */
export const maskDuration = (line: string): string =>
  line.replace(
    /^((?:dax\d+\.\d+ initialised,|memmap_init_zone_device initialised) \d+ pages in) \d+ms$/,
    '$1 Nms',
  );
