/**
 * The diagnostics: a stable code and the wording for each rule that a layout can violate. `changes` are the
 * changes of the kernel's history that introduced or removed the rule.
 */
import type { ChangeId } from '../kernel/history/history.ts';
import { CXL_DIAGNOSTICS } from './cxl/codes.ts';

/** Kinds of fixes to try, the cheapest first. */
export type FixKind =
  | 'force'
  | 'offline-policy'
  | 'size'
  | 'whole'
  | 'labels'
  | 'align'
  | 'map'
  | 'region'
  | 'region-align'
  | 'address'
  | 'kernel'
  | 'plug-range'
  | 'cxl-size'
  | 'cxl-memdevs'
  | 'cxl-order'
  | 'cxl-window'
  | 'cxl-granularity';

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
    title: "the size is not a multiple of the region's align",
    rule: "A namespace's size must be a multiple of its region's align: 16 MiB by default (times the number of DIMMs if 16 MiB cannot be divided by it).",
    changes: ['region-align'],
    fixes: ['size', 'align', 'region-align', 'kernel'],
  },
  'size-not-align': {
    title: 'the size is not a multiple of the alignment times the number of DIMMs',
    rule: 'Every DIMM of an interleave set provides an equal share, and each share must be a multiple of the alignment.',
    changes: [],
    fixes: ['size', 'align'],
  },
  'align-unsupported': {
    title: 'the alignment is not supported',
    rule: 'A mapping uses pages of 4 KiB, 2 MiB or 1 GiB; supported_alignments lists those that CPU and kernel support.',
    changes: ['supported-alignments'],
    fixes: ['align'],
  },
  'mode-without-align': {
    title: 'this mode has no alignment',
    rule: 'Only fsdax and devdax are mapped by page tables, so only they have an alignment.',
    changes: [],
    fixes: ['align'],
  },
  'size-below-16m': {
    title: 'less than 16 MiB',
    rule: 'A pfn, dax or btt device needs a namespace of at least 16 MiB; a smaller one allows only raw access.',
    changes: [],
    fixes: ['size', 'whole'],
  },
  'no-labels-no-sizes': {
    title: 'a region without labels cannot be divided',
    rule: 'Only a label area stores the extents of namespaces: without one the region is a single namespace of its full size.',
    changes: [],
    fixes: ['whole', 'labels'],
  },
  'no-room': {
    title: 'not enough contiguous capacity',
    rule: "A namespace takes one contiguous extent of each DIMM, so the largest free extent counts (max_available_extent), trimmed to the region's align at both ends.",
    changes: ['size-by-contiguous', 'region-align'],
    fixes: ['size', 'region'],
  },
  'no-such-object': {
    title: 'the object does not exist',
    rule: 'Regions and DIMMs come from the firmware or from memmap=, namespaces from labels or from create-namespace (memsim status lists them).',
    changes: [],
    fixes: [],
  },
  'no-region': {
    title: 'there is no persistent memory',
    rule: "A namespace needs a region: NVDIMMs of the platform (memsim platforms), or RAM marked as persistent (memsim boot --cmdline 'memmap=4G!8G').",
    changes: [],
    fixes: [],
  },
  'namespace-active': {
    title: 'the namespace is in use',
    rule: 'A namespace cannot be reconfigured while a driver or a device claims it; --force unbinds the driver first.',
    changes: [],
    fixes: ['force'],
  },
  'auto-online': {
    title: 'the kernel onlines new memory itself',
    rule: 'While auto_online_blocks is not offline, the kernel chooses the zone of new memory, so daxctl refuses mode system-ram, which would put it into ZONE_MOVABLE; --force accepts the zone of the kernel.',
    changes: [],
    fixes: ['force', 'offline-policy'],
  },
  'no-data-left': {
    title: 'no capacity is left for data after the info block and the page map',
    rule: 'Data begins at the first multiple of the alignment after 8 KiB and, with map=dev, 64 bytes for each page; that offset must be below the last multiple of the alignment.',
    changes: ['pfn-no-padding', 'pfn-small-namespace'],
    fixes: ['size', 'align', 'map', 'kernel'],
  },
  'start-misaligned': {
    title: 'the namespace does not begin at a multiple of 2 MiB',
    rule: 'Struct pages are allocated by sub-sections of 2 MiB, so a mapping must begin at a multiple of 2 MiB.',
    changes: ['misaligned-unable-to-map', 'subsection-hotplug'],
    fixes: ['address', 'kernel'],
  },
  'range-misaligned': {
    title: 'the range does not begin and end at multiples of 2 MiB',
    rule: 'A namespace without an info block is mapped without padding, and a mapping must begin and end at multiples of 2 MiB.',
    changes: ['misaligned-unable-to-map', 'subsection-hotplug'],
    fixes: ['address', 'kernel'],
  },
  'not-subsections': {
    title: 'the range does not consist of whole sub-sections',
    rule: 'check_pfn_span() accepts only ranges whose first page and length are multiples of 512 pages (2 MiB).',
    changes: ['subsection-hotplug', 'misaligned-unable-to-map'],
    fixes: ['address', 'kernel'],
  },
  'section-taken': {
    title: 'another mapping occupies the same section',
    rule: 'Before sub-section hotplug, a device is mapped with all sections of 128 MiB that it intersects, and a section can have one owner.',
    changes: ['subsection-hotplug', 'same-section-conflict', 'pfn-padding-regions'],
    fixes: ['kernel', 'address'],
  },
  'section-has-ram': {
    title: 'the range to map contains System RAM',
    rule: 'The range that a device maps must not contain System RAM; before sub-section hotplug the range is extended to whole sections of 128 MiB.',
    changes: ['memremap-section-rounding', 'subsection-hotplug', 'pfn-padding'],
    fixes: ['kernel', 'address'],
  },
  'subsection-taken': {
    title: 'a sub-section is in use already',
    rule: 'A sub-section of 2 MiB can be activated once: section_activate() returns -EEXIST if its bit is set, by another mapping or by one that failed and left its struct pages until the next boot (no owner in memsim vmemmap).',
    changes: ['subsection-hotplug'],
    fixes: ['address', 'map', 'plug-range'],
  },
  'altmap-full': {
    title: 'the area for struct pages is exhausted',
    rule: 'With map=dev struct pages are allocated only between info block and data, 2 MiB for each section of 128 MiB.',
    changes: ['npfns-section-rounded', 'subsection-hotplug'],
    fixes: ['map', 'kernel'],
  },
  'memmap-exceeds-ram': {
    title: 'RAM is too small for the struct pages',
    rule: 'Struct pages take 64 bytes for each page of 4 KiB; unless they are on the device (map=dev) they are allocated in RAM (memsim vmemmap). Those of a devdax device of 2 MiB or 1 GiB pages take 8 KiB for each page since 5.19.',
    changes: ['vmemmap-dedup'],
    fixes: ['map', 'align', 'size', 'plug-range'],
  },
  'altmap-invalid': {
    title: 'the area for struct pages belongs to another range',
    rule: 'The altmap must begin where the mapping begins.',
    changes: ['memremap-section-rounding', 'subsection-hotplug'],
    fixes: ['map', 'kernel'],
  },
  'block-misplaced': {
    title: 'the info block does not fit the current address of the namespace',
    rule: 'dataoff is relative to the start of the namespace, so start + dataoff stays aligned only while the start does; start and end must be multiples of 2 MiB.',
    changes: ['bad-offset-by-address', 'pfn-no-padding', 'misaligned-unable-to-map', 'pfn-small-namespace'],
    fixes: ['kernel'],
  },
  'block-mismatch': {
    title: 'the info block contradicts the device',
    rule: 'Mode, alignment and page sizes of an info block must equal those of the device that reads it.',
    changes: ['pfn-page-size-in-block'],
    fixes: ['kernel'],
  },
  'address-taken': {
    title: 'the addresses belong to another resource',
    rule: 'A driver requests its addresses in /proc/iomem exclusively; none of them may belong to another resource.',
    changes: [],
    fixes: ['address', 'plug-range'],
  },
  'no-node': {
    title: 'the memory belongs to no NUMA node',
    rule: 'Memory must belong to a node of the SRAT (or be below the end of RAM) before it can become System RAM.',
    changes: ['phys-to-target-node'],
    fixes: ['address'],
  },
  'below-a-block': {
    title: 'no whole memory block',
    rule: 'System RAM is added and removed in memory blocks (block_size_bytes); a partial block is left out.',
    changes: ['hotplug-block-alignment'],
    fixes: ['address'],
  },
  'block-exists': {
    title: 'a memory block of these addresses exists',
    rule: 'A memory block is added once: RAM, or a part of it, is in that block already.',
    changes: [],
    fixes: ['plug-range'],
  },
  'beyond-addresses': {
    title: 'the kernel cannot address the range',
    rule: 'Added memory must be below the highest address of the direct mapping (MAX_PHYSMEM_BITS).',
    changes: ['mhp-range-allowed'],
    fixes: [],
  },
  'no-memory': {
    title: 'the device has no memory',
    rule: 'The driver of ACPI memory devices refuses a device without a range.',
    changes: [],
    fixes: [],
  },
  'block-unaligned': {
    title: 'the range does not consist of whole memory blocks',
    rule: 'Memory is added in whole memory blocks (block_size_bytes).',
    changes: ['hotplug-block-alignment'],
    fixes: ['plug-range', 'kernel'],
  },
  'block-stays-online': {
    title: 'a memory block does not go offline',
    rule: 'Memory is removed when all of its blocks are offline; one with a hole or in two zones, or with pages that the kernel uses itself, stays online.',
    changes: ['hotplug-block-alignment'],
    fixes: [],
  },
  ...CXL_DIAGNOSTICS,
  crash: {
    title: 'the kernel has crashed',
    rule: 'After an oops or a panic the machine must be rebooted.',
    changes: ['pgmap-release-span', 'same-section-conflict', 'memremap-kill-cleanup', 'subsection-hotplug'],
    fixes: ['kernel'],
  },
  other: {
    title: 'not caused by a rule of layouts',
    rule: 'The trace shows the origin of the failure (memsim trace last).',
    changes: [],
    fixes: [],
  },
} as const satisfies Record<string, Diagnostic>;

export type Code = keyof typeof DIAGNOSTICS;

/** Wording, history and fixes of a code. */
export const diagnosticOf = (code: Code): Diagnostic => DIAGNOSTICS[code];
