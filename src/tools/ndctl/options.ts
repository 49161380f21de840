/**
 * Command lines of ndctl 76.1 as data: the tables of namespace.c, list.c and region.c, and the options they
 * share. Usage texts, parsing and completion are derived from them.
 */
import { filename, flag, syntax, value } from '../util/syntax.ts';

const bus = (help: string) => value('b', 'bus', 'bus', 'bus-id', help);
const region = (help: string) => value('r', 'region', 'region', 'region-id', help);
export const verbose = flag('v', 'verbose', 'verbose', 'print more on standard error');

/** Filters common to all namespace commands. */
export const namespaceFilters = [
  bus('only namespaces of the bus with this id or provider'),
  region('only namespaces of the region with this id or name'),
  verbose,
] as const;

export const busFilters = [bus('only on the bus with this id or provider'), verbose] as const;

/** Filters by one device, for commands on devices of that kind. */
export const deviceFilters = [
  bus('only this bus'),
  region('only this region'),
  value('d', 'dimm', 'dimm', 'dimm-id', 'only this DIMM'),
  value('n', 'namespace', 'namespace', 'namespace-id', 'only this namespace'),
] as const;

export const human = flag('u', 'human', 'human', 'print human-readable sizes and ids');

const xable = (verb: string) => syntax(`ndctl ${verb} <namespace> [<options>]`, namespaceFilters);

export const enableNamespace = xable('enable-namespace');
export const disableNamespace = xable('disable-namespace');

export const createNamespace = syntax('ndctl create-namespace [<options>]', [
  ...namespaceFilters,
  value('e', 'reconfig', 'reconfig', 'reconfig namespace', 'reconfigure this namespace'),
  value('u', 'uuid', 'uuid', 'uuid', 'uuid of the namespace (default: random)'),
  value('n', 'name', 'name', 'name', 'name to store in the label'),
  value('s', 'size', 'size', 'size', 'bytes, or with k, m, g, t (default: the most)'),
  value('m', 'mode', 'mode', 'operation-mode', 'fsdax, devdax, sector or raw'),
  value('M', 'map', 'map', 'memmap-location', 'struct pages in RAM (mem) or in the device (dev)'),
  value('l', 'sector-size', 'sectorSize', 'lba-size', 'size of a logical sector in bytes'),
  value('t', 'type', 'type', 'type', 'pmem or blk'),
  value('a', 'align', 'align', 'align', 'alignment of the mapping in bytes (default: 2M)'),
  flag('f', 'force', 'force', 'unbind an active namespace first'),
  flag('L', 'autolabel', 'autolabel', 'initialise empty label areas'),
  flag('c', 'continue', 'greedy', 'create namespaces until no region has space'),
  flag('R', 'autorecover', 'autorecover', 'remove the namespace if a step fails'),
]);

export const destroyNamespace = syntax('ndctl destroy-namespace <namespace> [<options>]', [
  ...namespaceFilters,
  flag('f', 'force', 'force', 'disable an active namespace first'),
]);

export const checkNamespace = syntax('ndctl check-namespace <namespace> [<options>]', [
  ...namespaceFilters,
  flag('R', 'repair', 'repair', 'repair the metadata'),
  flag('L', 'rewrite-log', 'rewriteLog', 'rewrite the log'),
  flag('f', 'force', 'force', 'disable an active namespace during the check'),
]);

export const clearErrors = syntax('ndctl clear_errors <namespace> [<options>]', [
  ...namespaceFilters,
  flag('s', 'scrub', 'scrub', 'scrub first, to find latent errors'),
]);

const output = filename('o', 'output', 'output', 'output-file', 'file to write to');

export const readInfoblock = syntax('ndctl read-infoblock <namespace> [<options>]', [
  ...namespaceFilters,
  output,
  filename('i', 'input', 'input', 'input-file', 'file to read instead of a namespace'),
  flag('V', 'verify', 'verify', 'only blocks with valid parent uuid and checksum'),
  flag('j', 'json', 'json', 'print JSON'),
  human,
]);

export const writeInfoblock = syntax('ndctl write-infoblock <namespace> [<options>]', [
  ...namespaceFilters,
  output,
  flag('c', 'stdout', 'stdout', 'write to standard output'),
  value('m', 'mode', 'mode', 'operation-mode', 'fsdax (default) or devdax'),
  value('s', 'size', 'size', 'size', 'size of the image that the block describes'),
  value('a', 'align', 'align', 'align', 'alignment of the mapping'),
  value('u', 'uuid', 'uuid', 'uuid', 'uuid of the block (default: random)'),
  value('M', 'map', 'map', 'memmap-location', 'struct pages in RAM (mem) or in the device (dev)'),
  value('p', 'parent-uuid', 'parentUuid', 'parent-uuid', 'uuid of the namespace (default: 0)'),
  value('O', 'offset', 'offset', 'offset', 'physical offset, for which padding is computed'),
]);

const xableRegion = (verb: string) =>
  syntax(`ndctl ${verb} <region> [<options>]`, [
    bus('only on the bus with this id or provider'),
    value('t', 'type', 'type', 'region-type', 'only regions of this type'),
  ]);

export const enableRegion = xableRegion('enable-region');
export const disableRegion = xableRegion('disable-region');

export const list = syntax('ndctl list [<options>]', [
  ...deviceFilters,
  value('m', 'mode', 'mode', 'namespace-mode', 'only namespaces of this mode'),
  value('t', 'type', 'type', 'region-type', 'only regions of this type'),
  value('U', 'numa-node', 'numaNode', 'numa node', 'only this node'),
  flag('B', 'buses', 'buses', 'print buses'),
  flag('D', 'dimms', 'dimms', 'print DIMMs'),
  flag('F', 'firmware', 'firmware', 'include firmware versions'),
  flag('H', 'health', 'health', 'include the health of DIMMs'),
  flag('R', 'regions', 'regions', 'print regions'),
  flag('N', 'namespaces', 'namespaces', 'print namespaces (default)'),
  flag('X', 'device-dax', 'dax', 'include device-dax instances'),
  flag('C', 'capabilities', 'capabilities', 'include capabilities of regions'),
  flag('i', 'idle', 'idle', 'include idle devices'),
  flag('c', 'configured', 'configured', 'include configured namespaces that are disabled'),
  flag('M', 'media-errors', 'mediaErrors', 'include known bad blocks'),
  human,
  { type: 'incr', short: 'v', long: 'verbose', key: 'verbose', help: 'print more detail, up to three times' },
]);
