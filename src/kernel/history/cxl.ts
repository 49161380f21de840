/** History of drivers/cxl: memdevs, ports, decoders, regions and what they hand to libnvdimm and dax. */
import type { Changes } from './change.ts';

export const CXL_CHANGES = {
  'cxl-memdevs': {
    title: 'cxl/mem: Introduce a driver for CXL-2.0-Type-3 endpoints',
    since: '5.12',
    effect: 'CXL devices show as memN with their sizes, and answer mailbox commands.',
  },
  'cxl-root-decoders': {
    title: 'cxl/acpi: Enumerate host bridge root ports',
    since: '5.14',
    effect: 'The windows of the platform show as decoder0.N, host bridges as portN.',
  },
  'cxl-pmem-bridge': {
    title: 'cxl/pmem: Add initial infrastructure for pmem support',
    since: '5.14',
    effect: 'A CXL device with persistent memory shows as an nmem on the nd bus CXL.',
  },
  'cxl-window-nodes': {
    commit: 'fd49f99c1809',
    title: 'ACPI: NUMA: Add a node and memblk for each CFMWS not in SRAT',
    since: '5.16',
    effect: 'The memory of a CXL window that the SRAT does not name has a node of its own.',
  },
  'cxl-endpoints': {
    title: 'cxl/mem: Add the cxl_mem driver',
    since: '5.18',
    effect: 'Memdevs get an endpoint port, and every port shows its decoders.',
  },
  'cxl-enumeration-reported': {
    title: 'cxl/port: Add a driver for struct cxl_port objects',
    since: '5.18',
    until: '6.3',
    effect: 'A port whose decoders cannot be read logs the errno.',
  },
  'cxl-regions': {
    title: 'cxl/region: Add region creation support',
    since: '6.0',
    effect: 'Regions are created from windows and devices: create_pmem_region, targetN, commit.',
  },
  'cxl-nvdimm-bind': {
    title: 'cxl/acpi: Simplify cxl_nvdimm_bridge probing',
    since: '6.2',
    effect: 'The drivers of cxl_pmem have no bind and unbind files.',
  },
  'cxl-nvdimm-id': {
    commit: 'b5807c80b5bc',
    title: 'cxl: add dimm_id support for __nvdimm_create()',
    since: '6.2',
    effect: 'nmemN of a CXL device shows `cxl/id` and `cxl/provider`, and ndctl the id.',
  },
  'cxl-nvdimm-security': {
    title: 'cxl/pmem: Introduce nvdimm_security_ops with ->get_flags() operation',
    since: '6.2',
    effect: 'nmemN of a CXL device with security commands has `security` and `frozen`.',
  },
  'cxl-host-bridges-by-pci': {
    title: 'cxl/acpi: Move rescan to the workqueue',
    since: '6.2',
    effect: 'Ports and targets name a host bridge by PCI (pci0000:0c), before by ACPI (ACPI0016:00).',
  },
  'cxl-nvdimm-with-memdev': {
    commit: 'f17b558d6663',
    title: 'cxl/pmem: Refactor nvdimm device registration, delete the workqueue',
    since: '6.2',
    effect: 'Disabling a memdev removes its nmem; before, the nmem remained.',
  },
  'cxl-xor-arithmetic': {
    commit: 'f9db85bfec0d',
    title: 'cxl/acpi: Support CXL XOR Interleave Math (CXIMS)',
    since: '6.2',
    effect: 'Windows with XOR arithmetic become root decoders.',
  },
  'cxl-parent-dport': {
    title: "cxl/port: Link the 'parent_dport' in portX/ and endpointX/ sysfs",
    since: '6.3',
    effect: 'A port shows `parent_dport`: the downstream port of the port above that leads to it.',
  },
  'cxl-ram-regions': {
    commit: '6e099264185d',
    title: 'cxl/region: Add volatile region creation support',
    since: '6.3',
    effect: 'create_ram_region makes regions of RAM, which dax_cxl hands to dax.',
  },
  'cxl-auto-regions': {
    commit: 'a32320b71f08',
    title: 'cxl/region: Add region autodiscovery',
    since: '6.3',
    effect: 'Regions that the firmware committed show as regionN.',
  },
  'cxl-detach-by-depth': {
    commit: '2345df54249c',
    title: 'cxl/memdev: Fix endpoint port removal',
    since: '6.3',
    effect:
      'A port that was disabled and enabled routes regions to its devices; before, their targets were freed memory, shown as poison (0x6b6b6b6b) here.',
  },
  'cxl-region-mode': {
    commit: '7d505f982f7a',
    title: 'cxl/region: Add a mode attribute for regions',
    since: '6.3',
    effect: 'A region shows `mode`.',
  },
  'cxl-region-uuid-always': {
    commit: 'a8e7d558f6ad',
    title: 'cxl/region: Clarify when a cxld->commit() callback is mandatory',
    since: '6.3',
    effect: 'A region of RAM shows an empty `uuid`.',
  },
  'cxl-maps-component-registers': {
    title: 'cxl/hdm: Use stored Component Register mappings to map HDM decoder capability',
    since: '6.5',
    effect: '/proc/iomem shows the registers of the decoders alone, before the whole block.',
  },
  'cxl-single-way-decoders': {
    title: 'cxl/port: Fall back to a passthrough decoder only without HDM decoder registers',
    since: '6.5',
    effect: 'A host bridge with a single root port uses its decoder registers when it has them.',
  },
  'cxl-qos-class': {
    commit: '529c0a44045e',
    title: 'cxl: Export QTG ids from CFMWS to sysfs as qos_class attribute',
    since: '6.7',
    effect: 'A window shows `qos_class`.',
  },
  'cxl-decoders-committed': {
    commit: '05e37b2138a6',
    title: 'cxl: Add decoders_committed sysfs attribute to cxl_port',
    since: '6.7',
    effect: 'A port shows the number of its committed decoders.',
  },
  'cxl-granularity-from-parent': {
    title: 'cxl/region: Fix x1 root-decoder granularity calculations',
    since: '6.7',
    effect: 'A switch interleaves at the granularity of the port above times its ways.',
  },
  'cxl-region-access': {
    commit: 'c20eaf44113e',
    title: 'cxl/region: Add sysfs attribute for locality attributes of CXL regions',
    since: '6.9',
    effect: 'A region has directories access0 and access1, empty without an HMAT.',
  },
  'cxl-dirty-shutdown-count': {
    title: 'cxl/pmem: Export dirty shutdown count via sysfs',
    since: '6.15',
    effect: 'Probing an nmem logs that its device does not count dirty shutdowns.',
  },
  'cxl-reports-features': {
    title: 'cxl: Add mce notifier to emit aliased address for extended linear cache',
    since: '6.15',
    effect: 'Each device logs that notices of memory errors are unsupported, unless CXL_MCE is set.',
  },
  'cxl-dpa-partitions': {
    title: 'cxl: Kill enum cxl_decoder_mode',
    since: '6.15',
    effect:
      'For a decoder without a mode dpa_size fails with EBUSY and targetN with ENODEV, not EINVAL; mode fails with EINVAL, not ENXIO, if the device has no such memory.',
  },
  'cxl-extended-linear-cache': {
    title: 'acpi/hmat / cxl: Add extended linear cache support for CXL',
    since: '6.15',
    effect: 'A root without an HMAT logs that memory side caches are unknown.',
  },
  'cxl-attach-warns': {
    title: 'cxl/region: Add a dev_warn() on registration failure',
    since: '6.16',
    effect: 'A decoder that cannot be attached to a region is reported with the errno.',
  },
  'cxl-dports-on-demand': {
    title: 'cxl: Defer dport allocation for switch ports',
    since: '6.18',
    effect: 'The downstream ports and decoders of a port appear with the first memdev below them.',
  },
  'cxl-quiet-without-cache': {
    commit: 'f0c5d3bc2830',
    title: 'cxl: Adjust extended linear cache failure emission in cxl_acpi',
    since: '6.19',
    effect: 'A root without an HMAT no longer logs that memory side caches are unknown.',
  },
  'cxl-locked-regions': {
    commit: '0a70b7cd397e',
    title: 'cxl: Test CXL_DECODER_F_LOCK as a bitmask',
    since: '7.0',
    effect: 'A region with a locked decoder stays committed: writing 0 to commit fails with EPERM.',
  },
} satisfies Changes;
