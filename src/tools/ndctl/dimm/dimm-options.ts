/** Command lines of ndctl's commands on DIMMs and buses, as data: the tables of dimm.c, bus.c and others. */
import { filename, flag, syntax, uinteger, value } from '../../util/syntax.ts';
import { busFilters, deviceFilters, human, namespaceFilters, verbose } from '../options.ts';

const extent = [
  uinteger('s', 'size', 'size', 'number of bytes'),
  uinteger('O', 'offset', 'offset', 'offset in the label area'),
] as const;

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
  value('o', 'output', 'output', 'output-file', 'file to write the label area to'),
  flag('j', 'json', 'json', 'print JSON'),
  human,
  flag('I', 'index', 'index', 'only the index blocks'),
]);

export const writeLabels = syntax('ndctl write-labels <nmem> [-i <filename>]', [
  ...busFilters,
  ...extent,
  value('i', 'input', 'input', 'input-file', 'file to read the label area from'),
]);

export const initLabels = syntax('ndctl init-labels <nmem0> [<nmem1>..<nmemN>] [<options>]', [
  ...busFilters,
  flag('f', 'force', 'force', 'initialise although labels exist'),
  value(
    'V',
    'label-version',
    'labelVersion',
    'version-number',
    'version of the labels, 1.1 (default) or 1.2',
  ),
]);

export const injectError = syntax('ndctl inject-error <namespace> [<options>]', [
  ...namespaceFilters,
  value('B', 'block', 'block', 'namespace block offset (512B)', 'first block of the error'),
  value('n', 'count', 'count', 'count', 'number of blocks'),
  flag('d', 'uninject', 'uninject', 'remove an injected error'),
  flag('t', 'status', 'status', 'print the injected errors'),
  flag('N', 'no-notify', 'noNotify', 'do not notify the kernel'),
  flag('S', 'saturate', 'saturate', 'extend the error to whole sectors'),
  human,
]);

export const startScrub = syntax('ndctl start-scrub [<bus-id> <bus-id2> ... <bus-idN>] [<options>]', [
  verbose,
]);

export const waitScrub = syntax('ndctl wait-scrub [<bus-id> <bus-id2> ... <bus-idN>] [<options>]', [
  verbose,
  uinteger('p', 'poll', 'poll', 'poll interval in seconds'),
]);

export const activateFirmware = syntax(
  'ndctl activate-firmware [<bus-id> <bus-id2> ... <bus-idN>] [<options>]',
  [
    verbose,
    flag('I', 'idle', 'idle', 'let the platform idle the system (default)'),
    flag('f', 'force', 'force', 'activate without idling the system'),
    flag('n', 'dry-run', 'dryRun', 'print the steps without activation'),
  ],
);

export const monitor = syntax('ndctl monitor [<options>]', [
  ...deviceFilters,
  value('D', 'dimm-event', 'dimmEvent', 'name of event type', 'only events of this type'),
  filename('l', 'log', 'log', '<file> | syslog | standard', 'destination of events'),
  value(
    'c',
    'config-file',
    'configFile',
    'config-file',
    'settings (default: /etc/ndctl.conf.d/monitor.conf)',
  ),
  flag(undefined, 'daemon', 'daemon', 'run in the background'),
  human,
  verbose,
  uinteger('p', 'poll', 'poll', 'poll interval in seconds'),
]);
