/** History of drivers/nvdimm and its firmware drivers: regions, labels, namespaces. info-blocks.ts has pfn and btt. */
import type { Changes } from './change.ts';

export const NVDIMM_CHANGES = {
  'memory-mode-in-sysfs': {
    commit: '0731de0dd95b',
    title: "libnvdimm, pfn: move 'memory mode' indication to sysfs",
    since: '4.5',
    effect: 'A namespace has the attribute `mode`; disks with struct pages are no longer named pmem0m.',
  },
  'nsio-first-probe': {
    commit: '200c79da824c',
    title: 'libnvdimm, pmem, pfn: make pmem_rw_bytes generic and refactor pfn setup',
    since: '4.7',
    effect: 'A probe opens the namespace for raw access first; before, it mapped the raw disk first.',
  },
  'iomem-namespace-name': {
    commit: '450c6633e874',
    title: 'libnvdimm: use consistent naming for request_mem_region()',
    since: '4.12',
    effect:
      '/proc/iomem shows the name of the namespace; before, it showed the probed device, pfn0.0 or btt0.0.',
  },
  'labels-without-blk': {
    commit: '42237e393f64',
    title: 'libnvdimm: allow a platform to force enable label support',
    since: '4.12',
    effect:
      'Regions of DIMMs with valid labels can be divided into namespaces even when the firmware lists no block windows.',
  },
  'region-resource': {
    title: 'libnvdimm, region: add resource, badblocks and deep_flush attributes',
    since: '4.12',
    effect: 'A region has the attributes `resource`, `badblocks` and `deep_flush`.',
  },
  'region-driver-disabled-dimm-err': {
    title: 'libnvdimm: log the DIMM that prevents a region from being enabled',
    since: '4.12',
    effect: 'Enabling a region with a disabled DIMM logs `nmem0: is disabled, failing probe`.',
  },
  'labels-v1.2': {
    commit: '564e871aa66f',
    title: 'libnvdimm, label: add v1.2 label support',
    since: '4.13',
    effect: 'Labels of 256 bytes are supported, and are the default for an uninitialised label area.',
  },
  'label-index-by-slots': {
    title: 'libnvdimm, label: size an index block by the number of labels',
    since: '4.13',
    effect: 'Label areas initialised by ndctl are accepted regardless of their size.',
  },
  'holder-class': {
    commit: 'b3fde74ea195',
    title: 'libnvdimm, label: add address abstraction identifiers',
    since: '4.13',
    effect:
      'A namespace records its intended use in `holder_class`, and info blocks of other kinds are ignored.',
  },
  'mapping-position': {
    title: 'libnvdimm: show the position of a mapping in its interleave set',
    since: '4.13',
    effect: 'mappingN of a region ends with the position in the interleave set.',
  },
  'pmem-sector-size': {
    commit: 'f979b13c3cc5',
    title: 'libnvdimm, label: honor the lba size specified in v1.2 labels',
    since: '4.13',
    effect: 'A pmem namespace has the attribute `sector_size`.',
  },
  'persistence-domain': {
    commit: '96c3a239054a',
    title: 'libnvdimm: expose platform persistence attribute for nd_region',
    since: '4.16',
    effect: 'A region has `persistence_domain` when the firmware reports it.',
  },
  'min-namespace-page': {
    title: 'libnvdimm: lower the minimum size of a namespace to a page',
    since: '4.18',
    effect: 'Namespaces smaller than 4 MiB can be probed.',
  },
  'e820-walk-descends': {
    title: 'x86/pmem: find persistent memory at any depth of the resource tree',
    since: '4.18',
    effect: 'memmap=SIZE!START inside a PCI window creates a region.',
  },
  'max-available-extent': {
    commit: '1e687220a6a2',
    title: 'libnvdimm: Export max available extent',
    since: '4.19',
    effect: 'A region has the attribute `max_available_extent`.',
  },
  'size-by-contiguous': {
    commit: '12e3129e29b4',
    title: 'libnvdimm: Use max contiguous area for namespace size',
    since: '4.19',
    effect: 'A size larger than the largest free extent is refused before anything is allocated.',
  },
  'label-slots-exact': {
    title: 'libnvdimm, label: compute the number of label slots exactly',
    since: '4.19',
    effect: 'A 128 KiB area has 1020 labels of 128 bytes.',
  },
  'namespace-locked-eacces': {
    title: 'libnvdimm: refuse namespaces of locked DIMMs',
    since: '4.19',
    effect: 'Probing a namespace on a locked DIMM fails with EACCES.',
  },
  'honor-force-raw': {
    commit: 'fa7d2e639cd9',
    title: 'libnvdimm/pmem: Honor force_raw for legacy pmem regions',
    since: '5.1',
    effect:
      'With force_raw an e820 namespace is mapped without struct pages, so that its info block can be wiped.',
  },
  'label-flag-cleared': {
    commit: '966d23a006ca',
    title: 'libnvdimm/label: Clear updating flag after label-set update',
    since: '5.1',
    effect: 'The updating flag of labels is cleared at the end of an update.',
  },
  'label-tracking': {
    commit: 'c4703ce11c23',
    title: 'libnvdimm/namespace: Fix label tracking error',
    since: '5.2',
    effect: 'Changing the uuid of a namespace frees the label of the old uuid.',
  },
  'virtio-pmem': {
    commit: '6e84200c0a29',
    title: 'virtio-pmem: Add virtio pmem driver',
    since: '5.3',
    effect: 'The memory of a virtio-pmem device is a region without labels, on a bus of its own.',
  },
  'probe-window-8k': {
    commit: '8f4b01fcded2',
    title: 'libnvdimm/namespace: Differentiate between probe mapping and runtime mapping',
    since: '5.5',
    effect: 'Looking for an info block reserves 8 KiB of the namespace instead of all of it.',
  },
  'region-align': {
    commit: '2522afb86a8c',
    title: 'libnvdimm/region: Introduce an align attribute',
    since: '5.7',
    effect: 'A region has `align`, 16 MiB by default, and sizes must be multiples of it.',
  },
  'labeling-flag': {
    commit: 'a0e374525def',
    title: 'libnvdimm/region: Introduce NDD_LABELING',
    since: '5.7',
    effect: '`flags` of a DIMM with labels reads `label`; before, it read `alias`.',
  },
  'misaligned-unable-to-map': {
    commit: '6acd7d5ef264',
    title: 'libnvdimm/namespace: Enforce memremap_compat_align()',
    since: '5.7',
    effect: 'A namespace that is not aligned to 2 MiB fails to probe with `misaligned, unable to map`.',
  },
  'phys-to-target-node': {
    title: 'libnvdimm/e820: Retrieve and populate correct node ids',
    since: '5.7',
    effect: 'A region outside RAM has node -1 unless the firmware assigns one.',
  },
  'region-ro-toggles': {
    commit: '2361db89aaad',
    title: 'libnvdimm: Notify disk drivers to revalidate region read-only',
    since: '5.12',
    effect:
      'Writing `read_only` of a region updates its disks at once, in both directions; before, a disk took the state when it was added.',
  },
  'uuid-with-dashes': {
    commit: 'd1c6e08e7503',
    title: 'libnvdimm/labels: Add uuid helpers',
    since: '5.16',
    effect: 'A uuid is written with its dashes; before, they could be missing, or be colons.',
  },
  'no-blk-namespaces': {
    title: 'nvdimm: remove block namespaces',
    since: '5.18',
    effect:
      'Block windows of a DIMM are ignored; `max_available_extent` of a set skips DIMMs without free space.',
  },
  'small-region-align': {
    commit: 'd9d290d7e659',
    title: 'nvdimm/region: Fix default alignment for small regions',
    since: '5.18',
    backports: ['5.10.110', '5.15.33', '5.16.19', '5.17.2'],
    effect: '`align` of a region below 16 MiB is one page by default; before, 16 MiB.',
    fixes: 'region-align',
  },
  'unmapped-region-align': {
    commit: '2e5021cc42ba',
    title: 'libnvdimm/region: Allow setting align attribute on regions without mappings',
    since: '6.1',
    effect: '`align` of a region without DIMMs can be written; before, the write failed with ENXIO.',
    fixes: 'region-align',
  },
  'virtio-pmem-nodes': {
    title: 'virtio_pmem: populate numa information',
    since: '6.3',
    effect: 'A virtio-pmem region has the node of its address; before it had none, and target node 0.',
  },
  ramdax: {
    title: 'nvdimm: allow exposing RAM carveouts as NVDIMM DIMM devices',
    since: '6.19',
    effect: 'A memmap= range can be a DIMM with a label area of 128 KiB, on a bus `ramdax`.',
    invisible: 'the range keeps e820_pmem until driver_override names ramdax, which is not modelled',
  },
} as const satisfies Changes;
