/**
 * The kernel's history as data. A change is one thing that a user can see and that came with one commit
 * or series; a release is the set of changes in it. Kernel code asks `k.has('subsection-hotplug')` and
 * never for a version.
 */

export interface Change {
  /** Abbreviated commit, where it is known. */
  commit?: string;
  title: string;
  /** First mainline release that has it. */
  since: string;
  /** What a user sees of it, in one sentence. */
  effect: string;
}

/** Every change, by id; code must use an id from here. */
export const CHANGES = {
  'no-merge-soft-reserved': {
    title: 'e820: soft reserved ranges are never merged',
    since: '5.10',
    effect: 'Adjacent soft reserved e820 ranges stay apart, as persistent ones always did.',
  },
  'misaligned-end-has-0x': {
    title: 'mm/memory_hotplug: print the end of a misaligned range with 0x',
    since: '6.12',
    effect: 'The WARN of check_pfn_span says `end: 0x..` where it said `end: #..` before.',
  },
  'probe-with-driver': {
    title: 'driver core: reword the message about a failed probe',
    since: '6.12',
    effect: 'A failed probe logs `DRIVER DEVICE: probe with driver DRIVER failed with error N`.',
  },
  'pfn-small-namespace': {
    title: 'nvdimm/pfn: refuse an info block whose data offset leaves no data',
    since: '6.12',
    effect:
      'nd_pfn_validate says `bad offset with small namespace` and nd_pfn_init counts the end truncation.',
  },
  'dax-memmap-on-memory': {
    title: 'dax: add a sysfs knob to control memmap_on_memory behavior',
    since: '6.8',
    effect: 'Devices of the dax bus have a `memmap_on_memory` attribute.',
  },
  'blk-mq-attribute-group': {
    title: 'blk-sysfs: add a new attr_group for blk_mq',
    since: '6.5',
    effect: 'queue/ of a pmem disk lacks nr_requests, rq_affinity, scheduler and wbt_lat_usec.',
  },
  'no-hybrid-polling': {
    title: 'blk-mq: remove hybrid polling',
    since: '6.4',
    effect: 'queue/io_poll_delay of a disk is always -1.',
  },
  'block-partscan': {
    title: 'block: add a partscan sysfs attribute for disks',
    since: '6.10',
    effect: 'A disk has a `partscan` attribute.',
  },
  'integrity-in-queue-limits': {
    title: 'block: move integrity information into queue_limits',
    since: '6.11',
    effect:
      'integrity/read_verify and write_generate of a disk without integrity data are 1; a btt disk has one integrity segment.',
  },
  'block-atomic-writes': {
    title: 'block: add core atomic write support',
    since: '6.11',
    effect: 'queue/ of a disk has the atomic_write_* limits.',
  },
  'zoneinfo-promo': {
    title: 'mm/vmstat: show the promotion watermark of a zone',
    since: '6.12',
    effect: '/proc/zoneinfo has a `promo` line after `high`.',
  },
  'crash-hotplug-attribute': {
    commit: '88a6f8994421',
    title: 'crash: memory and CPU hotplug sysfs attributes',
    since: '6.6',
    effect: '/sys/devices/system/memory has a `crash_hotplug` file.',
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
} as const satisfies Record<string, Change>;

export type ChangeId = keyof typeof CHANGES;
