/** Diagnostics of CXL, and the messages and calls that identify them. */
import type { Diagnostic } from '../codes.ts';

export const CXL_DIAGNOSTICS = {
  'cxl-no-window': {
    title: 'there is no such window',
    rule: 'A region is made in a window of the platform, which -d names by its root decoder (decoder0.0).',
    changes: ['cxl-root-decoders'],
    fixes: ['cxl-window'],
  },
  'cxl-not-capable': {
    title: 'the window is not for this kind of memory',
    rule: 'The firmware states for each window whether it takes persistent memory, RAM or both (CFMWS restrictions).',
    changes: [],
    fixes: ['cxl-window'],
  },
  'cxl-no-memdevs': {
    title: 'no memdev below the window',
    rule: 'A region is made of enabled memdevs below a host bridge that the window targets.',
    changes: ['cxl-endpoints'],
    fixes: ['cxl-memdevs'],
  },
  'cxl-memdev-count': {
    title: 'the ways are not the number of memdevs',
    rule: 'Each way is a memdev that is enabled and below a host bridge of the window, and --ways is as many as are named.',
    changes: ['cxl-endpoints'],
    fixes: ['cxl-memdevs'],
  },
  'cxl-ram-by-hand': {
    title: 'this version of cxl makes no regions of RAM',
    rule: 'cxl 76.1 refuses --type ram; the attributes of /sys make such a region (create_ram_region, targetN, commit).',
    changes: ['cxl-ram-regions'],
    fixes: [],
  },
  'cxl-unit': {
    title: 'the size is not a multiple of 256 MiB for each memdev',
    rule: 'Decoders count in 256 MiB, and every memdev of a region provides an equal share.',
    changes: [],
    fixes: ['cxl-size'],
  },
  'cxl-window-full': {
    title: 'not enough contiguous room in the window',
    rule: 'A region takes one contiguous part of its window, from the first free address that is large enough.',
    changes: [],
    fixes: ['cxl-size', 'cxl-window'],
  },
  'cxl-dpa-short': {
    title: 'a memdev has not enough free memory of this kind',
    rule: 'Each memdev gives size / ways of its device addresses, behind those that earlier decoders have.',
    changes: [],
    fixes: ['cxl-size', 'cxl-memdevs'],
  },
  'cxl-no-decoder': {
    title: 'a memdev has no free decoder',
    rule: 'A memdev takes part in as many regions as it has decoders, and its decoders are used in their order.',
    changes: [],
    fixes: ['cxl-memdevs'],
  },
  'cxl-ways': {
    title: 'the window or a port cannot interleave like this',
    rule: 'The ways of a region are those of its window times a power of two, at most 16; below a host bridge or a switch every port takes a power of two.',
    changes: [],
    fixes: ['cxl-memdevs', 'cxl-order'],
  },
  'cxl-granularity': {
    title: 'the granularity does not fit',
    rule: 'A granularity is a power of two from 256 to 16384; a window over several host bridges dictates its own.',
    changes: [],
    fixes: ['cxl-granularity'],
  },
  'cxl-position': {
    title: 'a memdev cannot be at this position',
    rule: 'Position n belongs to target n of the window (modulo its ways), and memdevs that share a port recur at equal distances.',
    changes: ['cxl-attach-warns'],
    fixes: ['cxl-order'],
  },
  'cxl-port-busy': {
    title: 'a port has no decoder for the region',
    rule: 'A region takes one decoder of every host bridge and switch above its memdevs; decoders are committed in the order of addresses, so a region must lie above those that a port has.',
    changes: [],
    fixes: ['cxl-memdevs'],
  },
  'cxl-locked': {
    title: 'the region is locked',
    rule: 'Firmware can lock decoders that it commits; a region with one stays as it is until a reset.',
    changes: ['cxl-locked-regions'],
    fixes: ['kernel'],
  },
  'cxl-active': {
    title: 'it is in use',
    rule: 'cxl removes an active region or memdev only with --force, or after it was disabled.',
    changes: [],
    fixes: ['force'],
  },
} as const satisfies Record<string, Diagnostic>;

type CxlCode = keyof typeof CXL_DIAGNOSTICS;

/** Messages of cxl. */
export const CXL_MESSAGES: readonly { code: CxlCode; pattern: RegExp }[] = [
  { code: 'cxl-no-window', pattern: /no root decoder specified|\S+ not found in CXL topology/ },
  { code: 'cxl-not-capable', pattern: /\S+ is not (?:pmem|volatile) capable/ },
  { code: 'cxl-no-memdevs', pattern: /no active memdevs found: .*/ },
  { code: 'cxl-ram-by-hand', pattern: /region type '\w+' not supported yet/ },
  { code: 'cxl-unit', pattern: /size \(\d+\) is not an integral multiple of interleave-ways \(\d+\)/ },
  { code: 'cxl-window-full', pattern: /region size 0x[0-9a-f]+ exceeds max available space/ },
  { code: 'cxl-dpa-short', pattern: /exceeds available capacity/ },
  { code: 'cxl-no-decoder', pattern: /could not get a free decoder for \S+/ },
  { code: 'cxl-memdev-count', pattern: /Interleave ways \d+ is (?:greater|less) than number of memdevs .*/ },
  { code: 'cxl-granularity', pattern: /only root decoder granularity .* permitted/ },
  { code: 'cxl-active', pattern: /\S+ active\. Disable it or use --force|\S+ is part of an active region/ },
];

/** Failures without a message, by function and errno. */
export const CXL_CALLS: Readonly<Record<string, CxlCode>> = {
  'alloc_hpa -EINVAL': 'cxl-unit',
  'alloc_hpa -ERANGE': 'cxl-window-full',
  'cxl_dpa_alloc -ENOSPC': 'cxl-dpa-short',
  'interleave_ways_store -EINVAL': 'cxl-ways',
  'interleave_granularity_store -EINVAL': 'cxl-granularity',
  'cxl_port_attach_region -EBUSY': 'cxl-port-busy',
  'cxl_port_setup_targets -EINVAL': 'cxl-ways',
  'cxl_port_setup_targets -ENXIO': 'cxl-position',
  'cxl_region_attach -ENXIO': 'cxl-position',
  'commit_store -EPERM': 'cxl-locked',
};
