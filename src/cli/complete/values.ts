/** Values of options and operands, by their names. */
import type { Candidate, Values } from './spec.ts';

const choices = (...list: [value: string, about?: string][]): Candidate[] =>
  list.map(([value, about]) => (about === undefined ? { value } : { value, about }));

const MODES = choices(
  ['fsdax', 'a block device that file systems can map'],
  ['devdax', 'a character device to map'],
  ['sector', 'a block device whose sectors are written whole or not at all'],
  ['raw', 'a block device without struct pages'],
);
const ALIGNMENTS = choices(['4K', 'small pages'], ['2M', 'huge pages'], ['1G', 'gigantic pages']);

/** Options of ndctl and daxctl, by long name. */
export const TOOL_OPTIONS: Record<string, Values> = {
  bus: 'bus',
  region: 'region',
  dimm: 'dimm',
  namespace: 'namespace',
  reconfig: 'namespace',
  dev: 'dax-device',
  mode: MODES,
  map: choices(['dev', 'struct pages on the device'], ['mem', 'struct pages in RAM']),
  align: ALIGNMENTS,
  'sector-size': choices(['512'], ['520'], ['528'], ['4096'], ['4104'], ['4160'], ['4224']),
  type: choices(['pmem'], ['blk']),
  'label-version': choices(['1.1'], ['1.2']),
  input: 'host-file',
  output: 'host-file',
  log: 'host-file',
  directory: 'host-file',
};

/** Values of `daxctl reconfigure-device --mode`. */
export const DAX_MODES = choices(['system-ram', 'memory like any other'], ['devdax', 'a device to map']);

const ALL = choices(['all', 'every one there is']);

/** Operands of ndctl and daxctl, by their names in usage lines. */
export const TOOL_OPERANDS: readonly [pattern: RegExp, values: Values, all: readonly Candidate[]][] = [
  [/^namespace/, 'namespace', ALL],
  [/^region/, 'region', ALL],
  [/^(nmem|dimm)/, 'dimm', ALL],
  [/^bus-id/, 'bus', ALL],
  [/^device/, 'dax-device', ALL],
];

/** Options of cxl, by long name. */
export const CXL_OPTIONS: Record<string, Values> = {
  memdev: 'memdev',
  bus: 'cxl-bus',
  port: 'cxl-port',
  endpoint: 'cxl-endpoint',
  decoder: 'cxl-decoder',
  region: 'cxl-region',
  granularity: choices(['256'], ['512'], ['1024'], ['2048'], ['4096'], ['8192'], ['16384']),
  type: choices(['pmem', 'persistent memory'], ['ram', 'volatile memory']),
  input: 'host-file',
  output: 'host-file',
  log: 'host-file',
};

/** Operands of cxl, by their names in usage lines. */
export const CXL_OPERANDS: typeof TOOL_OPERANDS = [
  [/^region/, 'cxl-region', ALL],
  [/^(mem|target)/, 'memdev', ALL],
  [/^(bus|root)/, 'cxl-bus', ALL],
  [/^port/, 'cxl-port', ALL],
];

/** Options of memsim, by long name. */
export const OWN_OPTIONS: Record<string, Values> = {
  '--state': 'host-file',
  '--platform': 'platform',
  '--kernel': 'kernel',
  '--good': 'kernel',
  '--bad': 'kernel',
  '--with': 'change',
  '--without': 'change',
  '--config': 'config',
  '--since': 'snapshot',
  '--svg': 'host-file',
  '--html': 'host-file',
  '--file': 'host-file',
  '--film': 'host-file',
  '--from': 'host-file',
  '--output': 'host-file',
  '--region': 'region',
  '--mode': MODES,
  '--align': ALIGNMENTS,
  '--view': choices(
    ['sections', 'sections and sub-sections touched'],
    ['sysfs', 'attributes before and after'],
    ['iomem', 'lines of /proc/iomem'],
    ['zones', 'what zones span'],
    ['all'],
    ['none'],
  ),
  '--color': choices(['auto'], ['always'], ['never']),
  '--trace': choices(['calls', 'functions that ran'], ['sysfs', 'files that were touched']),
  '--type': choices(['f', 'files'], ['d', 'folders'], ['l', 'links'], ['c', 'devices']),
};

/** Operands of memsim, by name. */
export const OWN_OPERANDS: Record<string, Values> = {
  object: 'object',
  path: 'path',
  device: 'block-device',
  version: 'kernel',
  from: 'kernel',
  to: 'kernel',
  change: 'change',
  lesson: 'lesson',
  course: 'lesson',
  scenario: 'scenario',
  snapshot: 'snapshot',
  command: 'command',
  file: 'host-file',
  folder: 'host-file',
  script: 'host-file',
  kind: choices(
    ['memmap', 'choose a memmap= that maps without loss'],
    ['usable', 'predict the usable size of a namespace'],
    ['shared', 'name the sections that two owners share'],
    ['change', 'find the kernel change that makes a difference'],
  ),
  shell: choices(['bash'], ['zsh'], ['fish']),
};
