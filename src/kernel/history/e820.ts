/** History of arch/x86/kernel/e820.c: the memory map, its messages and its resources. */
import type { Changes } from './change.ts';

export const E820_CHANGES = {
  'max-pfn-ram-only': {
    title: 'x86/mm: exclude persistent memory from the end of RAM',
    since: '4.9',
    effect: 'last_pfn, the nodes and the memory block size no longer include emulated persistent memory.',
  },
  'e820-reserved-capital': {
    title: 'x86/boot/e820: name the resources of the map by their type',
    since: '4.12',
    effect: '/proc/iomem shows `Reserved` and `Unknown E820 type`; before, it showed `reserved` for both.',
  },
  'e820-memmap-percent': {
    commit: 'ef61f8a340fd',
    title: 'x86/boot/e820: Implement a range manipulation operator',
    since: '4.17',
    effect: 'The command line accepts memmap=SIZE%START-OLD+NEW.',
  },
  'e820-no-prefix': {
    title: 'x86/e820: drop the prefix of lines that print the map',
    since: '4.18',
    effect: '`BIOS-provided physical RAM map:` and other lines about the map have no prefix `e820: `.',
  },
  'e820-reserve-holes': {
    commit: '124049decbb1',
    title: 'x86/e820: put !E820_TYPE_RAM regions into memblock.reserved',
    since: '4.18',
    until: '4.19',
    effect: 'Struct pages of holes in present sections are initialised.',
    invisible: 'struct pages of holes are not modelled',
  },
  'soft-reserved': {
    commit: '262b45ae3ab4',
    title: 'x86/efi: EFI soft reservation to E820 enumeration',
    since: '5.5',
    effect:
      'Special purpose memory of EFI is `soft reserved` and no RAM, unless efi=nosoftreserve is set; before, it was usable.',
  },
  'no-merge-soft-reserved': {
    title: 'x86/e820: do not merge soft reserved ranges',
    since: '5.10',
    effect: 'Adjacent soft reserved e820 ranges are not merged; persistent ranges never were.',
  },
  'efi-fake-mem-dropped': {
    commit: '37aee82c213d',
    title: 'x86/efi: Drop support for fake EFI memory maps',
    since: '6.11',
    effect: 'efi_fake_mem= has no effect.',
  },
  'last-pfn-counts-acpi': {
    title: 'x86/e820: include ACPI ranges in the end of memory',
    since: '6.12',
    effect: 'last_pfn and the faked node include ACPI tables above the end of RAM.',
  },
  'no-local-apic-resource': {
    title: 'x86/apic: do not register a resource for the local APIC',
    since: '6.12',
    effect: '/proc/iomem has no `Local APIC` line.',
  },
  'soft-reserved-deferred': {
    commit: 'bc62f5b308cb',
    title: 'dax/hmem, e820, resource: Defer Soft Reserved insertion until hmem is ready',
    since: '7.0',
    effect: '/proc/iomem has no `Soft Reserved` line; a range appears with the driver that claims it.',
  },
  'e820-print-gaps': {
    commit: '4d8e5a682be4',
    title: 'x86/boot/e820: Print gaps in the E820 table',
    since: '7.0',
    effect: 'The log shows the gaps of the memory map, and registers RAM buffers instead of reserving them.',
  },
  'e820-device-reserved': {
    commit: '4a7a13e04c05',
    title: 'x86/boot/e820: Improve e820_print_type() messages',
    since: '7.0',
    effect:
      'The log calls types of the map `System RAM`, `device reserved` and `persistent RAM`; before, `usable`, `reserved` and `persistent`.',
  },
  'e820-highest-gap': {
    commit: 'f40f3f32b345',
    title: 'x86/boot/e820: Change e820_search_gap() to search for the highest-address PCI gap',
    since: '7.0',
    effect:
      'Of two largest gaps below 4 GiB the higher one is available for PCI devices, and one at 0 counts.',
  },
} as const satisfies Changes;
