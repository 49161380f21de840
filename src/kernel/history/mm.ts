/**
 * History of mm/ and arch/x86/mm: memory hotplug, sections, zones and memory blocks. memremap.ts has device
 * mappings.
 */
import type { Changes } from './change.ts';

export const MM_CHANGES = {
  'auto-online-blocks': {
    commit: '31bc3858ea3e',
    title: 'memory-hotplug: add automatic onlining policy for the newly added memory',
    since: '4.6',
    effect: '/sys/devices/system/memory has the file `auto_online_blocks`.',
  },
  'memhp-default-state': {
    title: 'memory_hotplug: introduce memhp_default_state= command line parameter',
    since: '4.7',
    effect: 'memhp_default_state= and a build option set the first value of auto_online_blocks.',
  },
  'valid-zones-by-shift': {
    title: 'memory_hotplug: introduce zone_can_shift()',
    since: '4.9',
    effect: 'valid_zones and onlining check if a block lies at the edge of its zone, in both directions.',
  },
  'large-memory-blocks-by-end': {
    title: 'x86/mm: determine the memory block size by the end of memory',
    since: '4.9',
    effect: 'The memory block size is 2 GiB when RAM ends at or above 64 GiB.',
  },
  'skip-invalid-pfns': {
    commit: 'b92df1de5d28',
    title: 'mm: page_alloc: skip over regions of invalid pfns where possible',
    since: '4.11',
    until: '4.16',
    dropped: ['4.14.67'],
    effect:
      'Struct pages between an absent section and the start of RAM in the next section stay zeroed; the memory block has no zone and cannot be offlined.',
  },
  'memory-add-remove-lock': {
    commit: '55adc1d05dca',
    title: 'mm: add private lock to serialize memory hotplug operations',
    since: '4.11',
    fixes: 'memremap-device-hotplug-lock',
    effect: 'Memory hotplug is serialised by a lock of its own.',
  },
  'zoneinfo-unpopulated': {
    commit: 'b2bd8598195f',
    title: 'mm, vmstat: print non-populated zones in zoneinfo',
    since: '4.12',
    effect: '/proc/zoneinfo lists empty zones, including Device.',
  },
  'zone-at-online': {
    commit: 'f1dd2cd13c4b',
    title: 'mm, memory_hotplug: do not associate hotadded memory to zones until online',
    since: '4.13',
    effect:
      'A hot-added block joins a zone when it is onlined instead of when it is added; a failed add does not change zones.',
  },
  'section-online-bit': {
    commit: '2d070eab2e82',
    title: 'mm: consider zone which is not fully populated to have holes',
    since: '4.13',
    effect: 'Sections have an online state.',
    invisible: 'online blocks and present sections agree in every reachable state',
  },
  'zones-may-overlap': {
    commit: 'c6f03e2903c9',
    title: 'mm, memory_hotplug: remove zone restrictions',
    since: '4.14',
    effect: 'Any offline block can be onlined to Normal or Movable, regardless of its neighbours.',
  },
  'add-pages-helper': {
    commit: '3072e413e305',
    title: 'mm/memory_hotplug: introduce add_pages',
    since: '4.14',
    effect: 'The WARN about a failed add comes from add_pages, not from arch_add_memory.',
  },
  'removable-by-pages': {
    commit: 'd7b236e10ced',
    title: 'mm: drop migrate type checks from has_unmovable_pages',
    since: '4.15',
    effect: '`removable` of a block with a hole or with kernel pages reads 0.',
  },
  'memory-block-size-probe': {
    commit: '078eb6aa50dc',
    title: 'x86/mm/memory_hotplug: determine block size based on the end of boot memory',
    since: '4.18',
    effect:
      'When RAM ends at or above 64 GiB, the memory block size is the largest one up to 2 GiB that divides the end of RAM.',
  },
  'hotplug-block-alignment': {
    commit: 'ba325585230e',
    title: 'mm/memory_hotplug: require whole memory blocks',
    since: '4.18',
    effect: 'Adding RAM requires whole memory blocks; before, whole sections sufficed.',
  },
  'direct-map-split-warns': {
    commit: '0a9fe8ca844d',
    title: 'x86/mm: Validate kernel_physical_mapping_init() PTE population',
    since: '5.0',
    effect: 'Mapping over remains of a failed attempt in the direct mapping triggers a WARN.',
  },
  'mem-limits-hotplug': {
    commit: '357b4da50a62',
    title: 'x86: respect memory size limiting via mem= parameter',
    since: '5.1',
    until: '5.7',
    effect: 'RAM above the limit of mem= cannot be hot-added; since 5.7 the limit ends with boot.',
  },
  'subsection-hotplug': {
    commit: 'ba72b4c8cf60',
    title: 'mm/sparsemem: support sub-section hotplug',
    since: '5.3',
    fixes: 'memremap-section-rounding',
    effect:
      'Device memory is mapped in units of 2 MiB and can share a section with RAM and with other devices.',
  },
  'hotplug-addressable-check': {
    commit: 'dca4436d1cf9',
    title: 'mm/memory_hotplug.c: add a bounds check to __add_pages',
    since: '5.4',
    effect: "A range beyond the CPU's physical address range is refused with a message that names it.",
  },
  'device-zone-never-shrinks': {
    commit: '7ce700bf11b5',
    title: "mm/memory_hotplug: don't access uninitialized memmaps in shrink_zone_span()",
    since: '5.4',
    effect: 'Removing a mapping no longer changes the span of zone Device.',
  },
  'memmap-init-line-by-function': {
    title: 'mm/page_alloc: log initialised struct pages with the function name',
    since: '5.5',
    effect: 'A mapping logs `memmap_init_zone_device initialised N pages in Mms`.',
  },
  'soft-offline-by-pfn': {
    commit: 'feec24a6139d',
    title: 'mm, soft-offline: convert parameter to pfn',
    since: '5.5',
    effect:
      'soft_offline_page no longer checks the struct page for device memory: in a section shared with RAM, device pages count as RAM.',
  },
  'offline-shrinks-zones': {
    commit: 'feee6b298916',
    title: 'mm/memory_hotplug: shrink zones when offlining memory',
    since: '5.5',
    effect: 'A zone shrinks when a block at its end is offlined instead of when it is removed.',
  },
  'removable-always-1': {
    commit: '53cdc1cb29e8',
    title: 'drivers/base/memory.c: indicate all memory blocks as removable',
    since: '5.7',
    effect: '`removable` of every memory block reads 1.',
  },
  'online-policy-words': {
    commit: '5f47adf762b7',
    title: 'mm/memory_hotplug: allow to specify a default online_type',
    since: '5.7',
    effect: 'auto_online_blocks accepts online_kernel and online_movable.',
  },
  'early-section-memmap-kept': {
    commit: 'ef69bc9f1a20',
    title: 'mm/sparse: never partially remove memmap for early section',
    since: '5.9',
    effect: 'Removing a part of a section that contains RAM keeps its struct pages.',
    invisible: 'on x86 that memmap is one huge page, which remains either way',
  },
  'memory-block-size-bare-metal': {
    commit: 'fe124c95df9e',
    title: 'x86/mm: use max memory block size on bare metal',
    since: '5.9',
    effect: 'When RAM ends at or above 64 GiB, the memory block size is 2 GiB on bare metal.',
  },
  'mhp-range-allowed': {
    commit: 'bca3feaa0764',
    title: 'mm/memory_hotplug: prevalidate the address range being added with platform',
    since: '5.12',
    fixes: 'hotplug-addressable-check',
    effect: "A range beyond the CPU's physical address range is refused before anything is added.",
  },
  'unavailable-ranges-line': {
    title: 'mm/page_alloc: initialise the struct pages of holes zone by zone',
    since: '5.12',
    effect: 'The boot log shows the number of pages in unavailable ranges for each zone.',
  },
  'memmap-on-memory': {
    commit: 'e3a9d9fcc331',
    title: 'mm,memory_hotplug: add kernel boot option to enable memmap_on_memory',
    since: '5.13',
    effect:
      'With memory_hotplug.memmap_on_memory=1 a hot-added DIMM of one memory block holds its own struct pages.',
  },
  'auto-movable-policy': {
    commit: 'e83a437faa62',
    title: 'mm/memory_hotplug: introduce "auto-movable" online policy',
    since: '5.15',
    effect:
      'With memory_hotplug.online_policy=auto-movable, `online` chooses zone Movable within a ratio to the RAM of boot.',
  },
  'zoneinfo-boost': {
    commit: 'a6ea8b5b9f1c',
    title: 'mm: show watermark_boost of zone in zoneinfo',
    since: '5.16',
    effect: '/proc/zoneinfo has a `boost` line before `min`.',
  },
  'block-zone-cached': {
    commit: '395f6081bad4',
    title: 'drivers/base/memory: determine and store zone for single-zone memory blocks',
    since: '5.18',
    effect:
      'valid_zones of a block that a device shares, or that extends beyond the end of its zone, shows that zone; before, it showed none.',
  },
  'vmemmap-dedup': {
    commit: '4917f55b4ef9',
    title: 'mm/sparse-vmemmap: improve memory savings for compound devmaps',
    since: '5.19',
    effect:
      'devdax of 2 MiB or 1 GiB pages without map=dev takes 2 pages of RAM per page of the device, not 8 or 4096.',
  },
  'memmap-init-line-debug': {
    title: 'mm/page_alloc: log initialised struct pages at debug level only',
    since: '6.1',
    effect: 'A mapping no longer logs the number of initialised pages.',
  },
  'memmap-on-memory-force': {
    commit: '2d1f649c7c08',
    title: 'mm/memory_hotplug: support memmap_on_memory when memmap is not aligned to pageblocks',
    since: '6.6',
    effect:
      'memory_hotplug.memmap_on_memory accepts `force`, which pads the struct pages to whole page blocks.',
  },
  'memmap-on-memory-blocks': {
    commit: '6b8f0798b85a',
    title: 'mm/memory_hotplug: split memmap_on_memory requests across memblocks',
    since: '6.8',
    effect:
      'Hot-added memory of any number of memory blocks can hold its own struct pages, and kmem can ask for it.',
  },
  'section-usage-rcu': {
    commit: '5ec8e8ea8b77',
    title: 'mm/sparsemem: fix race in accessing memory_section->usage',
    since: '6.8',
    effect: 'pfn_valid does not race with the removal of a section.',
    invisible: 'this race is not modelled',
  },
  'hotplug-within-direct-map': {
    commit: 'ea72ce5da228',
    title: 'x86/kaslr: Expose and use the end of the physical memory address space',
    since: '6.11',
    backports: ['6.1.192'],
    effect: 'Adding memory beyond the range of the direct mapping triggers a WARN and fails with -ERANGE.',
  },
  'region-intersects-descends': {
    commit: 'b4afe4183ec7',
    title: 'resource: fix region_intersects() vs add_memory_driver_managed()',
    since: '6.12',
    backports: ['6.1.192'],
    effect: 'RAM that a driver added below its own resource counts as System RAM.',
  },
  'max-pfn-without-devices': {
    title: 'x86/mm: do not raise max_pfn for device memory',
    since: '6.12',
    backports: ['6.1.192'],
    effect: 'Device memory above RAM no longer raises the end of memory.',
  },
  'misaligned-end-has-0x': {
    title: 'mm/memory_hotplug: print the end of a misaligned range with 0x',
    since: '6.12',
    effect: 'The WARN about a misaligned range prints `end: 0x..`; before, it printed `end: #..`.',
  },
  'zoneinfo-promo': {
    title: 'mm/vmstat: show the promotion watermark of a zone',
    since: '6.12',
    effect: '/proc/zoneinfo has a `promo` line after `high`.',
  },
  'free-region-by-section': {
    title: 'kernel/resource: search free regions in steps of their alignment',
    since: '6.12',
    effect:
      'Device-private memory larger than a section can use free ranges at any section boundary, and a CXL region free ranges of its window at any multiple of 256 MiB; before, only in steps of their own size.',
  },
  'section-active-v4': {
    title: 'mm: sub-section memory hotplug support (v4, 2017)',
    since: 'never',
    effect:
      'First version of sub-section hotplug: ranges are not checked for whole sub-sections, and pfn_valid of early sections covers only activated sub-sections.',
  },
  'subsection-v7': {
    title: 'mm: Sub-section memory hotplug support (v7, 2019)',
    since: 'never',
    effect:
      'Sub-section hotplug as posted before the merge: pfn_valid of early sections covers only active sub-sections.',
  },
} as const satisfies Changes;
