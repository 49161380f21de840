/**
 * Recordings keep the log lines about the memory map and about persistent memory. The model prints more
 * than that (memory hotplug tells of zone lists, for one), and the kinds below never appear in a recording.
 * Everything else counts, so a line that the model makes up is a difference.
 */
const NOT_RECORDED = [
  /^Linux version /,
  /^e820: (update|last_pfn|reserve|\[mem)/,
  /^last_pfn = /,
  /^\[mem .*\] available for PCI devices/,
  /^(Zone ranges:|Movable zone start|Early memory node ranges|Initmem setup)/,
  /^ +(DMA|DMA32|Normal|Device|node) /,
  /^(On node|Built|Fallback order|Policy zone|Demotion targets|Memory:|PM: hibernation:|Offlined Pages)/,
  /^(ACPI|SRAT|NUMA|NODE_DATA|x86\/PAT|MTRR|Malformed early option)/,
];

/** True for a line of a kind that recordings keep. */
export const isRecordedKind = (line: string): boolean => !NOT_RECORDED.some((kind) => kind.test(line));

/** How long the old kernels took to set up struct pages is not the model's to know. */
export const maskDuration = (line: string): string =>
  line.replace(/^(dax\d+\.\d+ initialised, \d+ pages in) \d+ms$/, '$1 Nms');
