/** Command lines of cxl 76.1 as data, the source for usage texts, parsing and completion. */
import { filename, flag, syntax, uinteger, value } from '../util/syntax.ts';

const debug = flag(undefined, 'debug', 'debug', 'print more on standard error');

export const list = syntax('cxl list [<options>]', [
  value('m', 'memdev', 'memdev', 'memory device name(s)', 'only objects related to these memdevs'),
  value('s', 'serial', 'serial', 'memory device serial(s)', 'only objects related to these serial numbers'),
  flag('M', 'memdevs', 'memdevs', 'list memdevs'),
  value('b', 'bus', 'bus', 'bus device name', 'only objects below these buses'),
  flag('B', 'buses', 'buses', 'list buses'),
  value('p', 'port', 'port', 'port device name', 'only objects below these ports'),
  flag('P', 'ports', 'ports', 'list ports'),
  flag('S', 'single', 'single', 'a port filter excludes objects below the port'),
  value('e', 'endpoint', 'endpoint', 'endpoint device name', 'only these endpoints'),
  flag('E', 'endpoints', 'endpoints', 'list endpoints'),
  value('d', 'decoder', 'decoder', 'decoder device name', 'only these decoders, by name or class'),
  flag('D', 'decoders', 'decoders', 'list decoders'),
  flag('T', 'targets', 'targets', 'include targets of decoders, ports and regions'),
  value('r', 'region', 'region', 'region name', 'only these regions'),
  flag('R', 'regions', 'regions', 'list regions'),
  flag('i', 'idle', 'idle', 'include disabled objects'),
  flag('u', 'human', 'human', 'print human-readable numbers'),
  flag('H', 'health', 'health', 'include the health of memdevs'),
  flag('I', 'partition', 'partition', 'include the partitions of memdevs'),
  flag('A', 'alert-config', 'alertConfig', 'include the alerts of memdevs'),
  { type: 'incr', short: 'v', long: 'verbose', key: 'verbose', help: 'print more detail, up to three times' },
  flag(undefined, 'debug', 'debug', 'print debug messages'),
]);

const regionBase = [
  value('b', 'bus', 'bus', 'bus name', 'only this bus'),
  value('d', 'decoder', 'decoder', 'root decoder name', 'root decoder of the window'),
  debug,
] as const;

export const createRegion = syntax('cxl create-region <target0> ... [<options>]', [
  ...regionBase,
  value('s', 'size', 'size', 'size in bytes or with a K/M/G etc. suffix', 'size of the region in bytes'),
  { type: 'integer', short: 'w', long: 'ways', key: 'ways', help: 'number of memdevs in the region' },
  {
    type: 'integer',
    short: 'g',
    long: 'granularity',
    key: 'granularity',
    help: 'interleave granularity in bytes',
  },
  value('t', 'type', 'type', 'region type', "'pmem' or 'ram'"),
  flag('m', 'memdevs', 'memdevs', 'the operands are memdevs'),
  flag('u', 'human', 'human', 'print human-readable numbers'),
]);

export const enableRegion = syntax('cxl enable-region <region0> ... [<options>]', regionBase);
export const disableRegion = syntax('cxl disable-region <region0> ... [<options>]', regionBase);
export const destroyRegion = syntax('cxl destroy-region <region0> ... [<options>]', [
  ...regionBase,
  flag('f', 'force', 'force', 'disable the region first'),
]);

const memdevBase = [
  flag('v', 'verbose', 'verbose', 'print more on standard error'),
  flag('S', 'serial', 'serial', 'the operands are serial numbers'),
] as const;
const labelArea = [
  uinteger('s', 'size', 'size', 'number of bytes'),
  uinteger('O', 'offset', 'offset', 'offset in the label area'),
] as const;

export const readLabels = syntax('cxl read-labels <mem0> [<mem1>..<memN>] [-o <filename>]', [
  ...memdevBase,
  ...labelArea,
  value('o', 'output', 'output', 'output-file', 'file to write the label area to'),
]);
export const writeLabels = syntax('cxl write-labels <memdev> [-i <filename>]', [
  ...memdevBase,
  ...labelArea,
  value('i', 'input', 'input', 'input-file', 'file to read the label area from'),
]);
export const zeroLabels = syntax('cxl zero-labels <mem0> [<mem1>..<memN>] [<options>]', [
  ...memdevBase,
  ...labelArea,
]);
export const disableMemdev = syntax('cxl disable-memdev <mem0> [<mem1>..<memN>] [<options>]', [
  ...memdevBase,
  flag('f', 'force', 'force', 'disable a memdev that is in use'),
]);
export const enableMemdev = syntax('cxl enable-memdev <mem0> [<mem1>..<memN>] [<options>]', memdevBase);
export const setPartition = syntax('cxl set-partition <mem0> [<mem1>..<memN>] [<options>]', [
  ...memdevBase,
  value('t', 'type', 'type', 'type', "'pmem' or 'ram' (default pmem)"),
  value('s', 'size', 'size', 'size', 'bytes (default: all)'),
  flag('a', 'align', 'align', "round to the device's partition alignment"),
]);

const dpa = [
  value('d', 'decoder', 'decoder', 'decoder instance id', 'endpoint decoder (default: the next free one)'),
  value('t', 'type', 'type', 'type', "'pmem' or 'ram'"),
  flag('f', 'force', 'force', 'skip the checks of the tool'),
] as const;
export const reserveDpa = syntax('cxl reserve-dpa <mem0> [<mem1>..<memn>] [<options>]', [
  ...memdevBase,
  value('s', 'size', 'size', 'size', 'bytes (default: all)'),
  ...dpa,
]);
export const freeDpa = syntax('cxl free-dpa <mem0> [<mem1>..<memn>] [<options>]', [...memdevBase, ...dpa]);

const portBase = [debug, flag('e', 'endpoint', 'endpoint', 'the operands are endpoints')] as const;
export const disablePort = syntax('cxl disable-port <port0> [<port1>..<portN>] [<options>]', [
  ...portBase,
  flag('f', 'force', 'force', 'disable although memdevs below are in use'),
]);
export const enablePort = syntax('cxl enable-port <port0> [<port1>..<portN>] [<options>]', [
  ...portBase,
  flag('m', 'enable-memdevs', 'memdevs', 'enable the memdevs below the port too'),
]);
export const disableBus = syntax('cxl disable-bus <bus0> [<bus1>..<busN>] [<options>]', [
  debug,
  flag('f', 'force', 'force', 'disable although memdevs below are in use'),
]);

export const monitor = syntax('cxl monitor [<options>]', [
  filename('l', 'log', 'log', '<file> | standard', 'destination of events'),
  flag(undefined, 'daemon', 'daemon', 'run in the background'),
  flag('u', 'human', 'human', 'print human-readable JSON'),
  flag('v', 'verbose', 'verbose', 'log more'),
]);
