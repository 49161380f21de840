/** History of drivers/nvdimm and its firmware drivers: regions, labels, namespaces, pfn, btt. */
import type { Changes } from './change.ts';

export const NVDIMM_CHANGES = {
  'memory-mode-in-sysfs': {
    commit: '0731de0dd95b',
    title: "libnvdimm, pfn: move 'memory mode' indication to sysfs",
    since: '4.5',
    effect: 'A namespace has the attribute `mode`; disks with struct pages are no longer named pmem0m.',
  },
  'pfn-mode-pmem': {
    commit: 'd2c0f041e1bb',
    title: 'libnvdimm, pfn, pmem: allocate memmap array in persistent memory',
    since: '4.5',
    effect: 'A pfn device accepts mode pmem and has `align`; before, writing pmem failed with ENOTTY.',
  },
  'pfn-padding': {
    commit: 'cfe30b872058',
    title: 'libnvdimm, pmem: adjust for section collisions with System RAM',
    since: '4.6',
    effect:
      'fsdax and devdax exclude the ends of a namespace that share a section with RAM (info block 1.1).',
  },
  'pfn-resource-size-attrs': {
    title: 'libnvdimm, pfn: add resource and size attributes',
    since: '4.6',
    effect: 'pfnX.Y has the attributes `resource` and `size`.',
  },
  'nsio-first-probe': {
    commit: '200c79da824c',
    title: 'libnvdimm, pmem, pfn: make pmem_rw_bytes generic and refactor pfn setup',
    since: '4.7',
    effect: 'A probe opens the namespace for raw access first; before, it mapped the raw disk first.',
  },
  'btt-size-attr': {
    title: 'libnvdimm, btt: add a size attribute',
    since: '4.8',
    effect: 'bttX.Y has the attribute `size`.',
  },
  'pfn-align-decimal': {
    title: 'libnvdimm, pfn: print the alignment in decimal',
    since: '4.9',
    effect: '`align` of a pfn device reads 2097152 instead of 200000.',
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
  'npfns-section-rounded': {
    commit: 'd5483feda85a',
    title: 'libnvdimm: fix the alignment of the space for struct pages',
    since: '4.12',
    until: '5.3',
    backports: ['4.9.35'],
    effect: 'An info block reserves struct pages for whole sections.',
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
  'btt-v2': {
    commit: '14e494542636',
    title: 'libnvdimm, btt: BTT updates for UEFI 2.7 format',
    since: '4.13',
    effect: 'A btt on a namespace with a 256-byte label starts at offset 0 of the namespace.',
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
  'supported-alignments': {
    title: 'libnvdimm, pfn: show the supported alignments',
    since: '4.14',
    effect: 'pfn and dax devices have `supported_alignments`; without it ndctl accepts only 4 KiB.',
  },
  'pfn-end-alignment': {
    title: 'libnvdimm, pfn: pad the end to the alignment',
    since: '4.15',
    backports: ['4.14.67'],
    effect: 'The unaligned end of a namespace is truncated, and the message is `alignment collision`.',
  },
  'bad-offset-by-address': {
    title: 'libnvdimm, pfn: check the alignment of addresses, not of offsets',
    since: '4.15',
    backports: ['4.14.67'],
    effect: 'The check behind `bad offset` uses the address of the data instead of its offset.',
  },
  'btt-log-index': {
    commit: '24e3a7fb60a9',
    title: 'libnvdimm, btt: Fix an incompatibility in the log layout',
    since: '4.15',
    backports: ['4.14.67'],
    effect:
      'Log entries of a btt are adjacent, as in the specification; before, each was followed by padding of its own size.',
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
  'pfn-padding-regions': {
    commit: 'ae86cbfef381',
    title: 'libnvdimm, pfn: Pad pfn namespaces relative to other regions',
    since: '4.20',
    backports: ['4.19.13'],
    effect: 'fsdax and devdax also exclude the ends of a namespace that share a section with another region.',
  },
  'btt-log-zero-flags': {
    commit: '9dedc73a4658',
    title: "libnvdimm/btt: Fix LBA masking during 'free list' population",
    since: '5.1',
    effect: 'bttX.Y has the attribute `log_zero_flags`.',
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
  'pfn-padding-once': {
    title: 'libnvdimm/pfn: Fix over-trim in trim_pfn_device()',
    since: '5.1',
    fixes: 'pfn-padding-regions',
    effect: "The check of a namespace's end against other regions adds the padding once instead of twice.",
  },
  'label-tracking': {
    commit: 'c4703ce11c23',
    title: 'libnvdimm/namespace: Fix label tracking error',
    since: '5.2',
    effect: 'Changing the uuid of a namespace frees the label of the old uuid.',
  },
  'pfn-no-padding': {
    commit: 'a3619190d62e',
    title: 'libnvdimm/pfn: stop padding pmem namespaces to section alignment',
    since: '5.3',
    effect: 'Only the unaligned end of a namespace is excluded (info block 1.3).',
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
  'pfn-page-size-in-block': {
    commit: 'e96f0bf2ec92',
    title: 'libnvdimm/pfn_dev: Add page size and struct page size to pfn superblock',
    since: '5.5',
    effect:
      'Info blocks are version 1.4: they store page size and struct page size, and larger pages or struct pages too small for the kernel are refused.',
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
  'eopnotsupp-validate': {
    title: 'libnvdimm/pfn: distinguish an unusable info block from a missing one',
    since: '5.7',
    effect: 'A namespace with an unusable info block stays disabled; before, it appeared in raw mode.',
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
  'pfn-small-namespace': {
    title: 'nvdimm/pfn: reject an info block whose data offset leaves no data',
    since: '6.12',
    effect:
      'nd_pfn_validate logs `bad offset with small namespace`, and nd_pfn_init subtracts the truncated end.',
  },
  ramdax: {
    title: 'nvdimm: allow exposing RAM carveouts as NVDIMM DIMM devices',
    since: '6.19',
    effect: 'A memmap= range can be a DIMM with a label area of 128 KiB, on a bus `ramdax`.',
    invisible: 'the range keeps e820_pmem until driver_override names ramdax, which is not modelled',
  },
} as const satisfies Changes;
