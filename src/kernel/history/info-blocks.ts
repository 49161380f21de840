/** History of pfn, dax and btt devices of drivers/nvdimm and of their info blocks. */
import type { Changes } from './change.ts';

export const INFO_BLOCK_CHANGES = {
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
  'npfns-section-rounded': {
    commit: 'd5483feda85a',
    title: 'libnvdimm: fix the alignment of the space for struct pages',
    since: '4.12',
    until: '5.3',
    backports: ['4.9.35'],
    effect: 'An info block reserves struct pages for whole sections.',
  },
  'btt-v2': {
    commit: '14e494542636',
    title: 'libnvdimm, btt: BTT updates for UEFI 2.7 format',
    since: '4.13',
    effect: 'A btt on a namespace with a 256-byte label starts at offset 0 of the namespace.',
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
  'pfn-padding-once': {
    title: 'libnvdimm/pfn: Fix over-trim in trim_pfn_device()',
    since: '5.1',
    fixes: 'pfn-padding-regions',
    effect: "The check of a namespace's end against other regions adds the padding once instead of twice.",
  },
  'pfn-no-padding': {
    commit: 'a3619190d62e',
    title: 'libnvdimm/pfn: stop padding pmem namespaces to section alignment',
    since: '5.3',
    effect: 'Only the unaligned end of a namespace is excluded (info block 1.3).',
  },
  'pfn-page-size-in-block': {
    commit: 'e96f0bf2ec92',
    title: 'libnvdimm/pfn_dev: Add page size and struct page size to pfn superblock',
    since: '5.5',
    effect:
      'Info blocks are version 1.4: they store page size and struct page size, and larger pages or struct pages too small for the kernel are refused.',
  },
  'eopnotsupp-validate': {
    title: 'libnvdimm/pfn: distinguish an unusable info block from a missing one',
    since: '5.7',
    effect: 'A namespace with an unusable info block stays disabled; before, it appeared in raw mode.',
  },
  'pfn-small-namespace': {
    title: 'nvdimm/pfn: reject an info block whose data offset leaves no data',
    since: '6.12',
    effect:
      'nd_pfn_validate logs `bad offset with small namespace`, and nd_pfn_init subtracts the truncated end.',
  },
} as const satisfies Changes;
