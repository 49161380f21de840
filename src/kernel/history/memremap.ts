/** History of kernel/memremap.c, later mm/memremap.c, and its users: struct pages for device memory. */
import type { Changes } from './change.ts';

export const MEMREMAP_CHANGES = {
  'memremap-section-rounding': {
    commit: '5f29a77cd957',
    title: 'mm: fix mixed zone detection in devm_memremap_pages',
    since: '4.5',
    effect:
      'devm_memremap_pages checks for RAM in, and adds, all sections that a range touches; they no longer have memory blocks.',
  },
  'pgmap-radix-by-section': {
    commit: '9476df7d80df',
    title: 'mm: introduce find_dev_pagemap()',
    since: '4.5',
    effect:
      'A second mapping in a section fails with `collides with mapping for` and -EBUSY; the cleanup after the failure removes entries of other mappings.',
  },
  'altmap-lifetime': {
    commit: 'eb7d78c9e7f6',
    title: 'devm_memremap_pages: fix vmem_altmap lifetime + alignment handling',
    since: '4.5',
    effect:
      'Releasing a namespace with its memmap on the device frees the memmap to the device; 4.5-rc1 oopsed in get_pfnblock_flags_mask.',
  },
  'memremap-hotplug-lock': {
    commit: 'f931ab479dd2',
    title: 'mm: fix devm_memremap_pages crash, use mem_hotplug_{begin, done}',
    since: '4.10',
    backports: ['4.9.35'],
    effect: 'Two devices that probe concurrently no longer overwrite page tables of each other.',
  },
  'memremap-device-hotplug-lock': {
    commit: 'b5d24fda9c3d',
    title: 'mm, devm_memremap_pages: hold device_hotplug lock over mem_hotplug_{begin, done}',
    since: '4.11',
    until: '4.11',
    backports: ['4.9.35'],
    fixes: 'memremap-hotplug-lock',
    effect: 'Concurrent writers of mem_hotplug_begin are serialised, so that no wake-up is lost.',
  },
  'pgmap-page-refs': {
    commit: '71389703839e',
    title: 'mm, zone_device: Replace {get, put}_zone_device_page() with a single reference',
    since: '4.12',
    effect:
      'Releasing a mapping accesses each of its struct pages, and oopses when another mapping removed them.',
  },
  'pgmap-radix-by-pfn': {
    commit: 'ab1b597ee0e4',
    title: 'mm, devm_memremap_pages: use multi-order radix for ZONE_DEVICE lookups',
    since: '4.14',
    fixes: 'pgmap-radix-by-section',
    effect:
      'Page maps are looked up by frame: two mappings in one section are no longer detected, and an altmap is used only for sections that start inside its own mapping.',
  },
  'memremap-cond-resched': {
    title: 'mm, devm_memremap_pages: reschedule while struct pages are initialised',
    since: '4.14',
    effect: 'Mapping terabytes no longer triggers the soft lockup detector.',
  },
  'hmm-devmem': {
    commit: '4ef589dc9b10',
    title: 'mm/hmm/devmem: device memory hotplug using ZONE_DEVICE',
    since: '4.14',
    effect: 'A driver can create struct pages for memory that the CPU cannot access, at unused addresses.',
  },
  'pgmap-release-span': {
    commit: '10a0cd6e4932',
    title: 'mm: Fix memory size alignment in devm_memremap_pages_release()',
    since: '4.16',
    backports: ['4.14.67'],
    fixes: 'memremap-section-rounding',
    effect: 'Releasing a mapping across a section boundary also removes its last section.',
  },
  'pgmap-collision-release': {
    commit: '77dd66a3c67c',
    title: 'mm: Fix devm_memremap_pages() collision handling',
    since: '4.16',
    fixes: 'pgmap-radix-by-section',
    effect: 'A failed mapping no longer removes the conflicting mapping from the lookup.',
  },
  'dev-pagemap-struct': {
    commit: 'e8d513483300',
    title: 'memremap: change devm_memremap_pages interface to use struct dev_pagemap',
    since: '4.16',
    effect:
      'The altmap is passed as an argument instead of looked up; a collision logs `failed: -17` instead of the name of the other mapping.',
  },
  'same-section-conflict': {
    commit: '15d36fecd0bd',
    title: 'mm: disallow mappings that conflict for devm_memremap_pages()',
    since: '4.18',
    fixes: 'pgmap-radix-by-pfn',
    effect: 'A mapping whose first or last section is already mapped fails with a WARN and -ENOMEM.',
  },
  'pgmap-xarray': {
    commit: 'bcfa4b72111c',
    title: 'memremap: convert to XArray',
    since: '4.20',
    effect: 'A mapping that encloses a smaller one silently replaces it in the lookup.',
  },
  'memmap-init-zone-device': {
    commit: '966cf44f637e',
    title: 'mm: defer ZONE_DEVICE page initialization to the point where we init pgmap',
    since: '4.20',
    effect: 'Each mapping logs `DEVICE initialised, N pages in Mms`.',
  },
  'pci-p2pdma': {
    commit: '52916982af48',
    title: 'PCI/P2PDMA: Support peer-to-peer memory',
    since: '4.20',
    effect: 'A driver can create struct pages for a BAR, so that other devices can access it by DMA.',
  },
  'memremap-ram-is-error': {
    commit: '06489cfbd915',
    title: 'mm, devm_memremap_pages: kill mapping "System RAM" support',
    since: '5.0',
    backports: ['4.19.15', '4.20.2'],
    effect: 'Mapping only RAM fails with `attempted on ram region`; before, it succeeded without effect.',
  },
  'memremap-kill-cleanup': {
    commit: 'a95c90f1e2c2',
    title: 'mm, devm_memremap_pages: fix shutdown handling',
    since: '5.0',
    effect:
      'Releasing waits for all page references; it waits forever when the memmap extends beyond the end of a range that ends within a section.',
  },
  'memremap-gpl': {
    commit: '808153e1187f',
    title: 'mm, devm_memremap_pages: mark devm_memremap_pages() EXPORT_SYMBOL_GPL',
    since: '5.0',
    effect: 'Modules without a GPL-compatible licence cannot map device memory.',
    invisible: 'external modules cannot be loaded',
  },
  'memremap-pages': {
    commit: '6869b7b20659',
    title: 'memremap: provide a not device managed memremap_pages',
    since: '5.4',
    effect: 'WARNs come from memremap_pages, and a conflict no longer names the device.',
  },
  'pagemap-ranges': {
    commit: 'a4574f63edc6',
    title: "mm/memremap_pages: convert to 'struct range'",
    since: '5.10',
    effect: 'WARNs come from pagemap_range and print the range as two numbers.',
  },
  'section-taint-zone-device': {
    commit: '1f90a3477df3',
    title: 'mm: teach pfn_to_online_page() about ZONE_DEVICE section collisions',
    since: '5.12',
    fixes: 'soft-offline-by-pfn',
    effect: 'Device pages in a section shared with RAM no longer count as online RAM.',
  },
  'devmap-bits-gone': {
    commit: 'd438d2734170',
    title: 'mm: remove devmap related functions and page table bits',
    since: '6.17',
    effect: 'Page tables do not mark pages of devices.',
    invisible: 'page tables of programs are not modelled',
  },
} as const satisfies Changes;
