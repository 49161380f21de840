/** Command lines of ndctl's commands on DIMMs and buses, as data: the tables of dimm.c, bus.c and others. */
import { syntax } from '../lib/syntax.ts';
import { busFilters, namespaceFilters } from './options.ts';

const extent = [
  { type: 'uinteger', short: 's', long: 'size', key: 'size', help: 'bytes of the label area' },
  { type: 'uinteger', short: 'O', long: 'offset', key: 'offset', help: 'where in the label area to begin' },
] as const;

const human = {
  type: 'boolean',
  short: 'u',
  long: 'human',
  key: 'human',
  help: 'print sizes and ids for people',
} as const;

const xable = (verb: string) => syntax(`ndctl ${verb} <nmem0> [<nmem1>..<nmemN>] [<options>]`, busFilters);

export const enableDimm = xable('enable-dimm');
export const disableDimm = xable('disable-dimm');
export const checkLabels = xable('check-labels');
export const freezeSecurity = xable('freeze-security');
export const waitOverwrite = xable('wait-overwrite');

export const zeroLabels = syntax('ndctl zero-labels <nmem0> [<nmem1>..<nmemN>] [<options>]', [
  ...busFilters,
  ...extent,
]);

export const readLabels = syntax('ndctl read-labels <nmem0> [<nmem1>..<nmemN>] [<options>]', [
  ...busFilters,
  ...extent,
  {
    type: 'string',
    short: 'o',
    long: 'output',
    key: 'output',
    argh: 'output-file',
    help: 'file to write the label area to',
  },
  { type: 'boolean', short: 'j', long: 'json', key: 'json', help: 'print JSON' },
  human,
  { type: 'boolean', short: 'I', long: 'index', key: 'index', help: 'only the index blocks' },
]);

export const writeLabels = syntax('ndctl write-labels <nmem> [-i <filename>]', [
  ...busFilters,
  ...extent,
  {
    type: 'string',
    short: 'i',
    long: 'input',
    key: 'input',
    argh: 'input-file',
    help: 'file to read the label area from',
  },
]);

export const initLabels = syntax('ndctl init-labels <nmem0> [<nmem1>..<nmemN>] [<options>]', [
  ...busFilters,
  { type: 'boolean', short: 'f', long: 'force', key: 'force', help: 'although there are labels' },
  {
    type: 'string',
    short: 'V',
    long: 'label-version',
    key: 'labelVersion',
    argh: 'version-number',
    help: 'version of the labels, 1.1 (default) or 1.2',
  },
]);

export const injectError = syntax('ndctl inject-error <namespace> [<options>]', [
  ...namespaceFilters,
  {
    type: 'string',
    short: 'B',
    long: 'block',
    key: 'block',
    argh: 'namespace block offset (512B)',
    help: 'first block of the error',
  },
  { type: 'string', short: 'n', long: 'count', key: 'count', argh: 'count', help: 'number of blocks' },
  { type: 'boolean', short: 'd', long: 'uninject', key: 'uninject', help: 'take the error back' },
  { type: 'boolean', short: 't', long: 'status', key: 'status', help: 'print what is injected' },
  { type: 'boolean', short: 'N', long: 'no-notify', key: 'noNotify', help: 'do not tell the system' },
  { type: 'boolean', short: 'S', long: 'saturate', key: 'saturate', help: 'a whole sector' },
  human,
]);

const debug = { type: 'boolean', short: 'v', long: 'verbose', key: 'verbose', help: 'say more' } as const;

export const startScrub = syntax('ndctl start-scrub [<bus-id> <bus-id2> ... <bus-idN>] [<options>]', [debug]);

export const waitScrub = syntax('ndctl wait-scrub [<bus-id> <bus-id2> ... <bus-idN>] [<options>]', [
  debug,
  { type: 'uinteger', short: 'p', long: 'poll', key: 'poll', help: 'seconds between two looks' },
]);

export const activateFirmware = syntax(
  'ndctl activate-firmware [<bus-id> <bus-id2> ... <bus-idN>] [<options>]',
  [
    debug,
    { type: 'boolean', short: 'I', long: 'idle', key: 'idle', help: 'let the platform stop I/O (default)' },
    { type: 'boolean', short: 'f', long: 'force', key: 'force', help: 'try it live' },
    { type: 'boolean', short: 'n', long: 'dry-run', key: 'dryRun', help: 'all but the last step' },
  ],
);

export const monitor = syntax('ndctl monitor [<options>]', [
  { type: 'string', short: 'b', long: 'bus', key: 'bus', argh: 'bus-id', help: 'only this bus' },
  { type: 'string', short: 'r', long: 'region', key: 'region', argh: 'region-id', help: 'only this region' },
  { type: 'string', short: 'd', long: 'dimm', key: 'dimm', argh: 'dimm-id', help: 'only this DIMM' },
  {
    type: 'string',
    short: 'n',
    long: 'namespace',
    key: 'namespace',
    argh: 'namespace-id',
    help: 'only this namespace',
  },
  {
    type: 'string',
    short: 'D',
    long: 'dimm-event',
    key: 'dimmEvent',
    argh: 'name of event type',
    help: 'only events of this type',
  },
  {
    type: 'filename',
    short: 'l',
    long: 'log',
    key: 'log',
    argh: '<file> | syslog | standard',
    help: 'where to write what happens',
  },
  {
    type: 'string',
    short: 'c',
    long: 'config-file',
    key: 'configFile',
    argh: 'config-file',
    help: 'settings to read instead of the usual ones',
  },
  { type: 'boolean', long: 'daemon', key: 'daemon', help: 'run in the background' },
  human,
  debug,
  { type: 'uinteger', short: 'p', long: 'poll', key: 'poll', help: 'seconds between two looks' },
]);
