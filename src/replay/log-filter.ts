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
  /^(No NUMA configuration found|Faking a node at |NUMA: |SRAT: |ACPI: SRAT: |NODE_DATA\()/,
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
  /^(Fallback order for Node|Built \d+ zonelists|Policy zone: |Demotion targets for Node |Offlined Pages )/,
];

/** True for a line of a kind that recordings keep. */
export const isRecordedKind = (line: string): boolean => !NOT_RECORDED.some((kind) => kind.test(line));

/** A line that is printed once per boot names whichever of several colliding ranges came first there. */
export const maskCollider = (line: string): string =>
  line.replace(/(?<=attempted on (mixed|ram) region ).*$/, 'one of them');

/** True for a line in which an oops says where a build of the kernel has its functions. */
export const isOopsAddress = (line: string): boolean => /^R?IP:? +\[<[0-9a-f]+>\]/.test(line);

/** How long the old kernels took to set up struct pages is not the model's to know. */
export const maskDuration = (line: string): string =>
  line.replace(/^(dax\d+\.\d+ initialised, \d+ pages in) \d+ms$/, '$1 Nms');
