/**
 * The diagnostics: a stable code and the wording for each rule that a layout can violate. `changes` are the
 * changes of the kernel's history that introduced or removed the rule.
 */
import type { ChangeId } from '../kernel/history/history.ts';

/** Kinds of fixes to try, the cheapest first. */
export type FixKind =
  | 'force'
  | 'size'
  | 'whole'
  | 'labels'
  | 'align'
  | 'map'
  | 'region-align'
  | 'address'
  | 'kernel';

export interface Diagnostic {
  /** The fault, in a few words. */
  title: string;
  /** The rule, in one sentence. */
  rule: string;
  changes: readonly ChangeId[];
  fixes: readonly FixKind[];
}

const DIAGNOSTICS = {
  'size-not-region-align': {
    title: "the size is no multiple of the region's align",
    rule: "A namespace's size must be a multiple of its region's align: 16 MiB (times the DIMMs, when 16 MiB cannot be shared out among them) unless it is set otherwise.",
    changes: ['region-align'],
    fixes: ['size', 'align', 'region-align', 'kernel'],
  },
  'size-not-align': {
    title: 'the size is no multiple of the alignment times the DIMMs',
    rule: 'Every DIMM of an interleave set gives the same share, and each share must be a multiple of the alignment.',
    changes: [],
    fixes: ['size', 'align'],
  },
  'align-unsupported': {
    title: 'no mapping has this alignment',
    rule: 'A mapping is made of pages of 4 KiB, 2 MiB or 1 GiB; supported_alignments lists what the CPU and the kernel can do.',
    changes: ['supported-alignments'],
    fixes: ['align'],
  },
  'mode-without-align': {
    title: 'this mode has no alignment',
    rule: 'Only fsdax and devdax are mapped into page tables, so only they have an alignment to choose.',
    changes: [],
    fixes: ['align'],
  },
  'size-below-16m': {
    title: 'less than 16 MiB',
    rule: 'A namespace must have 16 MiB before anything but raw access can be put on it.',
    changes: [],
    fixes: ['size', 'whole'],
  },
  'no-labels-no-sizes': {
    title: 'a region without labels cannot be divided',
    rule: 'Without a label area nothing remembers where a namespace ends: the region is one namespace, and its size is the region.',
    changes: [],
    fixes: ['whole', 'labels'],
  },
  'no-room': {
    title: 'not enough room in one piece',
    rule: "A namespace takes one stretch of each DIMM, so the largest free stretch counts (max_available_extent), cut to the region's align at both ends.",
    changes: ['size-by-contiguous', 'region-align'],
    fixes: ['size'],
  },
  'namespace-active': {
    title: 'the namespace is in use',
    rule: 'A namespace keeps its configuration while a driver or a device holds it; --force takes the driver off first.',
    changes: [],
    fixes: ['force'],
  },
  'no-data-left': {
    title: 'nothing is left for data behind the info block and the page map',
    rule: 'Data begins at the first multiple of the alignment behind 8 KiB and, with map=dev, 64 bytes for each page; it must begin before the last multiple of the alignment.',
    changes: ['pfn-no-padding', 'pfn-small-namespace'],
    fixes: ['size', 'align', 'map', 'kernel'],
  },
  'start-misaligned': {
    title: 'the namespace does not begin at a multiple of 2 MiB',
    rule: 'Struct pages come by sub-sections of 2 MiB, so what is mapped must begin at a multiple of 2 MiB.',
    changes: ['misaligned-unable-to-map', 'subsection-hotplug'],
    fixes: ['address', 'kernel'],
  },
  'range-misaligned': {
    title: 'the range does not begin and end at multiples of 2 MiB',
    rule: 'A bare namespace is mapped as it lies, and a mapping must begin and end at multiples of 2 MiB.',
    changes: ['misaligned-unable-to-map', 'subsection-hotplug'],
    fixes: ['address', 'kernel'],
  },
  'not-subsections': {
    title: 'the range is not made of sub-sections',
    rule: 'check_pfn_span() takes only ranges whose first page and length are multiples of 512 pages (2 MiB).',
    changes: ['subsection-hotplug', 'misaligned-unable-to-map'],
    fixes: ['address', 'kernel'],
  },
  'section-taken': {
    title: 'another mapping has the same section',
    rule: 'Until sub-sections came, a device was mapped with all sections of 128 MiB that it touches, and a section can have one owner.',
    changes: ['subsection-hotplug', 'same-section-conflict', 'pfn-padding-regions'],
    fixes: ['kernel', 'address'],
  },
  'section-has-ram': {
    title: 'System RAM lies in what would be mapped',
    rule: 'What a device maps must hold no System RAM; until sub-sections came that meant all sections of 128 MiB that it touches.',
    changes: ['memremap-section-rounding', 'subsection-hotplug', 'pfn-padding'],
    fixes: ['kernel', 'address'],
  },
  'subsection-taken': {
    title: 'a sub-section is in use already',
    rule: 'Each sub-section of 2 MiB can be made active once: section_activate() says -EEXIST when one of its bits is set.',
    changes: ['subsection-hotplug'],
    fixes: ['address', 'map'],
  },
  'altmap-full': {
    title: 'the room for struct pages is used up',
    rule: 'With map=dev struct pages come from the room between info block and data, 2 MiB for each section of 128 MiB; when it runs out there is no other.',
    changes: ['npfns-section-rounded', 'subsection-hotplug'],
    fixes: ['map', 'kernel'],
  },
  'memmap-exceeds-ram': {
    title: 'RAM is too small for the struct pages',
    rule: 'Struct pages take 64 bytes for each page of 4 KiB; unless the device holds its own (map=dev) they come from RAM (memsim vmemmap).',
    changes: [],
    fixes: ['map', 'size'],
  },
  'altmap-invalid': {
    title: 'the room for struct pages belongs to another range',
    rule: 'The altmap must begin where the mapping begins.',
    changes: ['memremap-section-rounding', 'subsection-hotplug'],
    fixes: ['map', 'kernel'],
  },
  'block-misplaced': {
    title: 'the info block does not fit where the namespace lies now',
    rule: 'dataoff counts from the start of the namespace, so start + dataoff keeps its alignment only while the start does; start and end must be multiples of 2 MiB.',
    changes: ['bad-offset-by-address', 'pfn-no-padding', 'misaligned-unable-to-map', 'pfn-small-namespace'],
    fixes: ['kernel'],
  },
  'block-mismatch': {
    title: 'the info block says something else than the device',
    rule: 'Mode, alignment and page sizes of an info block must be those of the device that takes it.',
    changes: ['pfn-page-size-in-block'],
    fixes: ['kernel'],
  },
  'address-taken': {
    title: 'the addresses belong to something else',
    rule: 'A driver claims its addresses in /proc/iomem, and nobody else may hold any of them.',
    changes: [],
    fixes: ['address'],
  },
  'no-node': {
    title: 'the memory belongs to no node',
    rule: 'Memory must belong to a node of the SRAT (or lie below the end of RAM) before it can become System RAM.',
    changes: ['phys-to-target-node'],
    fixes: ['address'],
  },
  'below-a-block': {
    title: 'no whole memory block',
    rule: 'System RAM comes and goes by memory blocks (block_size_bytes); what does not fill one is left out.',
    changes: ['hotplug-block-alignment'],
    fixes: ['address'],
  },
  'block-unaligned': {
    title: 'the range is not made of memory blocks',
    rule: 'Memory is added by whole memory blocks (block_size_bytes).',
    changes: ['hotplug-block-alignment'],
    fixes: [],
  },
  crash: {
    title: 'the kernel stopped',
    rule: 'After an oops or a panic nothing works until the machine is booted again.',
    changes: ['pgmap-release-span', 'same-section-conflict', 'memremap-kill-cleanup', 'subsection-hotplug'],
    fixes: ['kernel'],
  },
  other: {
    title: 'no rule of layouts',
    rule: 'The trace shows where it began (memsim trace last).',
    changes: [],
    fixes: [],
  },
} as const satisfies Record<string, Diagnostic>;

export type Code = keyof typeof DIAGNOSTICS;

export const diagnosticOf = (code: Code): Diagnostic => DIAGNOSTICS[code];
