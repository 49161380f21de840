/** History of drivers/dax: device-dax and kmem. */
import type { Changes } from './change.ts';

export const DAX_CHANGES = {
  'device-dax': {
    commit: 'ab68f2622136',
    title: '/dev/dax, pmem: direct access to persistent memory',
    since: '4.7',
    effect: 'Regions have dax devices and namespaces can be in devdax mode (info block 1.2).',
  },
  'dax-region-attrs': {
    commit: 'd7fe1a67f658',
    title: 'device-dax: add region attributes',
    since: '4.10',
    effect: 'A dax region has the attributes `id`, `size` and `align`.',
  },
  'dax-id-from-namespace': {
    title: 'device-dax: name the device after its namespace',
    since: '4.12',
    effect: 'The device of namespace0.3 is dax0.3; before, the device of every namespace was daxN.0.',
  },
  'dax-pmem-wait-hang': {
    title: 'device-dax: wait for references when the probe fails',
    since: '4.12',
    until: '4.19',
    effect: 'A devdax namespace that cannot be mapped blocks the command forever.',
  },
  'dax-bus': {
    commit: '9567da0b408a',
    title: 'device-dax: Introduce bus + driver model',
    since: '5.1',
    effect:
      'A dax device is a device of the dax bus: it maps its data itself, and its probe can fail without failing the namespace.',
  },
  'dax-label-reserve-dropped': {
    title: 'device-dax: drop the label reserve',
    since: '5.1',
    effect: 'A devdax namespace has 128 KiB more data.',
  },
  'dax-target-node': {
    commit: '8fc5c73554db',
    title: 'acpi/nfit, device-dax: Identify differentiated memory with a unique numa-node',
    since: '5.1',
    effect: 'A dax device has the attribute `target_node`.',
  },
  kmem: {
    commit: 'c221c0b0308f',
    title: 'device-dax: "Hotplug" persistent memory for use like normal RAM',
    since: '5.1',
    effect: 'A dax device can be added as System RAM; it cannot be removed again before 5.3.',
  },
  'kmem-hot-remove': {
    commit: '9f960da72b25',
    title: 'device-dax: "Hotremove" persistent memory that is used like normal RAM',
    since: '5.3',
    effect: 'System RAM of a dax device can be removed once it is offline.',
  },
  'system-ram-kmem': {
    commit: '8a725e4694b3',
    title: 'device-dax: add memory via add_memory_driver_managed()',
    since: '5.8',
    effect: '/proc/iomem shows `System RAM (kmem)`, and /sys/firmware/memmap does not list the memory.',
  },
  'hmem-soft-reserved': {
    commit: '5ccac54f3e12',
    title: 'ACPI: HMAT: attach a device for each soft-reserved range',
    since: '5.10',
    effect:
      'Soft Reserved memory is a dax region, hmem.N, which daxctl divides into devices (`dax_region/create`, `delete`, `seed`).',
  },
  'kmem-ranges': {
    title: 'device-dax/kmem: add memory by the ranges of a device',
    since: '5.10',
    effect: 'Messages of kmem name the mapping; a range without a whole memory block is skipped.',
  },
  'dax-device-align': {
    title: 'device-dax: add resource, align and mapping attributes',
    since: '5.10',
    effect: 'A dax device has the attributes `align` and `resource` and a mappingN for each range.',
  },
  'kmem-rejects-empty': {
    title: 'dax/kmem: reject a device without a whole memory block',
    since: '5.15',
    effect: 'kmem logs `rejecting DAX region without any memory after alignment` and fails.',
  },
  'kmem-memory-group': {
    commit: 'eedf634aac3b',
    title: 'dax/kmem: use a single static memory group for a single probed unit',
    since: '5.15',
    effect: 'A device whose node is not possible is refused without a message; before, with a WARN.',
  },
  'dax-pgmap-of-device': {
    commit: 'fc65c4eb0b2a',
    title: 'device-dax: ensure dev_dax->pgmap is valid for dynamic devices',
    since: '5.17',
    effect:
      'After a probe of device_dax that failed, each further one of a Soft Reserved device fails with `dynamic-dax with pre-populated page map`.',
  },
  'hmem-registered-late': {
    commit: '7dab174e2e27',
    title: 'dax/hmem: Move hmem device registration to dax_hmem.ko',
    since: '6.3',
    effect:
      '/proc/iomem has no line hmem.N around Soft Reserved memory, and regions of persistent memory get their numbers first.',
  },
  'dax-match-type': {
    commit: 'e9ee9fe3a9d4',
    title: 'dax: Assign RAM regions to memory-hotplug by default',
    since: '6.3',
    effect:
      'Dax devices of Soft Reserved memory match kmem and stay idle until it is loaded; before, device_dax bound them at boot.',
  },
  'dax-memmap-on-memory': {
    commit: '73954d379efd',
    title: 'dax: add a sysfs knob to control memmap_on_memory behavior',
    since: '6.8',
    effect: 'A dax device has the attribute `memmap_on_memory`.',
  },
  'dax-region-rwsem': {
    commit: 'c05ae9d85b47',
    title: 'dax/bus.c: replace driver-core lock usage by a local rwsem',
    since: '6.9',
    effect: 'A misaligned write to `mapping` succeeds without effect; before it was refused.',
  },
  'kmem-truncation-line': {
    title: 'dax: warn when kmem regions are truncated for memory block alignment',
    since: '6.15',
    effect: 'kmem logs `DAX region truncated by SIZE due to alignment`.',
  },
  'fsdev-dax': {
    commit: 'd5406bd458b0',
    title: 'dax: add fsdev.c driver for fs-dax on character dax',
    since: '7.1',
    effect: 'A dax device can have the driver fsdev_dax, for file systems without a block device.',
    invisible: 'no tool here gives a device to it',
  },
  'soft-reserved-ownership': {
    commit: 'e4de6b910bf3',
    title: 'dax/hmem, cxl: Defer and resolve Soft Reserved ownership',
    since: '7.1',
    effect: 'A Soft Reserved range in a CXL window goes to CXL when its regions cover it, else to hmem.',
    invisible: 'no platform here has a Soft Reserved range in a CXL window',
  },
  'hmem-parent': {
    commit: '059edcc405e4',
    title: 'dax/hmem: Parent dax_hmem devices',
    since: '7.1',
    effect: 'The device hmem.N of a Soft Reserved range is in the directory of hmem_platform.0.',
  },
  'kmem-state': {
    title: 'dax/kmem: add sysfs interface for atomic whole-device hotplug',
    since: '7.3',
    effect:
      'A dax device that kmem has shows `state`: its memory can be unplugged and plugged as a whole; memory that stays is `stuck online until reboot`.',
  },
} as const satisfies Changes;
