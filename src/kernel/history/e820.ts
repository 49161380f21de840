/** History of arch/x86/kernel/e820.c: the memory map, its wording and what becomes of it. */
import type { Changes } from './change.ts';

export const E820_CHANGES = {
  'max-pfn-ram-only': {
    title: 'x86/mm: do not count persistent memory as RAM when the end of memory is looked for',
    since: '4.9',
    effect: 'last_pfn, the nodes and the memory block size no longer reach over emulated persistent memory.',
  },
  'e820-reserved-capital': {
    title: 'x86/boot/e820: give resources of the map their proper names',
    since: '4.12',
    effect: '/proc/iomem says `Reserved` and `Unknown E820 type` where it said `reserved`.',
  },
  'e820-memmap-percent': {
    commit: 'ef61f8a340fd',
    title: 'x86/boot/e820: Implement a range manipulation operator',
    since: '4.17',
    effect: 'The command line knows memmap=SIZE%START-OLD+NEW.',
  },
  'e820-no-prefix': {
    title: 'x86/e820: drop the prefix of the lines that print the map',
    since: '4.18',
    effect: '`BIOS-provided physical RAM map:` has no `e820: ` in front, nor have its siblings.',
  },
  'e820-reserve-holes': {
    commit: '124049decbb1',
    title: 'x86/e820: put !E820_TYPE_RAM regions into memblock.reserved',
    since: '4.18',
    until: '4.19',
    effect: 'Holes of the map have initialised struct pages where a section has any.',
    invisible: 'nobody looks at the struct pages of holes',
  },
  'no-merge-soft-reserved': {
    title: 'e820: soft reserved ranges are never merged',
    since: '5.10',
    effect: 'Adjacent soft reserved e820 ranges stay apart, as persistent ones always did.',
  },
  'last-pfn-counts-acpi': {
    title: 'x86/e820: let ACPI ranges count when the end of memory is looked for',
    since: '6.12',
    effect: 'last_pfn and with it the faked node reach over ACPI tables above the end of RAM.',
  },
  'no-local-apic-resource': {
    title: 'x86/apic: the local APIC is no resource any more',
    since: '6.12',
    effect: '/proc/iomem has no `Local APIC` line.',
  },
} as const satisfies Changes;
