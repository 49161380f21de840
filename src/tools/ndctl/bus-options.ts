/** Command lines of inject-error, monitor and ndctl's commands on buses, as data. */
import { filename, flag, syntax, uinteger, value } from '../util/syntax.ts';
import { deviceFilters, human, namespaceFilters, verbose } from './options.ts';

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
